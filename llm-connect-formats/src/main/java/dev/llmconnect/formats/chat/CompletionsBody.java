package dev.llmconnect.formats.chat;

import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code POST /v1/completions} takes: the fields of a chat, with one prompt in place of messages. */
public final class CompletionsBody {
    private static final String PROMPT = "prompt";
    private static final String SUFFIX = "suffix";
    private static final String ECHO = "echo";
    private static final String BEST_OF = "best_of";
    private static final int MAX_BEST_OF = 20;
    private static final String LOGPROBS = "logprobs";

    private CompletionsBody() {}

    /**
     * Reads a body as that of a chat with one message.
     *
     * @throws InvalidParamException naming the field that is wrong, or for which a chat has no counterpart
     */
    public static ChatBody read(Map<String, @Nullable Object> sent) {
        RequestFields fields = new RequestFields("", sent);
        String prompt = prompt(fields);
        fields.text(SUFFIX).filter(text -> !text.isEmpty()).ifPresent(text -> {
            throw unsupported(SUFFIX, "the models here continue a prompt, and do not fill in its middle");
        });
        fields.flag(ECHO).filter(echo -> echo).ifPresent(echo -> {
            throw unsupported(ECHO, "an answer here does not repeat its prompt");
        });
        Optional<Integer> bestOf = fields.integer(BEST_OF, 1, MAX_BEST_OF);
        fields.integer(LOGPROBS, 0, 5).filter(count -> count > 0).ifPresent(count -> {
            throw unsupported(LOGPROBS, "use 'top_logprobs' of /v1/chat/completions");
        });
        Map<String, @Nullable Object> chat = new LinkedHashMap<>(fields.left());
        chat.put("messages", List.of(Map.of("role", "user", "content", prompt)));
        ChatBody body = ChatBody.read(chat);
        int choices = body.config().choices().orElse(1);
        bestOf.filter(count -> count != choices).ifPresent(count -> {
            throw unsupported(BEST_OF, "all answers are returned, so it must equal 'n'");
        });
        return body;
    }

    private static String prompt(RequestFields fields) {
        Object prompt = fields.any(PROMPT).orElseThrow(() -> fields.missing(PROMPT));
        Object only = prompt instanceof List<?> list && list.size() == 1 && list.get(0) != null ? list.get(0) : prompt;
        if (only instanceof String text) {
            return text;
        }
        if (prompt instanceof List<?> list && list.stream().allMatch(String.class::isInstance) && !list.isEmpty()) {
            throw new InvalidParamException(
                    PROMPT,
                    "unsupported_value",
                    "Unsupported value: 'prompt' must be one text, since an answer here is to one prompt.");
        }
        throw RequestFields.wrongType(PROMPT, "a string or an array of one string", prompt);
    }

    private static InvalidParamException unsupported(String field, String reason) {
        return new InvalidParamException(
                field,
                "unsupported_parameter",
                "Unsupported parameter: '" + field + "' is not supported: " + reason + ".");
    }
}
