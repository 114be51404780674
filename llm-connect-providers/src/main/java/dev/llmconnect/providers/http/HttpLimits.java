package dev.llmconnect.providers.http;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.formats.framing.StreamLimits;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.time.Duration;
import java.util.Optional;

/**
 * What a provider's answer may cost. How long a whole call may take is the call's own deadline.
 *
 * @param connectTimeout how long one attempt to connect may take
 * @param idleTimeout how long a stream may be silent
 * @param maxBodyBytes the largest answer, after decompression; of a stream all events together
 * @param maxEventBytes the largest single event of a stream
 * @param maxErrorBodyBytes how much of an error answer is read
 */
public record HttpLimits(
        Duration connectTimeout, Duration idleTimeout, long maxBodyBytes, long maxEventBytes, long maxErrorBodyBytes) {
    /** 10 s to connect, 5 min of silence, 64 MiB of answer, 16 MiB of event, 256 KiB of error. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(Duration.ofSeconds(10), Duration.ofMinutes(5), 64L << 20, 16L << 20, 256L << 10);

    /** The variable that sets the largest answer of every provider. */
    public static final String MAX_ANSWER_BYTES = StreamLimits.MAX_ANSWER_BYTES;

    private static final int EVENTS_OF_ANSWER = 4;

    /** The setting of each provider. It has no variable of its own, since one that is set would make its provider a configured one. */
    static final ProviderSetting MAX_ANSWER_SETTING = ProviderSetting.builder("max_answer_bytes")
            .description(
                    "the largest answer that is read, in bytes; " + MAX_ANSWER_BYTES + " by default, else 67108864")
            .build();

    /**
     * The limits that the settings of a provider describe: {@code max_answer_bytes}, else {@value #MAX_ANSWER_BYTES}, else the default. An
     * event may have a quarter of that, or 16 MiB where that is more.
     *
     * @throws LLMConfigurationException when one of them is no positive whole number
     */
    public static HttpLimits of(AdapterSettings settings) {
        Optional<String> own = settings.value(MAX_ANSWER_SETTING);
        String name = own.isPresent() ? MAX_ANSWER_SETTING.name() : MAX_ANSWER_BYTES;
        return own.or(() -> settings.environment(MAX_ANSWER_BYTES))
                .map(text -> DEFAULT.withMaxBodyBytes(positive(name, text)))
                .orElse(DEFAULT);
    }

    /** Those of what is streamed. */
    public StreamLimits ofStream() {
        return new StreamLimits(maxBodyBytes, maxEventBytes);
    }

    private HttpLimits withMaxBodyBytes(long bytes) {
        long event = Math.max(bytes / EVENTS_OF_ANSWER, Math.min(bytes, maxEventBytes));
        return new HttpLimits(connectTimeout, idleTimeout, bytes, event, maxErrorBodyBytes);
    }

    private static int positive(String variable, String text) {
        try {
            int bytes = Integer.parseInt(text);
            if (bytes > 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new LLMConfigurationException(
                variable + " must be a number of bytes from 1 to " + Integer.MAX_VALUE + ", got \"" + text + "\"");
    }
}
