package dev.llmconnect.providers.openai;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a provider says that speaks Chat Completions; extended once for each that is a class of its own. */
public abstract class ChatConformance extends HttpAdapterConformance {
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
}
