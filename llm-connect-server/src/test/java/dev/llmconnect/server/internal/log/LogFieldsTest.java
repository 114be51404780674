package dev.llmconnect.server.internal.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmconnect.Redactor;
import dev.llmconnect.internal.Redacted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogFieldsTest {
    private static final String KEY = "sk-canary0123456789abcdef";

    @Test
    void noValueHoldsACredentialSinceWhoeverWritesThemDoesNotLookAgain() {
        LogFields fields = new LogFields("call")
                .add("model", "a " + KEY)
                .add("trace", Optional.of("Bearer " + KEY))
                .add("caller", "x".repeat(189) + " " + KEY);

        assertInstanceOf(Redacted.class, fields);
        assertFalse(fields.toString().contains("canary"), fields::toString);
        assertTrue(fields.values().stream().noneMatch(value -> value.toString().contains("canary")), fields::toString);
        assertEquals("a " + Redactor.REPLACEMENT, fields.get("model"));
    }

    @Test
    void eachPartOfALineIsOneTokenWhateverItHolds() {
        String line = new LogFields("call")
                .add("model", "two words\nand a line")
                .add("profile", "")
                .add("status", 200)
                .toString();

        assertEquals(-1, line.indexOf('\n'), line);
        assertTrue(line.startsWith("call model=") && line.endsWith(" profile=- status=200"), line);
    }
}
