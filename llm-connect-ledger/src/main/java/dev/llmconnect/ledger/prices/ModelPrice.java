package dev.llmconnect.ledger.prices;

import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prices of a model per kind of token and input size. Immutable and thread-safe.
 *
 * <p>A kind without a price uses the price of the kind it is a part of: cache reads and writes, input audio and input images use
 * the input price; writes for 1 hour use the price of writes for 5 minutes; reasoning, output audio and output images use the
 * output price.
 */
final class ModelPrice {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private final List<Tier> tiers;
    private final boolean free;

    /**
     * Creates prices.
     *
     * @param tiers tiers by ascending input size; the first starts at 0
     */
    private ModelPrice(List<Tier> tiers) {
        this.tiers = List.copyOf(tiers);
        this.free = tiers.stream().allMatch(tier -> tier.rates.isFree());
    }

    /** Creates prices with one tier. */
    static ModelPrice of(Rates base) {
        return new ModelPrice(List.of(new Tier(0, base)));
    }

    /**
     * Returns a copy with other prices for calls whose input exceeds a number of tokens; kinds not in {@code rates} keep their
     * price.
     */
    ModelPrice withTier(long aboveTokens, Rates rates) {
        List<Tier> more = new ArrayList<>(tiers);
        more.add(new Tier(aboveTokens, rates.over(tiers.get(0).rates)));
        more.sort((a, b) -> Long.compare(a.aboveTokens, b.aboveTokens));
        return new ModelPrice(more);
    }

    /** Returns a copy with all prices multiplied by a factor. */
    ModelPrice times(BigDecimal factor) {
        return new ModelPrice(tiers.stream()
                .map(tier -> new Tier(tier.aboveTokens, tier.rates.times(factor)))
                .toList());
    }

    /** Whether all prices are 0. */
    boolean isFree() {
        return free;
    }

    /** Returns the cost in nano-dollars, rounded half up once; {@link Long#MAX_VALUE} on overflow. */
    long nanos(Usage usage) {
        Rates rates = rates(usage.inputTokens());
        long audioIn =
                rates.has(TokenKind.AUDIO_INPUT) ? Math.min(usage.audioInputTokens(), usage.uncachedInputTokens()) : 0;
        long imageIn = rates.has(TokenKind.IMAGE_INPUT)
                ? Math.min(usage.imageInputTokens(), usage.uncachedInputTokens() - audioIn)
                : 0;
        long audioOut = rates.has(TokenKind.AUDIO_OUTPUT) ? Math.min(usage.audioOutputTokens(), usage.textTokens()) : 0;
        long imageOut = rates.has(TokenKind.IMAGE_OUTPUT)
                ? Math.min(usage.imageOutputTokens(), usage.textTokens() - audioOut)
                : 0;
        Sum sum = new Sum(rates);
        sum.add(TokenKind.INPUT, usage.uncachedInputTokens() - audioIn - imageIn);
        sum.add(TokenKind.AUDIO_INPUT, audioIn);
        sum.add(TokenKind.IMAGE_INPUT, imageIn);
        sum.add(TokenKind.CACHE_READ, usage.cacheReadTokens());
        sum.add(TokenKind.CACHE_WRITE, usage.cacheWrite5mTokens());
        sum.add(TokenKind.CACHE_WRITE_1H, usage.cacheWrite1hTokens());
        sum.add(TokenKind.OUTPUT, usage.textTokens() - audioOut - imageOut);
        sum.add(TokenKind.AUDIO_OUTPUT, audioOut);
        sum.add(TokenKind.IMAGE_OUTPUT, imageOut);
        sum.add(TokenKind.REASONING, usage.reasoningTokens());
        return NanoDollars.sum(sum.nanos(), rates.perRequest());
    }

    private Rates rates(long inputTokens) {
        Rates rates = tiers.get(0).rates;
        for (int i = 1; i < tiers.size(); i++) {
            if (inputTokens > tiers.get(i).aboveTokens) {
                rates = tiers.get(i).rates;
            }
        }
        return rates;
    }

    /** Price of a kind of token in dollars per million; absent if the kind has no price of its own. */
    Optional<BigDecimal> base(TokenKind kind) {
        return tiers.get(0).rates.told(kind);
    }

    /** Returns the form of the price table: {@code input=3 output=15 | >200000 input=6 output=22.5}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Tier tier : tiers) {
            text.append(text.isEmpty() ? "" : " | >" + tier.aboveTokens + " ").append(tier.rates);
        }
        return text.toString();
    }

    private record Tier(long aboveTokens, Rates rates) {}

    /** Sum of tokens times prices; a {@code long} while it fits, exact in any case. */
    private static final class Sum {
        private final Rates rates;
        private long sum;
        private BigInteger beyond = BigInteger.ZERO;

        Sum(Rates rates) {
            this.rates = rates;
        }

        void add(TokenKind kind, long tokens) {
            if (tokens == 0) {
                return;
            }
            long rate = rates.nanosPerMillion(kind);
            long low = tokens * rate;
            if (Math.multiplyHigh(tokens, rate) != 0 || low < 0 || low > Long.MAX_VALUE - sum) {
                beyond = beyond.add(BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(rate)));
            } else {
                sum += low;
            }
        }

        long nanos() {
            BigInteger half = MILLION.shiftRight(1);
            if (beyond.signum() == 0 && sum <= Long.MAX_VALUE - half.longValue()) {
                return (sum + half.longValue()) / MILLION.longValue();
            }
            BigInteger nanos = beyond.add(BigInteger.valueOf(sum)).add(half).divide(MILLION);
            return nanos.bitLength() > 63 ? Long.MAX_VALUE : nanos.longValue();
        }
    }

    /** Prices per kind, in nano-dollars per million tokens. Immutable and thread-safe. */
    static final class Rates {
        private static final Rates NONE = new Rates(new EnumMap<>(TokenKind.class));

        private final Map<TokenKind, Long> nanosPerMillion;

        private Rates(Map<TokenKind, Long> nanosPerMillion) {
            this.nanosPerMillion = nanosPerMillion;
        }

        /** No prices. */
        static Rates none() {
            return NONE;
        }

        /**
         * Returns a copy with a price.
         *
         * @param usd US dollars per million tokens; per call for {@link TokenKind#REQUEST}
         * @throws ArithmeticException if it exceeds 9 billion dollars
         */
        Rates with(TokenKind kind, BigDecimal usd) {
            Map<TokenKind, Long> more = copy();
            more.put(kind, NanoDollars.of(usd));
            return new Rates(more);
        }

        Rates over(Rates base) {
            Map<TokenKind, Long> merged = base.copy();
            merged.putAll(nanosPerMillion);
            return new Rates(merged);
        }

        Rates times(BigDecimal factor) {
            Map<TokenKind, Long> scaled = copy();
            scaled.replaceAll((kind, nanos) -> BigDecimal.valueOf(nanos)
                    .multiply(factor)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact());
            return new Rates(scaled);
        }

        private EnumMap<TokenKind, Long> copy() {
            EnumMap<TokenKind, Long> copy = new EnumMap<>(TokenKind.class);
            copy.putAll(nanosPerMillion);
            return copy;
        }

        boolean has(TokenKind kind) {
            return nanosPerMillion.containsKey(kind);
        }

        boolean isFree() {
            return nanosPerMillion.values().stream().allMatch(nanos -> nanos == 0);
        }

        Optional<BigDecimal> told(TokenKind kind) {
            return Optional.ofNullable(nanosPerMillion.get(kind)).map(NanoDollars::toUsd);
        }

        long perRequest() {
            return nanosPerMillion.getOrDefault(TokenKind.REQUEST, 0L);
        }

        long nanosPerMillion(TokenKind kind) {
            Long own = nanosPerMillion.get(kind);
            if (own != null) {
                return own;
            }
            return switch (kind) {
                case INPUT, OUTPUT, REQUEST -> 0;
                case CACHE_WRITE_1H -> nanosPerMillion(TokenKind.CACHE_WRITE);
                case CACHE_READ, CACHE_WRITE, AUDIO_INPUT, IMAGE_INPUT -> nanosPerMillion(TokenKind.INPUT);
                case REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT -> nanosPerMillion(TokenKind.OUTPUT);
            };
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (TokenKind kind : TokenKind.values()) {
                told(kind)
                        .ifPresent(usd -> text.append(text.isEmpty() ? "" : " ")
                                .append(kind.value())
                                .append('=')
                                .append(usd.toPlainString()));
            }
            return text.toString();
        }
    }
}
