package dev.llmconnect.providers.bedrock;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for every adapter, holds for Bedrock's. */
class BedrockConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "bedrock";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":"
                + Json.quote(answer.text()) + "}]}},\"stopReason\":\"end_turn\"," + usage(answer) + "}");
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<byte[]> events = new ArrayList<>();
        events.add(event("messageStart", "\"role\":\"assistant\""));
        for (String piece : answer.pieces()) {
            events.add(event(
                    "contentBlockDelta", "\"contentBlockIndex\":0,\"delta\":{\"text\":" + Json.quote(piece) + "}"));
        }
        events.add(event("contentBlockStop", "\"contentBlockIndex\":0"));
        events.add(event("messageStop", "\"stopReason\":\"end_turn\""));
        events.add(event("metadata", usage(answer)));
        return Optional.of(Reply.streamOfBytes("application/vnd.amazon.eventstream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, "{\"message\":" + Json.quote(message) + "}");
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(error(200, message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(
                EventStreamMessage.exception("modelStreamErrorException", "{\"message\":" + Json.quote(message) + "}")
                        .toByteArray());
    }

    private static byte[] event(String type, String fields) {
        return EventStreamMessage.event(type, "{" + fields + "}").toByteArray();
    }

    private static String usage(Answer answer) {
        return "\"usage\":{\"inputTokens\":" + answer.promptTokens() + ",\"outputTokens\":" + answer.completionTokens()
                + ",\"totalTokens\":" + (answer.promptTokens() + answer.completionTokens()) + "}";
    }
}
