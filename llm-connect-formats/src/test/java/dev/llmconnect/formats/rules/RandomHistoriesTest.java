package dev.llmconnect.formats.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversations that nobody would think of are brought into every row of the table, and nothing that was said is lost. */
class RandomHistoriesTest {
    private static final int HISTORIES = 500;
    private static final String WIRE = "some-format";
    private static final List<String> IDS = List.of("call_1", "a", "", "call with blanks", "a".repeat(70), "call_1");
    private static final List<String> NAMES = List.of("weather", "näme", "a.b:c", "n".repeat(150), "1st");

    private static Stream<String> rows() {
        return RequestRules.table().keySet().stream();
    }

    private static List<Message> history(Random random) {
        List<Message> messages = new ArrayList<>();
        int length = 1 + random.nextInt(7);
        for (int i = 0; i < length; i++) {
            Role role = List.of(Role.USER, Role.ASSISTANT, Role.TOOL, Role.SYSTEM, Role.USER)
                    .get(random.nextInt(5));
            List<ContentPart> parts = new ArrayList<>();
            int size = random.nextInt(4);
            for (int j = 0; j < size; j++) {
                parts.add(part(role, "said-" + i + "-" + j + ".", random));
                if (random.nextInt(5) == 0) {
                    parts.add(CacheMark.DEFAULT);
                }
            }
            messages.add(Message.of(role, parts));
        }
        return messages;
    }

    private static ContentPart part(Role role, String words, Random random) {
        String id = IDS.get(random.nextInt(IDS.size()));
        String name = NAMES.get(random.nextInt(NAMES.size()));
        int kind = random.nextInt(6);
        if (kind == 0) {
            return new Text(List.of("", "  ", "\n").get(random.nextInt(3)));
        }
        if (role.equals(Role.ASSISTANT) && kind < 3) {
            return ToolCall.of(id, name, Map.of(), "{}");
        }
        if (role.equals(Role.ASSISTANT) && kind == 3) {
            return Reasoning.of("thought");
        }
        if ((role.equals(Role.TOOL) || role.equals(Role.USER)) && kind < 3) {
            List<ContentPart> content = kind == 1 ? List.of(new Text(words)) : List.of(new Text(" "), new Text(words));
            return ToolResult.of(id, name, content, false);
        }
        return new Text(words + (random.nextBoolean() ? " " : ""));
    }

    private static LLMRequest normalized(List<Message> messages, RequestRules rules) {
        return new RequestNormalizer(rules, WIRE, false)
                .normalize(LLMRequest.builder().messages(messages).build(), name -> {})
                .request();
    }

    private static String words(List<ContentPart> parts) {
        StringBuilder words = new StringBuilder();
        for (ContentPart part : parts) {
            if (part instanceof Text text) {
                words.append(text.text());
            } else if (part instanceof ToolResult result) {
                words.append(words(result.content()));
            }
        }
        return words.toString();
    }

    private static String words(LLMRequest request) {
        StringBuilder words = new StringBuilder();
        request.messages().forEach(message -> words.append(words(message.parts())));
        return words.toString();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyHistoryComesIntoTheRules(String row) {
        RequestRules rules = RequestRules.table().get(row);
        for (int seed = 0; seed < HISTORIES; seed++) {
            List<Message> given = history(new Random(seed));
            String what = row + ", seed " + seed + ": " + given;
            LLMRequest sent = normalized(given, rules);
            List<Message> messages = sent.messages();
            assertCalls(messages, rules, what + "\n" + messages);
            assertOrder(messages, rules, what + "\n" + messages);
            assertTexts(messages, rules, what + "\n" + messages);
            assertThat(normalized(messages, rules).messages())
                    .as(what + " once more")
                    .isEqualTo(messages);
            for (Message message : given) {
                for (String word : words(message.parts()).split("(?<=\\.)|\\s+", -1)) {
                    assertThat(words(sent)).as(what).contains(word.strip());
                }
            }
        }
    }

    private static void assertCalls(List<Message> messages, RequestRules rules, String what) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            List<String> calls = new ArrayList<>();
            List<String> results = new ArrayList<>();
            for (ContentPart part : messages.get(i).parts()) {
                if (part instanceof ToolCall call) {
                    calls.add(call.id());
                    assertThat(rules.callIds().accepts(call.id())).as(what).isTrue();
                    assertThat(rules.toolNames().accepts(call.name())).as(what).isTrue();
                    assertThat(!ids.add(call.id()) && rules.has(Rule.UNIQUE_CALL_IDS))
                            .as(what)
                            .isFalse();
                }
            }
            if (i + 1 < messages.size()) {
                for (ContentPart part : messages.get(i + 1).parts()) {
                    if (part instanceof ToolResult result) {
                        results.add(result.callId());
                    }
                }
            }
            assertThat(results).as(what).isEqualTo(calls);
        }
        assertThat(messages.get(0).parts()).as(what).noneMatch(ToolResult.class::isInstance);
    }

    private static void assertOrder(List<Message> messages, RequestRules rules, String what) {
        for (int i = 0; i < messages.size(); i++) {
            Role role = messages.get(i).role();
            Role before = i == 0 ? null : messages.get(i - 1).role();
            if (rules.has(Rule.SYSTEM_FIRST)) {
                assertThat(role.equals(Role.SYSTEM) && i > 0).as(what).isFalse();
            }
            if (rules.has(Rule.ALTERNATING)) {
                assertThat(role).as(what).isNotEqualTo(before);
            }
            if (rules.has(Rule.ASSISTANT_AFTER_TOOL)) {
                assertThat(Role.TOOL.equals(before) && role.equals(Role.USER))
                        .as(what)
                        .isFalse();
            }
        }
        if (rules.has(Rule.USER_FIRST)) {
            Message first = messages.stream()
                    .filter(message -> !message.role().equals(Role.SYSTEM))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(what));
            assertThat(first.role()).as(what).isEqualTo(Role.USER);
        }
    }

    private static void assertTexts(List<Message> messages, RequestRules rules, String what) {
        int marks = 0;
        for (Message message : messages) {
            for (ContentPart part : message.parts()) {
                if (part instanceof Text text && rules.has(Rule.NO_EMPTY_TEXT)) {
                    assertThat(text.text()).as(what).isNotEmpty();
                    assertThat(rules.has(Rule.NO_BLANK_TEXT) && text.text().isBlank())
                            .as(what)
                            .isFalse();
                }
                marks += part instanceof CacheMark ? 1 : 0;
            }
            assertThat(rules.has(Rule.NO_EMPTY_TEXT) && message.parts().isEmpty())
                    .as(what)
                    .isFalse();
        }
        assertThat(marks).as(what).isLessThanOrEqualTo(rules.maxCacheMarks());
        Message last = messages.get(messages.size() - 1);
        if (rules.has(Rule.NO_TRAILING_WHITESPACE) && last.role().equals(Role.ASSISTANT)) {
            String said = words(last.parts());
            boolean endsWithText = !(last.parts().get(last.parts().size() - 1) instanceof ToolCall);
            assertThat(endsWithText && !said.equals(said.stripTrailing()))
                    .as(what)
                    .isFalse();
        }
    }
}
