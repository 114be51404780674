package dev.llmconnect.cli;

import dev.llmconnect.server.ServerLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of the server that an operator may move. What is not given keeps the default of {@link ServerLimits}. */
final class LimitOptions {
    @Option(names = "--max-body-bytes", paramLabel = "BYTES", description = "The largest request. Default: 10485760")
    private @Nullable Integer maxBodyBytes;

    @Option(
            names = "--max-header-bytes",
            paramLabel = "BYTES",
            description = "All headers of a request. Default: 32768")
    private @Nullable Integer maxHeaderBytes;

    @Option(
            names = "--max-concurrent-calls",
            paramLabel = "COUNT",
            description = "Calls at once; a further one gets a 503. Default: 10000 on Java 21 and later, else 512")
    private @Nullable Integer maxConcurrentCalls;

    @Option(names = "--max-connections", paramLabel = "COUNT", description = "Open connections. Default: 20000")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--header-read-seconds",
            paramLabel = "SECONDS",
            description = "For a request's headers to arrive. Default: 10")
    private @Nullable Long headerReadSeconds;

    @Option(
            names = "--body-read-seconds",
            paramLabel = "SECONDS",
            description = "For a request's body to arrive. Default: 60")
    private @Nullable Long bodyReadSeconds;

    @Option(
            names = "--idle-seconds",
            paramLabel = "SECONDS",
            description = "A connection may wait that long for its next request. Default: 75")
    private @Nullable Long idleSeconds;

    @Option(
            names = "--drain-seconds",
            paramLabel = "SECONDS",
            description = "Running calls may go on that long after SIGTERM. Default: 30")
    private @Nullable Long drainSeconds;

    /**
     * The limits.
     *
     * @throws IllegalArgumentException when one is not positive
     */
    ServerLimits limits() {
        ServerLimits.Builder limits = ServerLimits.builder();
        if (maxBodyBytes != null) {
            limits.maxBodyBytes(maxBodyBytes);
        }
        if (maxHeaderBytes != null) {
            limits.maxHeaderBytes(maxHeaderBytes);
        }
        if (maxConcurrentCalls != null) {
            limits.maxConcurrentCalls(maxConcurrentCalls);
        }
        if (maxConnections != null) {
            limits.maxConnections(maxConnections);
        }
        if (headerReadSeconds != null) {
            limits.headerReadTimeout(Duration.ofSeconds(headerReadSeconds));
        }
        if (bodyReadSeconds != null) {
            limits.bodyReadTimeout(Duration.ofSeconds(bodyReadSeconds));
        }
        if (idleSeconds != null) {
            limits.idleTimeout(Duration.ofSeconds(idleSeconds));
        }
        if (drainSeconds != null) {
            limits.drainTimeout(Duration.ofSeconds(drainSeconds));
        }
        return limits.build();
    }
}
