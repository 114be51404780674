package dev.llmconnect.internal;

import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks a provider's address for its headers as its calls would reach it, but without credentials. Found by service loader. */
public interface NetworkCheck {
    /**
     * Sends one HEAD request.
     *
     * @param provider name of the provider, whose proxy and certificate authorities are used
     * @throws IOException if there is no answer; the message says why
     */
    Answer ask(String provider, AdapterSettings settings, String url) throws IOException;

    /**
     * What an address answered.
     *
     * @param status HTTP status, of whatever meaning
     * @param date time of the other side, if it said one
     * @param latency from the request to the headers, the connection included
     * @param proxied whether a proxy was used
     */
    record Answer(int status, Optional<Instant> date, Duration latency, boolean proxied) {}
}
