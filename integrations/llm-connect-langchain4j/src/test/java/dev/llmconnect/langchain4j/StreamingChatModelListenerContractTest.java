package dev.llmconnect.langchain4j;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.testkit.ScriptedLLM;
import java.util.List;

/** LangChain4j's own tests of a streaming chat model's listeners. */
class StreamingChatModelListenerContractTest extends AbstractStreamingChatModelListenerIT {
    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        ChatRequestParameters defaults = ChatRequestParameters.builder()
                .modelName(modelName())
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .build();
        return LLMConnectStreamingChatModel.of(
                ScriptedLLM.answering().thenAnswer(ChatModelListenerContractTest.ANSWER), defaults, List.of(listener));
    }

    @Override
    protected String modelName() {
        return "m-1";
    }

    @Override
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        return LLMConnectStreamingChatModel.of(
                ScriptedLLM.answering().thenFail(new LLMRateLimitException("slow down")),
                ChatRequestParameters.builder().build(),
                List.of(listener));
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return RateLimitException.class;
    }
}
