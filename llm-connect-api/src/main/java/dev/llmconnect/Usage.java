package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Token usage of a call, with the same meaning for every provider. Immutable and thread-safe.
 *
 * <p>Input tokens are the sum of three disjoint counts: {@linkplain #uncachedInputTokens() uncached},
 * {@linkplain #cacheReadTokens() cache reads} and {@linkplain #cacheWriteTokens() cache writes} (kept for 5 minutes or 1 hour).
 * Output tokens are the sum of {@linkplain #textTokens() text} and {@linkplain #reasoningTokens() reasoning}. Audio and image
 * counts are parts of these sums, if the provider reports them. Counts that are not reported are 0; no count is negative, no part
 * exceeds its sum, and sums do not overflow.
 */
public final class Usage {
    /** Usage with all counts 0. */
    public static final Usage NONE = builder().build();

    private final long uncachedInput;
    private final long cacheRead;
    private final long cacheWrite5m;
    private final long cacheWrite1h;
    private final long text;
    private final long reasoning;
    private final long audioInput;
    private final long audioOutput;
    private final long imageInput;
    private final long imageOutput;
    private final Map<String, Long> extras;

    private Usage(Builder builder) {
        if (builder.inputHoldsCache) {
            cacheRead = Math.min(builder.cacheRead, builder.input);
            cacheWrite1h = Math.min(builder.cacheWrite1h, builder.input - cacheRead);
            cacheWrite5m = Math.min(builder.cacheWrite5m, builder.input - cacheRead - cacheWrite1h);
            uncachedInput = builder.input - cacheRead - cacheWrite1h - cacheWrite5m;
        } else {
            cacheRead = builder.cacheRead;
            cacheWrite1h = builder.cacheWrite1h;
            cacheWrite5m = builder.cacheWrite5m;
            uncachedInput = builder.input;
        }
        reasoning = builder.outputHoldsReasoning ? Math.min(builder.reasoning, builder.output) : builder.reasoning;
        text = builder.outputHoldsReasoning ? builder.output - reasoning : builder.output;
        audioInput = Math.min(builder.audioInput, inputTokens());
        imageInput = Math.min(builder.imageInput, inputTokens());
        audioOutput = Math.min(builder.audioOutput, outputTokens());
        imageOutput = Math.min(builder.imageOutput, outputTokens());
        extras = builder.extras;
    }

    /** Returns a builder with all counts 0. */
    public static Builder builder() {
        return new Builder();
    }

    /** Creates a usage with uncached input and output without reasoning. */
    public static Usage of(long inputTokens, long outputTokens) {
        return builder()
                .uncachedInputTokens(inputTokens)
                .textTokens(outputTokens)
                .build();
    }

    /** All input tokens: uncached, cache reads and cache writes. */
    public long inputTokens() {
        return sum(uncachedInput, sum(cacheRead, cacheWrites()));
    }

    /** All output tokens: text and reasoning. */
    public long outputTokens() {
        return sum(text, reasoning);
    }

    /** Sum of {@link #inputTokens()} and {@link #outputTokens()}. */
    public long totalTokens() {
        return sum(inputTokens(), outputTokens());
    }

    /** Input tokens neither read from nor written to a cache. */
    public long uncachedInputTokens() {
        return uncachedInput;
    }

    /** Input tokens read from a cache. */
    public long cacheReadTokens() {
        return cacheRead;
    }

    /** Input tokens written to a cache, for any duration. */
    public long cacheWriteTokens() {
        return cacheWrites();
    }

    /** Input tokens written to a cache for 5 minutes, or for a duration the provider does not report. */
    public long cacheWrite5mTokens() {
        return cacheWrite5m;
    }

    /** Input tokens written to a cache for 1 hour. */
    public long cacheWrite1hTokens() {
        return cacheWrite1h;
    }

    /** Output tokens other than reasoning: text, tool calls, refusals, media. */
    public long textTokens() {
        return text;
    }

    /** Reasoning tokens, visible or hidden. */
    public long reasoningTokens() {
        return reasoning;
    }

    /** Audio part of {@link #inputTokens()}. */
    public long audioInputTokens() {
        return audioInput;
    }

    /** Audio part of {@link #outputTokens()}. */
    public long audioOutputTokens() {
        return audioOutput;
    }

    /** Image part of {@link #inputTokens()}. */
    public long imageInputTokens() {
        return imageInput;
    }

    /** Image part of {@link #outputTokens()}. */
    public long imageOutputTokens() {
        return imageOutput;
    }

    /** Additional counts under the provider's own names, for example {@code accepted_prediction_tokens}. */
    public Map<String, Long> extras() {
        return extras;
    }

    /** Returns the sum of both usages; extras of the same name are added. */
    public Usage plus(Usage other) {
        Builder both = builder()
                .uncachedInputTokens(sum(uncachedInput, other.uncachedInput))
                .cacheReadTokens(sum(cacheRead, other.cacheRead))
                .cacheWrite5mTokens(sum(cacheWrite5m, other.cacheWrite5m))
                .cacheWrite1hTokens(sum(cacheWrite1h, other.cacheWrite1h))
                .textTokens(sum(text, other.text))
                .reasoningTokens(sum(reasoning, other.reasoning))
                .audioInputTokens(sum(audioInput, other.audioInput))
                .audioOutputTokens(sum(audioOutput, other.audioOutput))
                .imageInputTokens(sum(imageInput, other.imageInput))
                .imageOutputTokens(sum(imageOutput, other.imageOutput));
        extras.forEach(both::extra);
        other.extras.forEach((name, count) -> both.extra(name, sum(count, extras.getOrDefault(name, 0L))));
        return both.build();
    }

    /**
     * Returns the totals of the wire contract (section 2): {@code prompt_tokens}, {@code completion_tokens},
     * {@code total_tokens}.
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("prompt_tokens", inputTokens());
        map.put("completion_tokens", outputTokens());
        map.put("total_tokens", totalTokens());
        return map;
    }

    /**
     * Returns the nonzero parts as {@code metadata.usage_details} of the wire contract (section 2): {@code cached_tokens} (cache
     * reads), {@code cache_write_tokens} (all writes), {@code cache_write_1h_tokens}, {@code reasoning_tokens},
     * {@code prompt_audio_tokens}, {@code completion_audio_tokens}, {@code audio_tokens} (their sum), the same for images, then
     * the {@linkplain #extras() extras}.
     */
    public Map<String, Object> details() {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, Detail.CACHED, cacheRead);
        put(map, Detail.CACHE_WRITE, cacheWrites());
        put(map, Detail.CACHE_WRITE_1H, cacheWrite1h);
        put(map, Detail.REASONING, reasoning);
        put(map, Detail.AUDIO_INPUT, audioInput);
        put(map, Detail.AUDIO_OUTPUT, audioOutput);
        put(map, Detail.AUDIO, sum(audioInput, audioOutput));
        put(map, Detail.IMAGE_INPUT, imageInput);
        put(map, Detail.IMAGE_OUTPUT, imageOutput);
        put(map, Detail.IMAGE, sum(imageInput, imageOutput));
        extras.forEach((name, count) -> put(map, name, count));
        return map;
    }

    /**
     * Parses the forms that {@link #toMap()} and {@link #details()} return. Missing and non-numeric values are 0.
     *
     * @param totals {@code usage} of the wire contract
     * @param details {@code metadata.usage_details} of the wire contract
     */
    public static Usage fromMap(Map<String, ?> totals, Map<String, ?> details) {
        long writes = number(details, Detail.CACHE_WRITE);
        long hourly = number(details, Detail.CACHE_WRITE_1H);
        Builder usage = builder()
                .inputTokens(number(totals, "prompt_tokens"))
                .outputTokens(number(totals, "completion_tokens"))
                .cacheReadTokens(number(details, Detail.CACHED))
                .cacheWrite5mTokens(writes - Math.min(hourly, writes))
                .cacheWrite1hTokens(hourly)
                .reasoningTokens(number(details, Detail.REASONING))
                .audioInputTokens(number(details, Detail.AUDIO_INPUT))
                .audioOutputTokens(number(details, Detail.AUDIO_OUTPUT))
                .imageInputTokens(number(details, Detail.IMAGE_INPUT))
                .imageOutputTokens(number(details, Detail.IMAGE_OUTPUT));
        details.forEach((name, value) -> {
            if (!Detail.NAMES.contains(name) && value instanceof Number count) {
                usage.extra(name, count.longValue());
            }
        });
        return usage.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Usage usage
                && uncachedInput == usage.uncachedInput
                && text == usage.text
                && toMap().equals(usage.toMap())
                && details().equals(usage.details());
    }

    @Override
    public int hashCode() {
        return Objects.hash(uncachedInput, text, details());
    }

    @Override
    public String toString() {
        return "Usage[" + inputTokens() + " in, " + outputTokens() + " out"
                + (details().isEmpty() ? "" : ", " + details()) + "]";
    }

    private long cacheWrites() {
        return sum(cacheWrite5m, cacheWrite1h);
    }

    /** Adds two counts. Negative counts are 0; an overflow yields {@link Long#MAX_VALUE}. */
    public static long sum(long a, long b) {
        long one = Math.max(0, a);
        long other = Math.max(0, b);
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static void put(Map<String, Object> map, String name, long count) {
        if (count != 0) {
            map.put(name, count);
        }
    }

    private static long number(Map<String, ?> map, String name) {
        return map.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Names used by {@link #details()}. */
    private static final class Detail {
        static final String CACHED = "cached_tokens";
        static final String CACHE_WRITE = "cache_write_tokens";
        static final String CACHE_WRITE_1H = "cache_write_1h_tokens";
        static final String REASONING = "reasoning_tokens";
        static final String AUDIO_INPUT = "prompt_audio_tokens";
        static final String AUDIO_OUTPUT = "completion_audio_tokens";
        static final String AUDIO = "audio_tokens";
        static final String IMAGE_INPUT = "prompt_image_tokens";
        static final String IMAGE_OUTPUT = "completion_image_tokens";
        static final String IMAGE = "image_tokens";
        static final Set<String> NAMES = Set.of(
                CACHED,
                CACHE_WRITE,
                CACHE_WRITE_1H,
                REASONING,
                AUDIO_INPUT,
                AUDIO_OUTPUT,
                AUDIO,
                IMAGE_INPUT,
                IMAGE_OUTPUT,
                IMAGE);

        private Detail() {}
    }

    /** Builder of a {@link Usage}; negative counts are 0. Not thread-safe. */
    public static final class Builder {
        private long input;
        private boolean inputHoldsCache;
        private long cacheRead;
        private long cacheWrite5m;
        private long cacheWrite1h;
        private long output;
        private boolean outputHoldsReasoning;
        private long reasoning;
        private long audioInput;
        private long audioOutput;
        private long imageInput;
        private long imageOutput;
        // Replaced and never changed, so that it can be shared.
        private Map<String, Long> extras = Map.of();
        /** What the extras show, where it belongs to no usage yet. */
        private @Nullable Map<String, Long> growing;

        private Builder() {}

        /**
         * Sets all input tokens including cache reads and writes, as reported by Chat Completions. Replaces
         * {@link #uncachedInputTokens}.
         */
        public Builder inputTokens(long count) {
            input = counted(count);
            inputHoldsCache = true;
            return this;
        }

        /** Sets input tokens excluding cache reads and writes, as reported by Messages. Replaces {@link #inputTokens}. */
        public Builder uncachedInputTokens(long count) {
            input = counted(count);
            inputHoldsCache = false;
            return this;
        }

        /** Sets input tokens read from a cache. */
        public Builder cacheReadTokens(long count) {
            cacheRead = counted(count);
            return this;
        }

        /** Sets input tokens written to a cache for 5 minutes, or for a duration the provider does not report. */
        public Builder cacheWrite5mTokens(long count) {
            cacheWrite5m = counted(count);
            return this;
        }

        /** Sets input tokens written to a cache for 1 hour. */
        public Builder cacheWrite1hTokens(long count) {
            cacheWrite1h = counted(count);
            return this;
        }

        /** Sets all output tokens including reasoning, as reported by Chat Completions. Replaces {@link #textTokens}. */
        public Builder outputTokens(long count) {
            output = counted(count);
            outputHoldsReasoning = true;
            return this;
        }

        /** Sets output tokens excluding reasoning, as reported by Gemini. Replaces {@link #outputTokens}. */
        public Builder textTokens(long count) {
            output = counted(count);
            outputHoldsReasoning = false;
            return this;
        }

        /** Sets reasoning tokens. */
        public Builder reasoningTokens(long count) {
            reasoning = counted(count);
            return this;
        }

        /** Sets the audio part of the input. */
        public Builder audioInputTokens(long count) {
            audioInput = counted(count);
            return this;
        }

        /** Sets the audio part of the output. */
        public Builder audioOutputTokens(long count) {
            audioOutput = counted(count);
            return this;
        }

        /** Sets the image part of the input. */
        public Builder imageInputTokens(long count) {
            imageInput = counted(count);
            return this;
        }

        /** Sets the image part of the output. */
        public Builder imageOutputTokens(long count) {
            imageOutput = counted(count);
            return this;
        }

        /**
         * Sets an additional count under the provider's own name; 0 is not stored.
         *
         * @throws IllegalArgumentException if {@link Usage#details()} defines the name, which has its own setter
         */
        public Builder extra(String name, long count) {
            if (Detail.NAMES.contains(name)) {
                throw new IllegalArgumentException(name + " cannot be an extra");
            }
            if (count <= 0) {
                return this;
            }
            Map<String, Long> more = growing;
            if (more == null) {
                more = new LinkedHashMap<>(extras);
                growing = more;
                extras = Collections.unmodifiableMap(more);
            }
            more.put(name, count);
            return this;
        }

        /** Creates the usage. */
        public Usage build() {
            growing = null;
            return new Usage(this);
        }

        private static long counted(long count) {
            return Math.max(0, count);
        }
    }
}
