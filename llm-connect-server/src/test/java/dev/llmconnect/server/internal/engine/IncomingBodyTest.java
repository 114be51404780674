package dev.llmconnect.server.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncomingBodyTest {
    private static final int LIMIT = 1 << 20;

    private final MemoryBudget budget = new MemoryBudget(LIMIT);
    private final BodyArrays arrays = new BodyArrays();

    @ParameterizedTest
    @CsvSource({
        "1000,1000",
        "1000,1",
        "1000,999",
        "65536,65536",
        "65537,65536",
        "300000,1",
        "300000,1460",
        "300000,65536"
    })
    void aBodyIsTheSameHoweverItIsCutUp(int length, int part) {
        byte[] sent = text(length).getBytes(UTF_8);
        for (long announced : new long[] {-1, length, -1, length}) {
            IncomingBody body = incoming(announced);
            for (int at = 0; at < sent.length; at += part) {
                assertThat(body.add(Unpooled.wrappedBuffer(sent, at, Math.min(part, sent.length - at))))
                        .isEmpty();
            }

            try (RequestBody whole = body.whole(false)) {
                assertThat(whole.json()).containsEntry("prompt", text(length).substring(11, length - 2));
            }
            body.release();
        }
        assertThat(budget.take(LIMIT)).as("all of the budget is there again").isTrue();
    }

    @Test
    void whatIsTooLargeIsRefusedAndGivesItsShareBack() {
        IncomingBody body = incoming(-1);
        assertThat(body.add(Unpooled.wrappedBuffer(new byte[LIMIT]))).isEmpty();

        Optional<RequestRejectedException> refusal = body.add(Unpooled.wrappedBuffer(new byte[1]));

        assertThat(refusal).hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(413));
        body.release();
        assertThat(budget.take(LIMIT)).isTrue();
    }

    @Test
    void whatTheBudgetDoesNotAllowIsRefusedAndOnlyTheShareItHadComesBack() {
        assertThat(budget.take(LIMIT - 100)).isTrue();
        IncomingBody body = incoming(-1);
        int small = MemoryBudget.UNCOUNTED_BYTES;
        assertThat(body.add(Unpooled.wrappedBuffer(new byte[small + 100]))).isEmpty();

        assertThat(body.add(Unpooled.wrappedBuffer(new byte[1])))
                .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(503));

        body.release();
        assertThat(budget.take(101)).isFalse();
        assertThat(budget.take(100)).isTrue();
    }

    @Test
    void aSmallBodyIsTakenAlsoWhenThereIsNothingLeft() {
        budget.charge(2 * LIMIT);
        IncomingBody body = incoming(-1);
        assertThat(body.add(Unpooled.wrappedBuffer(new byte[MemoryBudget.UNCOUNTED_BYTES])))
                .isEmpty();
        assertThat(body.add(Unpooled.wrappedBuffer(new byte[1]))).isPresent();
        body.release();
        budget.give(2 * LIMIT);
        assertThat(budget.take(LIMIT)).isTrue();
    }

    @Test
    void aPieceIsUsedAgainAndNeverByTwoBodiesAtOnce() {
        byte[] one = arrays.piece(LIMIT);
        byte[] other = arrays.piece(LIMIT);
        assertThat(other).isNotSameAs(one).hasSize(BodyArrays.PIECE_BYTES);

        arrays.give(one);

        assertThat(arrays.piece(LIMIT)).isSameAs(one);
        assertThat(arrays.piece(LIMIT)).isNotSameAs(one).isNotSameAs(other);
    }

    @Test
    void ofABodyThatIsOnlyAnnouncedNothingIsKeptUntilHalfOfItIsThere() {
        int length = LIMIT;
        byte[] kept = arrays.take(length);
        arrays.give(kept);
        IncomingBody body = incoming(length);
        assertThat(body.add(Unpooled.wrappedBuffer(new byte[length / 2 - 1]))).isEmpty();
        byte[] stillFree = arrays.take(length);
        assertThat(stillFree).isSameAs(kept);
        arrays.give(stillFree);

        assertThat(body.add(Unpooled.wrappedBuffer(new byte[1 << 16]))).isEmpty();

        assertThat(arrays.take(length)).as("the other one is being filled").isNotSameAs(kept);
        body.release();
        assertThat(arrays.take(length)).as("given back").isSameAs(kept);
    }

    private IncomingBody incoming(long announced) {
        return new IncomingBody(announced, LIMIT, budget, arrays);
    }

    /** JSON of so many bytes. */
    private static String text(int length) {
        StringBuilder text = new StringBuilder("{\"prompt\":\"");
        while (text.length() < length - 2) {
            text.append((char) ('a' + text.length() % 26));
        }
        return text.append("\"}").toString();
    }
}
