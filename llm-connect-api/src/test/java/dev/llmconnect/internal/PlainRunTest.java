package dev.llmconnect.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainRunTest {
    private static boolean plain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    @Test
    void everyByteIsFoundAtEveryPlaceOrPassedOver() {
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < 24; place++) {
                byte[] text = new byte[24];
                Arrays.fill(text, (byte) 'a');
                text[place] = (byte) value;

                assertThat(PlainRun.end(text, 0, text.length))
                        .as("byte %d at %d", value, place)
                        .isEqualTo(plain((byte) value) ? text.length : place);
            }
        }
    }

    @Test
    void itAgreesWithALookAtEachByte() {
        Random random = new Random(42);
        byte[] text = new byte[40];
        for (int round = 0; round < 20_000; round++) {
            random.nextBytes(text);
            int from = random.nextInt(text.length);
            int end = from + random.nextInt(text.length - from + 1);
            int expected = from;
            while (expected < end && plain(text[expected])) {
                expected++;
            }

            assertThat(PlainRun.end(text, from, end)).isEqualTo(expected);
        }
    }

    @Test
    void whatLiesBeyondTheEndIsNotLookedAt() {
        assertThat(PlainRun.end("abcdefgh\"".getBytes(US_ASCII), 2, 8)).isEqualTo(8);
    }
}
