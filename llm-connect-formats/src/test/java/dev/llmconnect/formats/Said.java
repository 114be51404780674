package dev.llmconnect.formats;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What a generated conversation may say in one exchange; the number makes each one different. */
@SuppressWarnings("ImmutableEnumChecker") // the functions have no state
enum Said {
    WORDS(i -> List.of(Message.user("Question " + i), Message.assistant("Answer " + i))),
    ODD_UNICODE(i -> List.of(
            Message.user("\u0001\t\u2028\ud83d\ude80 \\\"</script> e\u0301 \ufeff" + i),
            Message.assistant("\u00a0\ud83c\uddf5\ud83c\uddf9\r\n" + i))),
    LONG_TEXT(i -> List.of(Message.user("\u00e4\"".repeat(5000) + i), Message.assistant("\\".repeat(3000) + i))),
    TWO_TEXTS(i -> List.of(user(new Text("One " + i), new Text("two " + i)), Message.assistant("Both " + i))),
    IMAGE_BYTES(i ->
            List.of(user(new Text("See"), Media.ofBase64("image/png", Png.ONE_PIXEL)), Message.assistant("A " + i))),
    IMAGE_URL(i -> List.of(
            user(new Text("See"), Media.ofUrl("image/*", "https://example.org/" + i)), Message.assistant("A " + i))),
    PDF(i -> List.of(
            user(
                    new Text("Read"),
                    Media.fromBase64("application/pdf", "JVBERi0xLjQK")
                            .name("a" + i + ".pdf")
                            .build()),
            Message.assistant("B " + i))),
    TOOL_CALL(i -> List.of(
            Message.user("Weather " + i),
            assistant(call(i, 0)),
            Message.of(Role.TOOL, List.of(result(i, 0, false, new Text("sunny")))),
            Message.assistant("Sunny " + i))),
    WORDS_AND_CALL(i -> List.of(
            Message.user("Weather " + i),
            assistant(new Text("I look."), call(i, 0)),
            Message.of(Role.TOOL, List.of(result(i, 0, false, new Text("rain")))),
            Message.assistant("Rain " + i))),
    PARALLEL_CALLS(i -> List.of(
            Message.user("Weather " + i),
            assistant(call(i, 0), call(i, 1)),
            Message.of(
                    Role.TOOL, List.of(result(i, 0, false, new Text("sunny")), result(i, 1, false, new Text("rain")))),
            Message.assistant("Both " + i))),
    EMPTY_RESULT(i -> List.of(
            Message.user("Delete " + i),
            assistant(call(i, 0)),
            Message.of(Role.TOOL, List.of(result(i, 0, false, new Text("")))),
            Message.assistant("Done " + i))),
    FAILED_RESULT(i -> List.of(
            Message.user("Delete " + i),
            assistant(call(i, 0)),
            Message.of(Role.TOOL, List.of(result(i, 0, true, new Text("no such file")))),
            Message.assistant("Not found " + i))),
    IMAGE_RESULT(i -> List.of(
            Message.user("Draw " + i),
            assistant(call(i, 0)),
            Message.of(
                    Role.TOOL,
                    List.of(result(i, 0, false, new Text("drawn"), Media.ofBase64("image/png", Png.ONE_PIXEL)))),
            Message.assistant("Here " + i))),
    REASONING(i -> List.of(Message.user("Think " + i), assistant(Reasoning.of("Hm " + i), new Text("Yes " + i)))),
    SIGNED_REASONING(i -> List.of(
            Message.user("Think " + i),
            assistant(Reasoning.of("Hm " + i, "c2lnbmVkQUJD", Map.of()), new Text("Yes " + i)))),
    CACHE_MARK(i -> List.of(
            user(new Text("Remember " + i), CacheMark.ONE_HOUR, new Text("and answer")),
            Message.assistant("Yes " + i))),
    DEFAULT_CACHE_MARK(i -> List.of(user(new Text("Remember " + i), CacheMark.DEFAULT), Message.assistant("Yes " + i))),
    CITED(i -> List.of(
            Message.user("Search " + i),
            assistant(
                    new Text("Found " + i),
                    Citation.builder()
                            .url("https://example.org/" + i)
                            .title("T\u00eft " + i)
                            .build()))),
    REFUSAL(i -> List.of(Message.user("Harm " + i), assistant(new Refusal("I can't " + i))));

    private final IntFunction<List<Message>> exchange;

    Said(IntFunction<List<Message>> exchange) {
        this.exchange = exchange;
    }

    List<Message> exchange(int number) {
        return exchange.apply(number);
    }

    /** The turn of the model that says it. */
    List<ContentPart> answer(int number) {
        return exchange(number).stream()
                .filter(message -> message.role().equals(Role.ASSISTANT))
                .findFirst()
                .orElseThrow()
                .parts();
    }

    /** An image. */
    private static final class Png {
        static final String ONE_PIXEL =
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

        private Png() {}
    }

    private static Message user(ContentPart... parts) {
        return Message.user(List.of(parts));
    }

    private static Message assistant(ContentPart... parts) {
        return Message.assistant(List.of(parts));
    }

    private static ToolCall call(int number, int place) {
        return ToolCall.of(
                "call_" + number + "_" + place,
                "weather",
                Map.of("city", "K\u00f6ln \"" + place + "\"", "days", (long) number, "units", List.of("C", Map.of())));
    }

    private static ToolResult result(int number, int place, boolean failed, ContentPart... content) {
        return ToolResult.of("call_" + number + "_" + place, "weather", List.of(content), failed);
    }
}
