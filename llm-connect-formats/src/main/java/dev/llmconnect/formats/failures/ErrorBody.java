package dev.llmconnect.formats.failures;

import dev.llmconnect.Redactor;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says about a failure, whatever shape it says it in.
 *
 * @param code the most telling word: a code, else a type, else a status; empty when there is none
 * @param type the kind of error as the provider names it; empty when there is none
 * @param message in the provider's words; empty when there are none
 * @param requestId the provider's id of the request, where the body gives one
 * @param status a status code inside the body, where it gives one
 * @param json the whole body; missing when it was no JSON
 */
public record ErrorBody(
        String code,
        String type,
        String message,
        @Nullable String requestId,
        @Nullable Integer status,
        JsonNode json) {
    /** Nothing said. */
    public static final ErrorBody EMPTY = new ErrorBody("", "", "", null, null, JsonNode.MISSING);

    /** How the message of an HTML page begins. */
    static final String PAGE = "an HTML page";

    private static final int MAX_TEXT_LENGTH = 2000;
    /** Looked at of a body that is no JSON: far more than is shown, so that no credential is cut before it is taken out. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 4;

    /** Other names of a message: Baidu's, MiniMax's, Zhipu's, OAuth's, and those of gateways. */
    private static final List<String> MESSAGE_NAMES = List.of(
            "msg",
            "error_msg",
            "error_message",
            "errorMessage",
            "errmsg",
            "err_msg",
            "status_msg",
            "error_description",
            "errorDescription",
            "description",
            "reason",
            "title");

    /** Parts of a name by which a text is taken for what the provider says. */
    private static final List<String> TELLING =
            List.of("message", "msg", "error", "detail", "reason", "description", "fault", "title", "status");

    private static final Pattern HTML_TITLE =
            Pattern.compile("<(title|h1)[^>]{0,200}>\\s*([^<]{1,300})<", Pattern.CASE_INSENSITIVE);

    /** Reads JSON, plain text, an HTML page, or nothing. The content type is not asked, since providers get it wrong. */
    public static ErrorBody parse(Buffer body) {
        Buffer copy = body.copy();
        try {
            return of(Json.read(copy));
        } catch (JsonException e) {
            return ofText(body.snapshot((int) Math.min(body.size(), MAX_TEXT_BYTES))
                    .utf8()
                    .strip());
        }
    }

    /** Text that is no JSON: a sentence, or a page of some gateway. */
    private static ErrorBody ofText(String text) {
        if (!text.startsWith("<")) {
            return new ErrorBody("", "", Redactor.redact(text, MAX_TEXT_LENGTH), null, null, JsonNode.MISSING);
        }
        String title = HTML_TITLE
                .matcher(text)
                .results()
                .map(match -> match.group(2).strip())
                .findFirst()
                .map(found -> PAGE + ": " + found)
                .orElse(PAGE);
        return new ErrorBody("", "", title, null, null, JsonNode.MISSING);
    }

    /**
     * Reads {@code error} as an object, a string or a list, or a flat object with {@code message} or {@code detail}, or a list with
     * one of these.
     */
    public static ErrorBody of(JsonNode body) {
        JsonNode root = body.isArray() ? body.at(0) : body;
        JsonNode error = root.get("error").isArray() ? root.get("error").at(0) : root.get("error");
        JsonNode inner = error.isObject() ? error : root;
        String type = first(inner.filled("type"), root.filled("error_type"), inner.filled("__type"))
                .filter(word -> !word.equals("error"))
                .or(() -> inner.scalar("status").filter(word -> !isStatus(word)))
                .orElse("");
        String code = first(inner.scalar("code"), root.scalar("code"))
                .filter(word -> !isStatus(word))
                .orElse(type);
        Integer status = Stream.of(
                        inner.scalar("code"),
                        inner.scalar("status_code"),
                        inner.scalar("status"),
                        root.scalar("status_code"),
                        root.scalar("raw_status_code"),
                        root.scalar("code"))
                .flatMap(Optional::stream)
                .filter(ErrorBody::isStatus)
                .findFirst()
                .map(Integer::valueOf)
                .orElse(null);
        String requestId =
                first(root.filled("request_id"), root.filled("requestId")).orElse(null);
        return new ErrorBody(code, type, message(root, error, inner), requestId, status, root);
    }

    private static String message(JsonNode root, JsonNode error, JsonNode inner) {
        return first(inner.filled("message"), error.text(), inner.filled("detail"), inner.filled("Message"))
                .or(() -> first(root.filled("message"), root.filled("detail"), root.text()))
                .or(() -> named(inner))
                .or(() -> named(root))
                .or(() -> first(
                        root.get("base_resp").filled("status_msg"),
                        root.get("fault").filled("faultstring"),
                        inner.get("error").filled("message")))
                .or(() -> fieldErrors(root))
                .map(String::strip)
                .orElse("");
    }

    private static Optional<String> named(JsonNode object) {
        return MESSAGE_NAMES.stream()
                .flatMap(name -> object.filled(name).stream())
                .findFirst();
    }

    /**
     * The first text in the body that a field of some such name holds, for a body of which it is known that it is no answer. In lists and
     * objects that it holds, too.
     */
    static Optional<String> anyWords(JsonNode body) {
        return anyWords(body, MAX_DEPTH);
    }

    private static Optional<String> anyWords(JsonNode node, int levels) {
        for (Map.Entry<String, Object> member : node.object().entrySet()) {
            String name = member.getKey().toLowerCase(Locale.ROOT);
            if (member.getValue() instanceof String text
                    && !text.isBlank()
                    && TELLING.stream().anyMatch(name::contains)) {
                return Optional.of(text.strip());
            }
        }
        if (levels == 0) {
            return Optional.empty();
        }
        Stream<JsonNode> inside = node.isArray()
                ? node.items().stream()
                : node.object().values().stream().map(JsonNode::of);
        return inside.flatMap(inner -> anyWords(inner, levels - 1).stream()).findFirst();
    }

    /** The list of {@code {loc, msg}} with which servers built on FastAPI answer a wrong request. */
    private static Optional<String> fieldErrors(JsonNode root) {
        JsonNode list = root.get("detail").isArray() ? root.get("detail") : root.get("errors");
        String all = list.items().stream()
                .map(item -> first(item.text(), item.filled("msg"), item.filled("message"))
                        .map(text -> place(item) + text)
                        .orElse(""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }

    private static String place(JsonNode item) {
        String path = item.items("loc").stream()
                .map(step -> String.valueOf(step.raw()))
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path + ": ";
    }

    /** All words of it in lower case, to look for signs in. */
    String words() {
        return (code + ' ' + type + ' ' + message).toLowerCase(Locale.ROOT);
    }

    @SafeVarargs
    private static Optional<String> first(Optional<String>... candidates) {
        for (Optional<String> candidate : candidates) {
            if (candidate.isPresent()) {
                return candidate;
            }
        }
        return Optional.empty();
    }

    private static boolean isStatus(String word) {
        return word.length() == 3
                && word.charAt(0) >= '1'
                && word.charAt(0) <= '5'
                && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Names the error; the message is not told, since it is not redacted yet. */
    @Override
    public String toString() {
        return "ErrorBody[" + code + ", " + type + "]";
    }
}
