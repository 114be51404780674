package dev.llmconnect.ledger.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Usage;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Costs worked out by hand from the providers' public price pages, in nano-dollars. A price of $1 per million tokens is 1000 nano-dollars
 * per token.
 */
class CostTableTest {
    private static Arguments row(String what, String provider, String model, Usage usage, long nanos) {
        return Arguments.of(what, provider, model, usage, nanos);
    }

    static Stream<Arguments> costs() {
        return Stream.of(
                // https://openai.com/api/pricing: gpt-4o $2.50 in, $10 out, $1.25 cached
                // 1000 × 2500 + 200 × 10000
                row("a plain call", "openai", "gpt-4o", Usage.of(1000, 200), 4_500_000),
                // 1024 of 2000 cached: 976 × 2500 + 1024 × 1250 + 100 × 10000
                row(
                        "a cached prompt, counted once",
                        "openai-responses",
                        "gpt-4o",
                        Usage.builder()
                                .inputTokens(2000)
                                .cacheReadTokens(1024)
                                .outputTokens(100)
                                .build(),
                        4_720_000),
                // https://platform.claude.com/docs/en/about-claude/pricing: Sonnet 4.5 $3 in, $15 out, $3.75 write for
                // 5 minutes, $6 for an
                // hour, $0.30 read
                // 10 × 3000 + 1000 × 3750 + 2000 × 6000 + 5000 × 300 + 50 × 15000
                row(
                        "cache writes for 5 minutes and an hour",
                        "anthropic",
                        "claude-sonnet-4-5-20250929",
                        Usage.builder()
                                .uncachedInputTokens(10)
                                .cacheWrite5mTokens(1000)
                                .cacheWrite1hTokens(2000)
                                .cacheReadTokens(5000)
                                .textTokens(50)
                                .build(),
                        18_030_000),
                // Haiku 4.5: $1 in, $5 out; on a geographic Bedrock endpoint 10 % more: 1000 × 1100 + 100 × 5500
                row(
                        "a regional Bedrock id",
                        "bedrock",
                        "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
                        Usage.of(1000, 100),
                        1_650_000),
                row(
                        "the global Bedrock id",
                        "bedrock",
                        "global.anthropic.claude-haiku-4-5-20251001-v1:0",
                        Usage.of(1000, 100),
                        1_500_000),
                // https://ai.google.dev/gemini-api/docs/pricing: 2.5 Pro $1.25 in, $10 out up to 200,000 tokens; $2.50,
                // $15, cached $0.25
                // above. 200000 × 1250 + 100 × 10000
                row("the last token of a tier", "gemini", "gemini-2.5-pro", Usage.of(200_000, 100), 251_000_000),
                // 200001 × 2500 + 100 × 15000
                row(
                        "the first token of the next tier",
                        "gemini",
                        "gemini-2.5-pro",
                        Usage.of(200_001, 100),
                        501_502_500),
                // cached tokens count for the tier: 1 × 2500 + 200000 × 250 + 100 × 15000
                row(
                        "a tier reached by cached tokens",
                        "gemini",
                        "gemini-2.5-pro",
                        Usage.builder()
                                .uncachedInputTokens(1)
                                .cacheReadTokens(200_000)
                                .textTokens(100)
                                .build(),
                        51_502_500),
                // thinking is output, which Gemini counts beside the text: 1000 × 300 + (20 + 80) × 2500
                row(
                        "reasoning beside the text",
                        "gemini",
                        "gemini-2.5-flash",
                        Usage.builder()
                                .uncachedInputTokens(1000)
                                .textTokens(20)
                                .reasoningTokens(80)
                                .build(),
                        550_000),
                // 2.5 Flash: audio in $1 per million, other input $0.30: 900 × 1000 + 100 × 300 + 10 × 2500
                row(
                        "audio that goes in",
                        "gemini",
                        "gemini-2.5-flash",
                        Usage.builder()
                                .uncachedInputTokens(1000)
                                .audioInputTokens(900)
                                .textTokens(10)
                                .build(),
                        955_000),
                // 2.5 Flash Image: an image is 1290 tokens at $30 per million, text $2.50: 10 × 300 + 1290 × 30000 + 20
                // × 2500
                row(
                        "an image that comes out",
                        "gemini",
                        "gemini-2.5-flash-image",
                        Usage.builder()
                                .uncachedInputTokens(10)
                                .textTokens(1310)
                                .imageOutputTokens(1290)
                                .build(),
                        38_753_000),
                // https://openai.com/api/pricing: text-embedding-3-small $0.02: 16 inputs of 25 tokens, 400 × 20
                row("a batch of embeddings", "openai", "text-embedding-3-small", Usage.of(400, 0), 8_000),
                // https://docs.perplexity.ai pricing: sonar $1 in and out, and $5 for 1000 calls with little context:
                // 100 × 1000 + 50 × 1000
                // + 5000000
                row("a price per call", "perplexity", "sonar", Usage.of(100, 50), 5_150_000),
                // https://api-docs.deepseek.com/quick_start/pricing: cache hit $0.028, miss $0.28, out $0.42: 36 × 280
                // + 64 × 28 + 10 × 420
                row(
                        "a cache hit of DeepSeek",
                        "deepseek",
                        "deepseek-chat",
                        Usage.builder()
                                .inputTokens(100)
                                .cacheReadTokens(64)
                                .outputTokens(10)
                                .build(),
                        16_072),
                row("nothing used", "openai", "gpt-4o", Usage.NONE, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("costs")
    void costsWhatTheProvidersPricePageSays(String what, String provider, String model, Usage usage, long nanos) {
        Quote quote = Prices.bundled().quote(provider, model).orElseThrow();
        assertThat(quote.nanos(usage)).as("%s, by %s", what, quote).isEqualTo(nanos);
        assertThat(quote.cost(usage).usd().orElseThrow()).isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
    }
}
