package dev.llmconnect.cli;

import dev.llmconnect.server.ServerLimits;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server's limits that can be configured. One that is not given keeps the default of {@link ServerLimits}. */
final class LimitOptions {
    @Option(
            names = "--max-body-bytes",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Maximum size of a request body. Default: 33554432; for /execute 10485760")
    private @Nullable Integer maxBodyBytes;

    @Option(
            names = "--max-header-bytes",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Maximum total size of a request's headers. Default: 32768")
    private @Nullable Integer maxHeaderBytes;

    @Option(
            names = "--max-concurrent-calls",
            paramLabel = "COUNT",
            converter = OptionValue.Count.class,
            description = "Maximum number of concurrent calls; a further call gets 503."
                    + " Default: 10000 on Java 21 and later, else 512")
    private @Nullable Integer maxConcurrentCalls;

    @Option(
            names = "--max-connections",
            paramLabel = "COUNT",
            converter = OptionValue.Count.class,
            description = "Maximum number of open connections. Default: 20000")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--header-read-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Timeout for reading a request's headers. Default: 10")
    private @Nullable Duration headerReadTimeout;

    @Option(
            names = "--body-read-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Timeout for reading a request's body. Default: 60")
    private @Nullable Duration bodyReadTimeout;

    @Option(
            names = "--idle-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Idle timeout of a connection between two requests. Default: 75")
    private @Nullable Duration idleTimeout;

    @Option(
            names = "--drain-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Time that running calls have to finish after SIGTERM. Default: 30")
    private @Nullable Duration drainTimeout;

    @Option(
            names = "--max-stored-responses",
            paramLabel = "COUNT",
            converter = OptionValue.CountOrNone.class,
            description =
                    "Maximum number of responses and conversations kept in memory for the next turn of /v1/responses, where"
                            + " the provider stores none; 0 keeps none. Default: 10000")
    private @Nullable Integer maxStoredResponses;

    @Option(
            names = "--max-stored-responses-per-caller",
            paramLabel = "COUNT",
            converter = OptionValue.Count.class,
            description = "Maximum number of stored responses and conversations of one caller."
                    + " Default: half of --max-stored-responses")
    private @Nullable Integer maxStoredResponsesPerCaller;

    @Option(
            names = "--max-stored-bytes",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Maximum memory of all stored responses and conversations."
                    + " Default: a sixteenth of the heap, at least 4194304 and at most 67108864")
    private @Nullable Integer maxStoredBytes;

    @Option(
            names = "--max-stored-bytes-per-caller",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Maximum memory of one caller's stored responses and conversations."
                    + " Default: half of --max-stored-bytes")
    private @Nullable Integer maxStoredBytesPerCaller;

    @Option(
            names = "--stored-response-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Time after which an unused stored response or conversation is removed. Default: 86400")
    private @Nullable Duration storedResponseTimeout;

    ServerLimits limits() {
        ServerLimits.Builder limits = ServerLimits.builder();
        set(limits, ServerLimits.Builder::maxBodyBytes, maxBodyBytes);
        set(limits, ServerLimits.Builder::maxHeaderBytes, maxHeaderBytes);
        set(limits, ServerLimits.Builder::maxConcurrentCalls, maxConcurrentCalls);
        set(limits, ServerLimits.Builder::maxConnections, maxConnections);
        set(limits, ServerLimits.Builder::headerReadTimeout, headerReadTimeout);
        set(limits, ServerLimits.Builder::bodyReadTimeout, bodyReadTimeout);
        set(limits, ServerLimits.Builder::idleTimeout, idleTimeout);
        set(limits, ServerLimits.Builder::drainTimeout, drainTimeout);
        set(limits, ServerLimits.Builder::maxStoredResponses, maxStoredResponses);
        set(limits, ServerLimits.Builder::maxStoredResponsesPerCaller, maxStoredResponsesPerCaller);
        set(limits, (builder, bytes) -> builder.maxStoredBytes(bytes), maxStoredBytes);
        set(limits, (builder, bytes) -> builder.maxStoredBytesPerCaller(bytes), maxStoredBytesPerCaller);
        set(limits, ServerLimits.Builder::storedResponseTimeout, storedResponseTimeout);
        return limits.build();
    }

    private static <T> void set(
            ServerLimits.Builder limits, BiConsumer<ServerLimits.Builder, T> setter, @Nullable T value) {
        if (value != null) {
            setter.accept(limits, value);
        }
    }
}
