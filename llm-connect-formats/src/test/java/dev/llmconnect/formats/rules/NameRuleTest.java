package dev.llmconnect.formats.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameRuleTest {
    @Test
    void aNameThatIsTakenIsNotGivenToAnother() {
        String substitute = NameRule.of("_-", 64).substitute("files.read", 0, taken -> false);
        LLMRequest request = LLMRequest.builder()
                .message(Message.user("Hi"))
                .tools(List.of(Tool.of("files.read", "", Map.of()), Tool.of(substitute, "", Map.of())))
                .build();

        ToolNames names = ToolNames.of(request, NameRule.of("_-", 64));
        assertThat(names.sent(substitute)).isEqualTo(substitute);
        assertThat(names.sent("files.read")).isNotEqualTo(substitute).matches("[a-zA-Z0-9_-]{1,64}");
    }

    @Test
    void everyShapeOfNameHasAValidSubstitute() {
        List<NameRule> rules = List.of(
                NameRule.of("_-", 64),
                NameRule.of("_-", Integer.MAX_VALUE),
                new NameRule("_.-", true, 1, 64),
                new NameRule("_", true, 1, Integer.MAX_VALUE),
                new NameRule("", false, 9, 9),
                NameRule.anyUpTo(40));
        for (NameRule rule : rules) {
            for (String name :
                    List.of("", " ", "ä", "\ud83d\ude00".repeat(40), "7", ".", "a".repeat(500), "-x", "a b")) {
                assertThat(rule.accepts(rule.substitute(name, 0, taken -> false)))
                        .as(rule + " " + name)
                        .isTrue();
            }
        }
    }
}
