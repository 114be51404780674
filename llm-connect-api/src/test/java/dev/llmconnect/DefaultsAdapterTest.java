package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DefaultsAdapterTest {
    private final FakeModel model = FakeModel.answering("ok");

    @Test
    void valuesHoldForCallsThatSetNoneThemselves() {
        LLMAdapter adapter = model.withDefaults(
                RunConfig.builder().modelName("small").temperature(0.1).build());

        adapter.execute("Hi");
        adapter.execute("Hi", RunConfig.builder().temperature(0.9).build());
        adapter.stream("Hi").response();

        assertThat(model.request(0).config().modelName()).isEqualTo("small");
        assertThat(model.request(0).config().temperature()).isEqualTo(0.1);
        assertThat(model.request(1).config().modelName()).isEqualTo("small");
        assertThat(model.request(1).config().temperature()).isEqualTo(0.9);
        assertThat(model.request(2).config().modelName()).isEqualTo("small");
    }

    @Test
    void valuesAreLayered() {
        LLMAdapter adapter = model.withDefaults(
                        RunConfig.builder().modelName("small").build())
                .withDefaults(RunConfig.builder().modelName("large").topP(0.5).build());

        adapter.execute("Hi");

        assertThat(model.request(0).config().modelName()).isEqualTo("large");
        assertThat(model.request(0).config().topP()).contains(0.5);
    }

    @Test
    void instructionsStandBeforeAConversationThatHasNone() {
        LLMAdapter adapter = model.withSystemPrompt("Be brief");

        adapter.execute("Hi");
        adapter.execute(LLMRequest.builder()
                .message(Message.system("Be long"))
                .prompt("Hi")
                .build());

        assertThat(model.request(0).messages()).extracting(Message::text).containsExactly("Be brief", "Hi");
        assertThat(model.request(1).messages()).extracting(Message::text).containsExactly("Be long", "Hi");
        assertThatThrownBy(() -> model.withSystemPrompt("")).isInstanceOf(LLMInvalidRequestException.class);
    }
}
