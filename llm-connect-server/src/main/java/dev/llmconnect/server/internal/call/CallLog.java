package dev.llmconnect.server.internal.call;

import dev.llmconnect.Redactor;
import dev.llmconnect.Usage;
import dev.llmconnect.server.internal.log.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * One line for each call, at {@code INFO}, on the logger {@value #LOGGER}: who asked whom, how it ended, how long it took, what it
 * used. Never the prompt, never a credential, never a character that could begin a second line.
 */
public final class CallLog {
    public static final String LOGGER = "dev.llmconnect.server.calls";
    private static final int MAX_VALUE_LENGTH = 200;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final Logger log = System.getLogger(LOGGER);

    /** Writes the line of a call that has ended. */
    public void ended(String requestId, String path, CallFacts facts, int status, long nanos) {
        if (!log.isLoggable(Level.INFO)) {
            return;
        }
        Usage usage = facts.usage().orElse(Usage.NONE);
        log.log(
                Level.INFO,
                "call id=" + safe(requestId)
                        + " path=" + safe(path)
                        + " caller=" + safe(facts.caller())
                        + " profile=" + safe(facts.profile())
                        + " provider=" + safe(facts.provider())
                        + " model=" + safe(facts.model())
                        + " status=" + status
                        + " error=" + safe(facts.error())
                        + " duration_ms=" + nanos / NANOS_PER_MILLI
                        + " prompt_tokens=" + usage.inputTokens()
                        + " completion_tokens=" + usage.outputTokens()
                        + " total_tokens=" + usage.totalTokens());
    }

    private static String safe(Optional<String> value) {
        return value.filter(text -> !text.isEmpty()).map(CallLog::safe).orElse("-");
    }

    private static String safe(String value) {
        return LogText.token(Redactor.redact(value, MAX_VALUE_LENGTH));
    }
}
