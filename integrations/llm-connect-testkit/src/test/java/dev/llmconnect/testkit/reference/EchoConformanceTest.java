package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.testkit.LLMAdapterConformance;

/** The kit passes for an adapter that asks nobody. */
class EchoConformanceTest extends LLMAdapterConformance {
    @Override
    public String provider() {
        return "echo";
    }

    @Override
    protected LLMAdapter newAdapter() {
        return new LLMAdapter() {
            @Override
            public String provider() {
                return "echo";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                request.validate();
                return LLMResponse.builder()
                        .content(request.messages().get(0).text())
                        .model(request.config().modelName())
                        .metadata(known -> known.provider(provider()))
                        .metadata(known -> known.requestId(request.requestId()))
                        .build();
            }
        };
    }
}
