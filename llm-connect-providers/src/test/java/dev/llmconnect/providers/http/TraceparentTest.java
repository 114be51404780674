package dev.llmconnect.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Attempt;
import dev.llmconnect.AttemptInfo;
import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallObservers;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.TraceContext;
import dev.llmconnect.spi.AdapterSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

/** {@code traceparent} goes to a provider only where the operator says so. */
class TraceparentTest {
    private static final String ANSWER = "{\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
            + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final CompletableFuture<AttemptInfo> attempt = new CompletableFuture<>();

    private RecordedRequest ask(Map<String, String> own) throws Exception {
        try (MockWebServer provider = new MockWebServer()) {
            provider.enqueue(new MockResponse.Builder()
                    .addHeader("Content-Type", "application/json")
                    .body(ANSWER)
                    .build());
            provider.start();
            Map<String, String> environment = new HashMap<>(own);
            environment.put("OPENAI_API_KEY", "key-of-a-test");
            environment.put("OPENAI_BASE_URL", provider.url("/v1").toString());
            CallObserver observer = new CallObserver() {
                @Override
                public void attemptEnded(CallInfo call, AttemptInfo made, Attempt result) {
                    attempt.complete(made);
                }
            };
            CallContext context = CallContext.builder()
                    .trace(TraceContext.parse("00-" + TRACE + "-b7ad6b7169203331-01", "vendor=1")
                            .orElseThrow())
                    .build();
            try (LLMAdapter adapter = CallObservers.observe(
                    LLMAdapters.installed().newAdapter("openai", AdapterSettings.of(environment)), observer)) {
                adapter.execute(
                        LLMRequest.builder().prompt("Hello").context(context).build());
            }
            return provider.takeRequest();
        }
    }

    @Test
    void byDefaultAProviderIsToldNothingOfTheTrace() throws Exception {
        RecordedRequest sent = ask(Map.of());

        assertThat(sent.getHeaders().get("traceparent")).isNull();
        assertThat(sent.getHeaders().get("tracestate")).isNull();
    }

    @Test
    void whereTheOperatorSaysSoTheProviderIsAChildOfTheAttempt() throws Exception {
        RecordedRequest sent = ask(Map.of("LLM_CONNECT_OPENAI_TRACEPARENT", "yes"));

        String span = attempt.get(10, TimeUnit.SECONDS).spanId();
        assertThat(sent.getHeaders().get("traceparent")).isEqualTo("00-" + TRACE + "-" + span + "-01");
        assertThat(sent.getHeaders().get("tracestate")).isEqualTo("vendor=1");
    }

    @Test
    void aValueThatIsNeitherYesNorNoIsRefusedWithTheNameOfItsVariable() {
        assertThatThrownBy(() -> ask(Map.of("LLM_CONNECT_OPENAI_TRACEPARENT", "perhaps")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("LLM_CONNECT_OPENAI_TRACEPARENT must be true, false");
    }
}
