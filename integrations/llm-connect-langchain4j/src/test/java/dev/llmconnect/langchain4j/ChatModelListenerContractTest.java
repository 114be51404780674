package dev.llmconnect.langchain4j;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.testkit.ScriptedLLM;
import java.util.List;

/** LangChain4j's own tests of a chat model's listeners. */
class ChatModelListenerContractTest extends AbstractChatModelListenerIT {
    static final LLMResponse ANSWER = LLMResponse.builder()
            .model("m-1")
            .content("Hello!")
            .usage(Usage.of(3, 4))
            .metadata(known -> known.requestId("r-1"))
            .build();

    @Override
    protected ChatModel createModel(ChatModelListener listener) {
        ChatRequestParameters defaults = ChatRequestParameters.builder()
                .modelName(modelName())
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .build();
        return LLMConnectChatModel.of(ScriptedLLM.answering().thenAnswer(ANSWER), defaults, List.of(listener));
    }

    @Override
    protected String modelName() {
        return "m-1";
    }

    @Override
    protected ChatModel createFailingModel(ChatModelListener listener) {
        return LLMConnectChatModel.of(
                ScriptedLLM.answering().thenFail(new LLMRateLimitException("slow down")),
                ChatRequestParameters.builder().build(),
                List.of(listener));
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return RateLimitException.class;
    }
}
