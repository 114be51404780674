package dev.llmconnect.providers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.HttpAdapterConformance;
import dev.llmconnect.testkit.Json;
import dev.llmconnect.testkit.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holds for every adapter, holds for the one that asks another llm-connect, over sections 2, 3 and 7 of the wire contract. */
class RemoteConformanceTest extends HttpAdapterConformance {
    @Override
    public String provider() {
        return "llm-connect";
    }

    @Override
    public Reply answer(Answer answer) {
        return Reply.json(body(answer));
    }

    @Override
    public Optional<Reply> stream(Answer answer) {
        List<String> events = new ArrayList<>();
        for (String piece : answer.pieces()) {
            events.add("event: delta\ndata: {\"content\":" + Json.quote(piece) + "}\n\n");
        }
        events.add("event: done\ndata: " + body(answer) + "\n\n");
        return Optional.of(Reply.stream("text/event-stream", events));
    }

    @Override
    public Reply error(int status, String message) {
        return Reply.json(status, error(code(status), message));
    }

    @Override
    public Optional<byte[]> errorInStream(String message) {
        return Optional.of(("event: error\ndata: " + error(ErrorCode.PROVIDER_API_ERROR, message) + "\n\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Reply> errorWithStatus200(String message) {
        return Optional.of(Reply.json(error(ErrorCode.PROVIDER_API_ERROR, message)));
    }

    @Override
    protected void assertWrongRequest(LLMException failure) {
        assertThat(failure).isInstanceOf(LLMInvalidRequestException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 400 -> ErrorCode.INVALID_REQUEST;
            case 429 -> ErrorCode.PROVIDER_RATE_LIMITED;
            case 503 -> ErrorCode.SERVER_OVERLOADED;
            case 504 -> ErrorCode.PROVIDER_TIMEOUT;
            default -> ErrorCode.PROVIDER_API_ERROR;
        };
    }

    private static String error(ErrorCode code, String message) {
        return "{\"error\":" + Json.quote(code.toString()) + ",\"message\":" + Json.quote(message)
                + ",\"type\":\"LLMAPIError\"}";
    }

    private static String body(Answer answer) {
        return "{\"content\":" + Json.quote(answer.text()) + ",\"model\":" + Json.quote(answer.model())
                + ",\"usage\":{\"prompt_tokens\":" + answer.promptTokens() + ",\"completion_tokens\":"
                + answer.completionTokens() + ",\"total_tokens\":" + (answer.promptTokens() + answer.completionTokens())
                + "},\"finish_reason\":\"stop\",\"metadata\":{}}";
    }
}
