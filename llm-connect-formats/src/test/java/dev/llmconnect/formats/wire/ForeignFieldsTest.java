package dev.llmconnect.formats.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.WireFields;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForeignFieldsTest {
    private static final ContentPart MINE = new Hint("mine", Map.of("mark", 1));
    private static final ContentPart THEIRS = new Hint("theirs", Map.of("cache_control", Map.of()));

    private static WireCall call(LLMRequest request) {
        ProviderFailures failures = new ProviderFailures("p", ErrorBodyFormat.COMMON, "", Clock.systemUTC());
        return new WireCall("p", "m", request, false, failures);
    }

    @Test
    void anotherFormatsFieldIsRefusedByName() {
        WireCall call = call(LLMRequest.builder()
                .prompt("Hi")
                .wireFields("theirs", Map.of("logit_bias", Map.of()))
                .build());

        assertThatThrownBy(() -> ForeignFields.removed(call, "mine"))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("p does not support the field `logit_bias`");
        assertThat(ForeignFields.removed(call, "theirs")).isSameAs(call);
    }

    @Test
    void anotherFormatsHintsAreLeftOutAndReported() {
        WireCall call = ForeignFields.removed(
                call(LLMRequest.builder()
                        .message(Message.user(List.of(new Text("Hi"), MINE, THEIRS)))
                        .message(Message.of(
                                Role.TOOL, List.of(ToolResult.of("1", "t", List.of(new Text("ok"), THEIRS), false))))
                        .tools(List.of(Tool.builder("t")
                                .description("")
                                .parameters(Map.of())
                                .hints(Map.of("theirs", Map.of("eager", true)))
                                .build()))
                        .wireFields(WireFields.NONE.withHints("theirs", Map.of("user", "u")))
                        .build()),
                "mine");

        assertThat(call.request().messages())
                .containsExactly(
                        Message.user(List.of(new Text("Hi"), MINE)),
                        Message.of(Role.TOOL, List.of(ToolResult.of("1", "t", List.of(new Text("ok")), false))));
        assertThat(call.droppedParams()).containsExactly("user", "eager", "cache_control");
    }
}
