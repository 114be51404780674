package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of complete and streaming answers. */
abstract class AnswerConformance extends RequestConformance {
    private static final Answer UNUSUAL = new Answer(
            "kit-model-that-answered",
            List.of("Grüße, ", "漢字 ", "and 😀: \"quo", "ted\", back\\sla", "sh,\nnext\tline </script>"),
            ANSWER.promptTokens(),
            ANSWER.completionTokens());

    @ParameterizedTest
    @EnumSource
    protected void theProvidersWordsArriveUnchanged(CallMode mode) throws Exception {
        stub.answer(request -> replyTo(request, UNUSUAL));

        LLMResponse response = mode.ask(adapter(), hello());

        assertThat(response.content()).isEqualTo(UNUSUAL.text());
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @ParameterizedTest
    @EnumSource
    protected void modelAndUsageAreTheProvidersOwn(CallMode mode) throws Exception {
        LLMResponse response = mode.ask(adapter(), hello());

        Reply whole = replyTo(stub.lastReceived(), ANSWER);
        // A format that names no model leaves the one that was asked for; one that counts nothing leaves zeros.
        assertThat(response.model()).isEqualTo(whole.says(ANSWER.model()) ? ANSWER.model() : model());
        assertThat(response.usage().inputTokens()).isEqualTo(whole.says("31207") ? ANSWER.promptTokens() : 0);
        assertThat(response.usage().outputTokens()).isEqualTo(whole.says("90345") ? ANSWER.completionTokens() : 0);
    }

    @Test
    protected void theFirstWordsOfAStreamArriveBeforeTheLastAreSent() throws Exception {
        assumeStreams();
        stub.answer(request -> stream(ANSWER).orElseThrow().half().ending(Reply.Ending.STALLED));

        try (LLMStream stream = open(hello())) {
            Iterator<StreamEvent> events = stream.iterator();
            StreamEvent first = Patience.await("an event arrived after the first half of the stream was sent", () -> {
                StreamEvent event = events.next();
                while (!event.isToken()) {
                    event = events.next();
                }
                return event;
            });

            assertThat(first).isInstanceOf(StreamEvent.Text.class);
            assertThat(ANSWER.text()).startsWith(((StreamEvent.Text) first).text());
        }
    }

    @Test
    protected void aStreamMayComeInPiecesOfAnySize() throws Exception {
        assumeStreams();
        LLMAdapter adapter = adapter();
        LLMRequest request = hello();
        for (int size : List.of(1, 2, 3, 7, 1000)) {
            stub.answer(asked -> stream(UNUSUAL).orElseThrow().inPartsOf(size));

            assertThat(CallMode.STREAM.ask(adapter, request).content())
                    .as("in pieces of %d bytes", size)
                    .isEqualTo(UNUSUAL.text());
        }
    }

    @Test
    protected void anAnswerThatIsCutIsAnError() {
        Reply half = answer(ANSWER).half();
        List<Reply> cuts = List.of(
                half.ending(Reply.Ending.CLOSED),
                half.ending(Reply.Ending.RESET),
                half.withoutLength().ending(Reply.Ending.WHOLE),
                half.withoutLength().ending(Reply.Ending.CLOSED),
                half.withoutLength().ending(Reply.Ending.RESET));
        for (Reply cut : cuts) {
            stub.answer(request -> cut);

            LLMException failure = failure(CallMode.EXECUTE);

            assertThat(failure.isRetryable())
                    .as("whether a cut answer is worth another try: %s", failure)
                    .isTrue();
        }
    }

    @Test
    protected void aStreamWithoutItsEndIsAnErrorAndNeverAShortSuccess() throws Exception {
        assumeStreams();
        Reply stream = stream(ANSWER).orElseThrow();

        for (Reply.Ending ending : List.of(Reply.Ending.WHOLE, Reply.Ending.CLOSED, Reply.Ending.RESET)) {
            assertNoPrefixPassesForTheWhole(stream, ending);
        }
        assertNoPrefixPassesForTheWhole(stream.inPartsOf(17), Reply.Ending.WHOLE);
    }

    /**
     * Asserts that no prefix of a stream passes for the complete answer. A provider may signal the end before its last byte, so a
     * prefix may be complete, but only with the whole text; the usage may follow the end and be truncated.
     */
    private void assertNoPrefixPassesForTheWhole(Reply stream, Reply.Ending ending) throws Exception {
        LLMAdapter adapter = adapter();
        LLMRequest request = hello();
        stub.answer(asked -> stream);
        LLMResponse whole = CallMode.STREAM.ask(adapter, request);
        for (int i = 1; i < stream.partCount(); i++) {
            int parts = i;
            stub.answer(asked -> stream.first(parts).ending(ending));
            try {
                LLMResponse response = CallMode.STREAM.ask(adapter, request);
                assertThat(List.of(response.content(), response.finishReason()))
                        .as("the answer from %d of %d parts of the stream", parts, stream.partCount())
                        .isEqualTo(List.of(whole.content(), whole.finishReason()));
            } catch (LLMException e) {
                assertThat(e.isRetryable())
                        .as("whether a cut stream is worth another try: %s", e)
                        .isTrue();
            }
        }
    }

    @Test
    protected void aStreamThatFailedFailsAgainWhenItIsAskedForTheAnswer() throws Exception {
        assumeStreams();
        stub.answer(request -> stream(ANSWER).orElseThrow().half());

        try (LLMStream stream = open(hello())) {
            assertThatThrownBy(() -> events(stream)).isInstanceOf(LLMException.class);
            assertThatThrownBy(stream::response).isInstanceOf(LLMException.class);
        }
    }
}
