package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tokens of one call, with one meaning for every provider. Immutable and thread-safe.
 *
 * <p>What goes in is the sum of three kinds that do not overlap: {@linkplain #uncachedInputTokens() uncached} tokens,
 * {@linkplain #cacheReadTokens() cache reads} and {@linkplain #cacheWriteTokens() cache writes} (kept for 5 minutes or for an hour). What
 * comes out is the sum of {@linkplain #textTokens() text} and {@linkplain #reasoningTokens() reasoning}. Audio and image counts are parts of
 * these sums, told where the provider tells them apart. What a provider does not tell is 0; no count is negative, no part is larger than
 * its sum, and no sum overflows.
 */
public final class Usage {
    /** Nothing is known. */
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

    /** Starts with nothing known. */
    public static Builder builder() {
        return new Builder();
    }

    /** Input without any cached part, and output without reasoning. */
    public static Usage of(long inputTokens, long outputTokens) {
        return builder()
                .uncachedInputTokens(inputTokens)
                .textTokens(outputTokens)
                .build();
    }

    /** All tokens that went in: uncached, cache reads and cache writes. */
    public long inputTokens() {
        return sum(uncachedInput, sum(cacheRead, cacheWrites()));
    }

    /** All tokens that came out: text and reasoning. */
    public long outputTokens() {
        return sum(text, reasoning);
    }

    /** {@link #inputTokens()} and {@link #outputTokens()}. */
    public long totalTokens() {
        return sum(inputTokens(), outputTokens());
    }

    /** Input that was neither read from a cache nor written to one. */
    public long uncachedInputTokens() {
        return uncachedInput;
    }

    /** Input that was read from a cache. */
    public long cacheReadTokens() {
        return cacheRead;
    }

    /** Input that was written to a cache, for whatever time. */
    public long cacheWriteTokens() {
        return cacheWrites();
    }

    /** Input that was written to a cache for 5 minutes, which also stands for providers that do not name a time. */
    public long cacheWrite5mTokens() {
        return cacheWrite5m;
    }

    /** Input that was written to a cache for an hour. */
    public long cacheWrite1hTokens() {
        return cacheWrite1h;
    }

    /** Output that is not reasoning: text, tool calls, refusals, media. */
    public long textTokens() {
        return text;
    }

    /** Output that is reasoning, shown or hidden. */
    public long reasoningTokens() {
        return reasoning;
    }

    /** The part of {@link #inputTokens()} that is sound. */
    public long audioInputTokens() {
        return audioInput;
    }

    /** The part of {@link #outputTokens()} that is sound. */
    public long audioOutputTokens() {
        return audioOutput;
    }

    /** The part of {@link #inputTokens()} that is images. */
    public long imageInputTokens() {
        return imageInput;
    }

    /** The part of {@link #outputTokens()} that is images. */
    public long imageOutputTokens() {
        return imageOutput;
    }

    /** Further counts of the provider, by its own names, for example {@code accepted_prediction_tokens}. */
    public Map<String, Long> extras() {
        return extras;
    }

    /** The sum of two calls' usage; extras of the same name are added. */
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

    /** The three totals of the wire contract, section 2: {@code prompt_tokens}, {@code completion_tokens}, {@code total_tokens}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("prompt_tokens", inputTokens());
        map.put("completion_tokens", outputTokens());
        map.put("total_tokens", totalTokens());
        return map;
    }

    /**
     * The parts that are not 0, for {@code metadata.usage_details} of the wire contract, section 2: {@code cached_tokens} (cache reads),
     * {@code cache_write_tokens} (all writes), {@code cache_write_1h_tokens}, {@code reasoning_tokens}, {@code prompt_audio_tokens}, {@code
     * completion_audio_tokens}, {@code audio_tokens} (their sum), the same for images, then the {@linkplain #extras() extras}.
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
     * Reads {@link #toMap()} and {@link #details()} back. What is missing, or no number, is 0.
     *
     * @param totals the {@code usage} of the wire contract
     * @param details the {@code metadata.usage_details} of the wire contract
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

    /** Adds two counts: a negative one counts as 0, and a sum that is too large as {@link Long#MAX_VALUE}. */
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

    /** The names of {@link #details()}. */
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

    /** Sets counts; a negative one counts as 0. Not thread-safe. */
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

        private Builder() {}

        /** All input, of which cache reads and writes are parts, as Chat Completions counts it. Replaces {@link #uncachedInputTokens}. */
        public Builder inputTokens(long count) {
            input = counted(count);
            inputHoldsCache = true;
            return this;
        }

        /** Input beside cache reads and writes, as Messages counts it. Replaces {@link #inputTokens}. */
        public Builder uncachedInputTokens(long count) {
            input = counted(count);
            inputHoldsCache = false;
            return this;
        }

        /** Input that was read from a cache. */
        public Builder cacheReadTokens(long count) {
            cacheRead = counted(count);
            return this;
        }

        /** Input that was written to a cache for 5 minutes, or for a time that the provider does not name. */
        public Builder cacheWrite5mTokens(long count) {
            cacheWrite5m = counted(count);
            return this;
        }

        /** Input that was written to a cache for an hour. */
        public Builder cacheWrite1hTokens(long count) {
            cacheWrite1h = counted(count);
            return this;
        }

        /** All output, of which reasoning is a part, as Chat Completions counts it. Replaces {@link #textTokens}. */
        public Builder outputTokens(long count) {
            output = counted(count);
            outputHoldsReasoning = true;
            return this;
        }

        /** Output beside reasoning, as Gemini counts it. Replaces {@link #outputTokens}. */
        public Builder textTokens(long count) {
            output = counted(count);
            outputHoldsReasoning = false;
            return this;
        }

        /** Output that is reasoning. */
        public Builder reasoningTokens(long count) {
            reasoning = counted(count);
            return this;
        }

        /** The part of the input that is sound. */
        public Builder audioInputTokens(long count) {
            audioInput = counted(count);
            return this;
        }

        /** The part of the output that is sound. */
        public Builder audioOutputTokens(long count) {
            audioOutput = counted(count);
            return this;
        }

        /** The part of the input that is images. */
        public Builder imageInputTokens(long count) {
            imageInput = counted(count);
            return this;
        }

        /** The part of the output that is images. */
        public Builder imageOutputTokens(long count) {
            imageOutput = counted(count);
            return this;
        }

        /**
         * A further count of the provider, by its own name; 0 is not kept.
         *
         * @throws IllegalArgumentException for a name of {@link Usage#details()}, which has a setter of its own
         */
        public Builder extra(String name, long count) {
            if (Detail.NAMES.contains(name)) {
                throw new IllegalArgumentException(name + " is not an extra");
            }
            if (count <= 0) {
                return this;
            }
            Map<String, Long> more = new LinkedHashMap<>(extras);
            more.put(name, count);
            extras = Collections.unmodifiableMap(more);
            return this;
        }

        /** The usage. */
        public Usage build() {
            return new Usage(this);
        }

        private static long counted(long count) {
            return Math.max(0, count);
        }
    }
}
