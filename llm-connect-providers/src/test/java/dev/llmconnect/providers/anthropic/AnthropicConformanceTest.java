package dev.llmconnect.providers.anthropic;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What holds for every adapter, holds for Anthropic's. */
class AnthropicConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "anthropic";
    }

    @Override
    public Reply answer(Answer answer) {
        return MessagesFormat.answer(answer);
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        return Optional.of(MessagesFormat.stream(answer));
    }

    @Override
    public Reply error(int status, String message) {
        return MessagesFormat.error(status, message);
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(MessagesFormat.errorEvent(message).getBytes(StandardCharsets.UTF_8));
    }
}
