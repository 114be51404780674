package dev.llmconnect.server;

import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.internal.call.CallThreads;
import java.time.Duration;

/** Limits of an {@link LLMServer}, with defaults and the response to a client that exceeds them. Immutable and thread-safe. */
public final class ServerLimits {
    private static final ServerLimits DEFAULTS = builder().build();

    private static final int DEFAULT_MAX_BODY_BYTES = 32 << 20;
    /** The wire contract, section 2. */
    private static final int DEFAULT_MAX_EXECUTE_BODY_BYTES = 10 << 20;

    private static final String EXECUTE = "/execute";

    private final int maxBodyBytes;
    private final int maxExecuteBodyBytes;
    private final long maxBufferedBytes;
    private final int maxHeaderBytes;
    private final int maxHeaders;
    private final int maxUrlBytes;
    private final int maxPipelinedBytes;
    private final int maxConnections;
    private final int maxConcurrentCalls;
    private final Duration headerReadTimeout;
    private final Duration bodyReadTimeout;
    private final Duration idleTimeout;
    private final Duration writeTimeout;
    private final Duration drainTimeout;
    private final Duration pingInterval;
    private final Duration maxCallTime;
    private final int maxStoredResponses;
    private final int maxStoredResponsesPerCaller;
    private final long maxStoredBytes;
    private final long maxStoredBytesPerCaller;
    private final Duration storedResponseTimeout;

    private ServerLimits(Builder builder) {
        maxBodyBytes = builder.maxBodyBytes == 0 ? DEFAULT_MAX_BODY_BYTES : builder.maxBodyBytes;
        maxExecuteBodyBytes = builder.maxBodyBytes == 0 ? DEFAULT_MAX_EXECUTE_BODY_BYTES : builder.maxBodyBytes;
        maxBufferedBytes = builder.maxBufferedBytes;
        maxHeaderBytes = builder.maxHeaderBytes;
        maxHeaders = builder.maxHeaders;
        maxUrlBytes = builder.maxUrlBytes;
        maxPipelinedBytes = builder.maxPipelinedBytes;
        maxConnections = builder.maxConnections;
        maxConcurrentCalls = builder.maxConcurrentCalls;
        headerReadTimeout = builder.headerReadTimeout;
        bodyReadTimeout = builder.bodyReadTimeout;
        idleTimeout = builder.idleTimeout;
        writeTimeout = builder.writeTimeout;
        drainTimeout = builder.drainTimeout;
        pingInterval = builder.pingInterval;
        maxCallTime = builder.maxCallTime;
        maxStoredResponses = builder.maxStoredResponses;
        maxStoredResponsesPerCaller = builder.maxStoredResponsesPerCaller;
        maxStoredBytes = builder.maxStoredBytes;
        maxStoredBytesPerCaller = builder.maxStoredBytesPerCaller;
        storedResponseTimeout = builder.storedResponseTimeout;
    }

    /** The default limits. */
    public static ServerLimits defaults() {
        return DEFAULTS;
    }

    /** Returns a builder with the default limits. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Maximum size of a request body in bytes. Default: 32 MiB, and for {@code /execute} 10 MiB (wire contract, section 2). Exceeding it:
     * {@code 413}.
     */
    public int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** Returns {@link #maxBodyBytes()} of a request for a path. */
    public int maxBodyBytes(String path) {
        return path.equals(EXECUTE) ? maxExecuteBodyBytes : maxBodyBytes;
    }

    /**
     * Maximum memory of all calls together in bytes: request bodies, parsed requests, responses not yet read by clients. Default:
     * half of the heap beyond 48 MB, then including responses of providers. Exceeding it: {@code 503}.
     */
    public long maxBufferedBytes() {
        return maxBufferedBytes;
    }

    /** Maximum size of all headers of a request in bytes. Default: 32 KiB. Exceeding it: {@code 431}. */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /** Maximum number of headers of a request. Default: 100. Exceeding it: {@code 431}. */
    public int maxHeaders() {
        return maxHeaders;
    }

    /** Maximum length of the request line in bytes. Default: 8 KiB. Exceeding it: {@code 414}. */
    public int maxUrlBytes() {
        return maxUrlBytes;
    }

    /**
     * Maximum number of bytes of pipelined requests read while one is being processed. Default: 64 KiB. Exceeding it: reading
     * pauses until the response is sent.
     */
    public int maxPipelinedBytes() {
        return maxPipelinedBytes;
    }

    /** Maximum number of open connections. Default: 20,000. Exceeding it: {@code 503} and the connection is closed. */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * Maximum number of concurrent calls, each on its own thread. Default: 10,000 with virtual threads (Java 21 and later),
     * otherwise 512. Exceeding it: {@code 503}.
     */
    public int maxConcurrentCalls() {
        return maxConcurrentCalls;
    }

    /** Timeout from the first byte of a request to the end of its headers. Default: 10 s. Exceeding it: {@code 408}. */
    public Duration headerReadTimeout() {
        return headerReadTimeout;
    }

    /** Timeout from the end of the headers to the end of the body. Default: 60 s. Exceeding it: {@code 408}. */
    public Duration bodyReadTimeout() {
        return bodyReadTimeout;
    }

    /** Timeout of a connection between requests. Default: 75 s. Exceeding it: the connection is closed. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Timeout of a client that reads nothing of its response. Default: 60 s. Exceeding it: the connection is closed and the call
     * cancelled.
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** Time running calls have to end when the server shuts down. Default: 30 s. Exceeding it: they are cancelled. */
    public Duration drainTimeout() {
        return drainTimeout;
    }

    /**
     * Interval between pings of a silent stream, so that no proxy closes it. Default: 15 s. The first ping sends the response's
     * head.
     */
    public Duration pingInterval() {
        return pingInterval;
    }

    /**
     * Timeout of a call that sets no {@code timeout_seconds}, in case its adapter does not end it earlier. Default: 24 h, since a
     * profile behind the adapter may allow as much.
     */
    public Duration maxCallTime() {
        return maxCallTime;
    }

    /**
     * Maximum number of responses and conversations that {@code POST /v1/responses} and {@code /v1/conversations} keep in memory for the
     * next turn, where the provider stores none; 0 for none. Default: 10,000. Exceeding it: the least recently used one of a caller with
     * most of them, up to a factor of two, is removed.
     */
    public int maxStoredResponses() {
        return maxStoredResponses;
    }

    /** Maximum number of {@link #maxStoredResponses()} of one caller. Default: half of them. */
    public int maxStoredResponsesPerCaller() {
        return maxStoredResponsesPerCaller == 0 ? Math.max(1, maxStoredResponses / 2) : maxStoredResponsesPerCaller;
    }

    /**
     * Maximum memory of all stored responses and conversations in bytes, beside {@link #maxBufferedBytes()}. Default: a sixteenth of the
     * heap, at least 4 MiB and at most 64 MiB. Exceeding it: the least recently used one of a caller with most bytes, up to a factor of
     * two, is removed.
     */
    public long maxStoredBytes() {
        return maxStoredBytes;
    }

    /** Maximum memory of one caller's stored responses and conversations in bytes. Default: half of {@link #maxStoredBytes()}. */
    public long maxStoredBytesPerCaller() {
        return maxStoredBytesPerCaller == 0 ? Math.max(1, maxStoredBytes / 2) : maxStoredBytesPerCaller;
    }

    /** Time after which an unused stored response or conversation is removed. Default: 24 h. */
    public Duration storedResponseTimeout() {
        return storedResponseTimeout;
    }

    /** Returns a builder with these limits. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.maxBodyBytes = maxBodyBytes == maxExecuteBodyBytes ? maxBodyBytes : 0;
        builder.maxBufferedBytes = maxBufferedBytes;
        builder.maxHeaderBytes = maxHeaderBytes;
        builder.maxHeaders = maxHeaders;
        builder.maxUrlBytes = maxUrlBytes;
        builder.maxPipelinedBytes = maxPipelinedBytes;
        builder.maxConnections = maxConnections;
        builder.maxConcurrentCalls = maxConcurrentCalls;
        builder.headerReadTimeout = headerReadTimeout;
        builder.bodyReadTimeout = bodyReadTimeout;
        builder.idleTimeout = idleTimeout;
        builder.writeTimeout = writeTimeout;
        builder.drainTimeout = drainTimeout;
        builder.pingInterval = pingInterval;
        builder.maxCallTime = maxCallTime;
        builder.maxStoredResponses = maxStoredResponses;
        builder.maxStoredResponsesPerCaller = maxStoredResponsesPerCaller;
        builder.maxStoredBytes = maxStoredBytes;
        builder.maxStoredBytesPerCaller = maxStoredBytesPerCaller;
        builder.storedResponseTimeout = storedResponseTimeout;
        return builder;
    }

    /**
     * Builder of {@link ServerLimits}. Each method throws {@link IllegalArgumentException} if the value is not positive. Not
     * thread-safe.
     */
    public static final class Builder {
        /** 0 for the defaults. */
        private int maxBodyBytes;

        private long maxBufferedBytes = MemoryBudget.shared().limit();
        private int maxHeaderBytes = 32 << 10;
        private int maxHeaders = 100;
        private int maxUrlBytes = 8 << 10;
        private int maxPipelinedBytes = 64 << 10;
        private int maxConnections = 20_000;
        private int maxConcurrentCalls = CallThreads.virtual() ? 10_000 : 512;
        private Duration headerReadTimeout = Duration.ofSeconds(10);
        private Duration bodyReadTimeout = Duration.ofSeconds(60);
        private Duration idleTimeout = Duration.ofSeconds(75);
        private Duration writeTimeout = Duration.ofSeconds(60);
        private Duration drainTimeout = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(15);
        private Duration maxCallTime = Duration.ofDays(1);
        private int maxStoredResponses = 10_000;
        /** 0 for half of all. */
        private int maxStoredResponsesPerCaller;

        private long maxStoredBytes =
                Math.max(4L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));
        /** 0 for half of all. */
        private long maxStoredBytesPerCaller;

        private Duration storedResponseTimeout = Duration.ofDays(1);

        private Builder() {}

        /** Sets {@link ServerLimits#maxBodyBytes()} for every path. */
        public Builder maxBodyBytes(int value) {
            maxBodyBytes = positive("maxBodyBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxBufferedBytes()}. */
        public Builder maxBufferedBytes(long value) {
            maxBufferedBytes = positive("maxBufferedBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxHeaderBytes()}. */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = positive("maxHeaderBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxHeaders()}. */
        public Builder maxHeaders(int value) {
            maxHeaders = positive("maxHeaders", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxUrlBytes()}. */
        public Builder maxUrlBytes(int value) {
            maxUrlBytes = positive("maxUrlBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxPipelinedBytes()}. */
        public Builder maxPipelinedBytes(int value) {
            maxPipelinedBytes = positive("maxPipelinedBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxConnections()}. */
        public Builder maxConnections(int value) {
            maxConnections = positive("maxConnections", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxConcurrentCalls()}. */
        public Builder maxConcurrentCalls(int value) {
            maxConcurrentCalls = positive("maxConcurrentCalls", value);
            return this;
        }

        /** Sets {@link ServerLimits#headerReadTimeout()}. */
        public Builder headerReadTimeout(Duration value) {
            headerReadTimeout = positive("headerReadTimeout", value);
            return this;
        }

        /** Sets {@link ServerLimits#bodyReadTimeout()}. */
        public Builder bodyReadTimeout(Duration value) {
            bodyReadTimeout = positive("bodyReadTimeout", value);
            return this;
        }

        /** Sets {@link ServerLimits#idleTimeout()}. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = positive("idleTimeout", value);
            return this;
        }

        /** Sets {@link ServerLimits#writeTimeout()}. */
        public Builder writeTimeout(Duration value) {
            writeTimeout = positive("writeTimeout", value);
            return this;
        }

        /** Sets {@link ServerLimits#drainTimeout()}. */
        public Builder drainTimeout(Duration value) {
            drainTimeout = positive("drainTimeout", value);
            return this;
        }

        /** Sets {@link ServerLimits#pingInterval()}. */
        public Builder pingInterval(Duration value) {
            pingInterval = positive("pingInterval", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxCallTime()}. */
        public Builder maxCallTime(Duration value) {
            maxCallTime = positive("maxCallTime", value);
            return this;
        }

        /**
         * Sets {@link ServerLimits#maxStoredResponses()}, which may be 0.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxStoredResponses(int value) {
            maxStoredResponses = value == 0 ? 0 : positive("maxStoredResponses", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxStoredResponsesPerCaller()}. */
        public Builder maxStoredResponsesPerCaller(int value) {
            maxStoredResponsesPerCaller = positive("maxStoredResponsesPerCaller", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxStoredBytes()}. */
        public Builder maxStoredBytes(long value) {
            maxStoredBytes = positive("maxStoredBytes", value);
            return this;
        }

        /** Sets {@link ServerLimits#maxStoredBytesPerCaller()}. */
        public Builder maxStoredBytesPerCaller(long value) {
            maxStoredBytesPerCaller = positive("maxStoredBytesPerCaller", value);
            return this;
        }

        /** Sets {@link ServerLimits#storedResponseTimeout()}. */
        public Builder storedResponseTimeout(Duration value) {
            storedResponseTimeout = positive("storedResponseTimeout", value);
            return this;
        }

        /** Creates the limits. */
        public ServerLimits build() {
            return new ServerLimits(this);
        }

        private static int positive(String name, int value) {
            return (int) positive(name, (long) value);
        }

        private static long positive(String name, long value) {
            if (value <= 0) {
                throw new IllegalArgumentException(name + " must be positive, got " + value);
            }
            return value;
        }

        private static Duration positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive, got " + value);
            }
            return value;
        }
    }
}
