package dev.llmconnect.formats.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** What providers do with the choices of an answer. */
class ChatChoicesTest {
    private static final ChatWire WIRE = new ChatWire(ChatDialect.OPENAI);

    private static WireCall asking(int choices) {
        LLMRequest request =
                LLMRequest.of("Hi", RunConfig.builder().choices(choices).build());
        return new WireCall("acme", "m", request, true, new ProviderFailures("acme", ErrorBodyFormat.COMMON, ""));
    }

    private static LLMResponse decoded(int asked, String choices) {
        return WIRE.decode(Json.read("{\"id\":\"a\",\"model\":\"m\",\"choices\":[" + choices + "]}"), asking(asked));
    }

    private static StreamDecoder streamed(int asked, String... choices) {
        StreamDecoder decoder = WIRE.decoder(asking(asked));
        for (String choice : choices) {
            decoder.accept(
                    new Frame("", ByteString.encodeUtf8("{\"id\":\"a\",\"choices\":[" + choice + "]}")), event -> {});
        }
        return decoder;
    }

    private static String text(String index, String words) {
        return "{" + index + "\"message\":{\"content\":\"" + words + "\"},\"finish_reason\":\"stop\"}";
    }

    private static String call(int index) {
        return "{\"index\":" + index
                + ",\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}";
    }

    @Test
    void theirOrderIsThatOfTheirIndexesOrElseThatOfTheArray() {
        assertThat(decoded(3, text("", "a") + "," + text("", "b") + "," + text("", "c"))
                        .choices())
                .extracting(Choice::content)
                .containsExactly("a", "b", "c");
        assertThat(decoded(
                                3,
                                text("\"index\":2,", "c") + "," + text("\"index\":0,", "a") + ","
                                        + text("\"index\":1,", "b"))
                        .choices())
                .extracting(Choice::content)
                .containsExactly("a", "b", "c");
    }

    @Test
    void oneThatWasNotAskedForIsLeftOut() {
        String three = text("\"index\":0,", "a") + "," + text("\"index\":1,", "b") + "," + text("\"index\":2,", "c");
        assertThat(decoded(1, three).alternatives()).isEmpty();
        assertThat(decoded(2, three).alternatives()).extracting(Choice::content).containsExactly("b");
        assertThat(streamed(
                                1,
                                "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}",
                                "{\"index\":1,\"delta\":{\"content\":\"b\"}}")
                        .finish(event -> {}))
                .isTrue();
    }

    @Test
    void anAnswerWithoutItsFirstChoiceIsNone() {
        assertThatThrownBy(() -> decoded(2, text("\"index\":1,", "b"))).isInstanceOf(LLMException.class);
        assertThat(streamed(2, "{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}")
                        .finish(event -> {}))
                .isFalse();
    }

    @Test
    void callsWithoutIdsGetIdsThatDifferBetweenChoices() {
        assertThat(decoded(3, call(0) + "," + call(1) + "," + call(2)).choices())
                .flatExtracting(Choice::toolCalls)
                .extracting(ToolCall::id)
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void argumentsThatEndInTheirMiddleAreMalformedInEveryChoice() {
        StreamDecoder decoder = streamed(
                2,
                "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}",
                "{\"index\":1,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]},"
                        + "\"finish_reason\":\"tool_calls\"}");
        assertThatThrownBy(() -> decoder.finish(event -> {}))
                .isInstanceOf(LLMException.class)
                .hasMessageContaining("the arguments of a tool call end in their middle");
    }

    @Test
    void reasoningBetweenTagsIsToldApartInEveryChoice() {
        LLMResponse answer = decoded(2, text("", "a") + "," + text("", "<think>hm</think>b"));
        assertThat(answer.alternatives().get(0).reasoning()).contains("hm");
        assertThat(answer.alternatives().get(0).content()).isEqualTo("b");
    }
}
