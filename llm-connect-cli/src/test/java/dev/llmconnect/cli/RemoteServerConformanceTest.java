package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.CallMode;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for a provider in process, holds for it behind a server that the remote provider asks: same answers, failures, details. */
class RemoteServerConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "openai";
    }

    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        return RemoteServer.of(super.adapter(baseUrl, key));
    }

    @Override
    public Reply answer(Answer answer) {
        return ChatFormat.answer(answer);
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        return Optional.of(ChatFormat.stream(answer));
    }

    @Override
    public Reply error(int status, String message) {
        return ChatFormat.error(status, message);
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(Reply.json(ChatFormat.error(message)));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(("data: " + ChatFormat.error(message) + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The adapter is the remote one; who answered is in the metadata, as in process. */
    @Override
    @ParameterizedTest
    @EnumSource
    protected void anAnswerNamesItsProviderAndItsRequest(CallMode mode) throws Exception {
        LLMRequest request = LLMRequest.of(
                        "Hello", RunConfig.builder().modelName(model()).build())
                .begin();
        try (LLMAdapter adapter = newAdapter()) {
            LLMResponse response = mode == CallMode.EXECUTE
                    ? adapter.execute(request)
                    : adapter.stream(request).response();

            assertThat(adapter.provider()).isEqualTo("llm-connect");
            assertThat(response.metadata().toMap())
                    .containsEntry("provider", provider())
                    .containsEntry("request_id", request.requestId());
        }
    }
}
