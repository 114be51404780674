package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a request holds of wire formats, in front of adapters that take none, one, or all of them. */
class WireFieldCheckTest {
    private final List<LLMCall> asked = new ArrayList<>();

    private class Plain implements LLMAdapter {
        @Override
        public String provider() {
            return "plain";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            asked.add(request);
            return LLMResponse.builder()
                    .content("Hi")
                    .metadata(known -> known.droppedParams(List.of("seed")))
                    .build();
        }

        @Override
        public EmbeddingResponse embed(EmbeddingRequest request) {
            asked.add(request);
            return EmbeddingResponse.builder().build();
        }

        @Override
        public OptionalLong countTokens(LLMRequest request) {
            asked.add(request);
            return OptionalLong.of(7);
        }
    }

    private final class OfOneFormat extends Plain implements WireFieldsAdapter {
        @Override
        public boolean takesWireFields(String wire) {
            return wire.equals("mine");
        }
    }

    private static final class Decorator extends ForwardingAdapter {
        Decorator(LLMAdapter delegate) {
            super(delegate);
        }
    }

    private static LLMRequest with(WireFields fields) {
        return LLMRequest.builder().prompt("Hi").wireFields(fields).build();
    }

    private static WireFields required(String wire) {
        return WireFields.NONE.with(wire, Map.of("thread", Map.of(), "logit_bias", Map.of()));
    }

    @Test
    void aRequiredFieldIsRefusedByEveryOperation() {
        LLMAdapter adapter = CheckedAdapter.of(new Decorator(new Plain()));
        LLMRequest request = with(WireFields.NONE.with("theirs", Map.of("logit_bias", Map.of())));

        assertThatThrownBy(() -> adapter.execute(request))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("plain does not support the field `logit_bias`, which belongs to another wire format");
        assertThatThrownBy(() -> adapter.stream(request)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> adapter.countTokens(request)).isInstanceOf(LLMInvalidRequestException.class);
        assertThatThrownBy(() -> adapter.embed(EmbeddingRequest.builder()
                        .text("Hi")
                        .wireFields("theirs", Map.of("logit_bias", Map.of()))
                        .build()))
                .isInstanceOf(LLMInvalidRequestException.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void aHintIsReportedBesideWhatTheAdapterItselfOmitted() {
        LLMAdapter adapter = CheckedAdapter.of(new Plain());
        LLMRequest request = with(WireFields.NONE.withHints("theirs", Map.of("user", "u")));

        assertThat(adapter.execute(request).metadata().droppedParams()).containsExactly("seed", "user");
        try (LLMStream stream = adapter.stream(request)) {
            assertThat(stream.response().metadata().droppedParams()).containsExactly("seed", "user");
        }
        assertThat(adapter.embed(EmbeddingRequest.builder()
                                .text("Hi")
                                .wireFields(WireFields.NONE.withHints("theirs", Map.of("user", "u")))
                                .build())
                        .metadata()
                        .droppedParams())
                .containsExactly("user");
    }

    @Test
    void theFormatThatAnAdapterTakesIsLeftToIt() {
        LLMAdapter adapter = CheckedAdapter.of(new Decorator(new OfOneFormat()));
        LLMRequest request = with(required("mine"));

        adapter.execute(request);

        assertThat(((LLMRequest) asked.get(0)).wireFields("mine")).containsKeys("thread", "logit_bias");
        assertThatThrownBy(() -> adapter.execute(with(required("theirs"))))
                .isInstanceOf(LLMInvalidRequestException.class);
    }

    @Test
    void aDecoratorThatCountsAsTheAttemptChecksOnce() {
        LLMAdapter adapter = CheckedAdapter.attempt(new Decorator(CheckedAdapter.of(new OfOneFormat())));

        adapter.execute(with(required("mine")));

        assertThat(asked).hasSize(1);
    }

    @Test
    void aCallThatWantsUnsupportedParametersDroppedGetsThemReportedButNotWhatIsAsked() {
        LLMAdapter adapter = CheckedAdapter.of(new Plain());
        RunConfig config =
                RunConfig.builder().unsupportedParams(UnsupportedParams.DROP).build();

        LLMResponse response =
                adapter.execute(with(WireFields.NONE.with("theirs", Map.of("logit_bias", Map.of()))).toBuilder()
                        .config(config)
                        .build());

        assertThat(response.metadata().droppedParams()).containsExactly("seed", "logit_bias");
        assertThatThrownBy(() ->
                        adapter.execute(with(WireFields.NONE.with("theirs", Map.of("prompt", Map.of()))).toBuilder()
                                .config(config)
                                .build()))
                .hasMessageContaining("`prompt`");
    }

    @Test
    void hintsAndStepsOfOtherFormatsAreTakenOutOfTheMessages() {
        LLMAdapter adapter = CheckedAdapter.of(new OfOneFormat());
        Opaque mine = new Opaque("mine", Map.of("type", "any"));
        Opaque step = new Opaque("theirs", Map.of("type", "web_search_call"));
        LLMResponse response = adapter.execute(LLMRequest.builder()
                .message(Message.user(List.of(new Text("Hi"), new Hint("theirs", Map.of("name", "Ann")))))
                .message(Message.assistant(List.of(step)))
                .message(Message.assistant(List.of(step, mine, new Text("It rains."))))
                .message(Message.of(
                        Role.TOOL,
                        List.of(ToolResult.of(
                                "c", "t", List.of(new Text("ok"), new Hint("theirs", Map.of("mark", 1))), false))))
                .build());

        assertThat(((LLMRequest) asked.get(0)).messages())
                .containsExactly(
                        Message.user("Hi"),
                        Message.assistant(List.of(mine, new Text("It rains."))),
                        Message.of(Role.TOOL, List.of(ToolResult.of("c", "t", List.of(new Text("ok")), false))));
        assertThat(response.metadata().droppedParams())
                .containsExactly("seed", "name", "mark", "messages.web_search_call");
    }

    @Test
    void cacheMarksAreForAdaptersThatTakeAFormat() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.user(List.of(new Text("Hi"), ContentPart.CacheMark.DEFAULT)))
                .tools(List.of(Tool.builder("t")
                        .cacheMark(ContentPart.CacheMark.DEFAULT)
                        .build()))
                .build();

        LLMResponse response = CheckedAdapter.of(new Plain()).execute(request);
        CheckedAdapter.of(new OfOneFormat()).execute(request);

        LLMRequest unmarked = (LLMRequest) asked.get(0);
        assertThat(unmarked.messages()).containsExactly(Message.user("Hi"));
        assertThat(unmarked.tools().get(0).cacheMark()).isNull();
        assertThat(response.metadata().droppedParams()).containsExactly("seed", "cache_control");
        assertThat(((LLMRequest) asked.get(1)).messages()).isEqualTo(request.messages());
    }

    @Test
    void anotherOpaquePartIsRefusedByItsType() {
        LLMAdapter adapter = CheckedAdapter.of(new Plain());

        assertThatThrownBy(() -> adapter.execute(LLMRequest.builder()
                        .message(Message.user(
                                List.of(new Text("Hi"), new Opaque("theirs", Map.of("type", "container_upload")))))
                        .build()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("plain does not support a part of kind theirs (container_upload)");
    }

    @Test
    void theToolsOfAnotherFormatAreNamed() {
        LLMAdapter adapter = CheckedAdapter.of(new Plain());
        List<Object> tools = List.of(Map.of("type", "mcp", "server_label", "files"), Map.of("googleMaps", Map.of()));

        assertThatThrownBy(() -> adapter.execute(with(WireFields.NONE.with("theirs", Map.of("tools", tools)))))
                .hasMessageContaining("the field `tools` (mcp `files`, googleMaps)");
        assertThat(adapter.execute(with(WireFields.NONE.withHints("theirs", Map.of("tools", tools))))
                        .metadata()
                        .droppedParams())
                .containsExactly("seed", "tools.mcp", "tools.googleMaps");
    }
}
