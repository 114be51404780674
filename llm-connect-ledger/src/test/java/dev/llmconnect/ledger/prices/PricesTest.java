package dev.llmconnect.ledger.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cost;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesTest {
    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();

    private Prices operators(String json) throws IOException {
        return Prices.of(Files.writeString(folder.resolve("prices.json"), json), nanos::get);
    }

    private static String row(String provider, String model) {
        return Prices.bundled().quote(provider, model).map(Quote::row).orElse("unknown");
    }

    @Test
    void anExactNameComesBeforeTheNameItIsAVersionOf() {
        assertThat(row("openai", "gpt-4o-2024-05-13")).isEqualTo("openai/gpt-4o-2024-05-13");
        assertThat(row("openai", "gpt-4o-2031-01-02")).isEqualTo("openai/gpt-4o");
        assertThat(row("openai", "GPT-4o")).isEqualTo("openai/gpt-4o");
        assertThat(row("vertex-anthropic", "claude-sonnet-4-5@20310102"))
                .isEqualTo("vertex-anthropic/claude-sonnet-4-5");
        assertThat(row("gemini", "models/gemini-2.5-pro")).isEqualTo("gemini/gemini-2.5-pro");
    }

    @Test
    void aNameThatOnlyBeginsLikeAnotherIsNotPricedAsThatOne() {
        // gpt-5-pro costs 12 times what gpt-5 costs; what is not known must not be guessed
        assertThat(row("openai", "gpt-5-ultra")).isEqualTo("unknown");
        assertThat(row("anthropic", "claude-sonnet-4-99")).isEqualTo("unknown");
        assertThat(row("openai", "ft:gpt-4o:acme::abc")).isEqualTo("unknown");
        assertThat(row("nobody", "gpt-4o")).isEqualTo("unknown");
    }

    @Test
    void bedrockIdsAreFoundByRegionByVersionAndByArn() {
        assertThat(row("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
                .isEqualTo("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0");
        assertThat(
                        row(
                                "bedrock",
                                "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"))
                .isEqualTo("bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
        assertThat(row("bedrock", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0"))
                .isEqualTo("bedrock/amazon.nova-pro-v1:0");
        // no row of its own: what other geographic endpoints of the model cost, 10 % more than the global one
        Quote canada = Prices.bundled()
                .quote("bedrock", "ca.anthropic.claude-sonnet-4-5-20250929-v1:0")
                .orElseThrow();
        assertThat(canada.nanos(Usage.of(1_000_000, 0))).isEqualTo(3_300_000_000L);
        Quote global = Prices.bundled()
                .quote("bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0")
                .orElseThrow();
        assertThat(global.nanos(Usage.of(1_000_000, 0))).isEqualTo(3_000_000_000L);
    }

    @Test
    void theModelThatAnsweredCountsBeforeTheOneThatWasAskedFor() {
        Prices prices = Prices.bundled();
        assertThat(prices.quote("azure-openai", "gpt-4o-mini-2031-07-18", "my-deployment")
                        .orElseThrow()
                        .row())
                .isEqualTo("azure-openai/gpt-4o-mini");
        assertThat(prices.quote("openai", "a-name-of-their-own", "gpt-4o")
                        .orElseThrow()
                        .row())
                .isEqualTo("openai/gpt-4o");
        assertThat(prices.quote("openai", "", "")).isEmpty();
    }

    @Test
    void whatAProviderReportsComesFirstAndAnUnknownPriceIsNotZero() {
        Prices prices = Prices.bundled();
        Usage usage = Usage.of(1000, 100);
        assertThat(prices.cost("openrouter", "x/y", "x/y", usage, new BigDecimal("0.00123")))
                .isEqualTo(Cost.of(new BigDecimal("0.00123"), Cost.Source.PROVIDER));
        assertThat(prices.cost("openai", "gpt-4o", "gpt-4o", usage, new BigDecimal("-1")))
                .isEqualTo(Cost.of(new BigDecimal("0.0035"), Cost.Source.BUNDLED));
        assertThat(prices.cost("openrouter", "x/y", "x/y", usage, null)).isEqualTo(Cost.UNKNOWN);
        assertThat(Cost.UNKNOWN.usd()).isEmpty();
        assertThat(prices.cost("ollama", "llama3.2", "llama3.2", usage, null))
                .isEqualTo(Cost.of(BigDecimal.ZERO, Cost.Source.BUNDLED));
    }

    @Test
    void theOperatorsPricesAndDiscountsComeBeforeTheBundledOnes() throws IOException {
        Prices prices = operators("""
                {"openai": {"discount": 0.1, "models": {
                    "gpt-4o": {"input": 2, "output": 8},
                    "o3": {"discount": 0.25},
                    "ft:gpt-4o*": {"input": 3.75, "output": 15},
                    "ft:gpt-4o-mini*": {"input": 0.3, "output": 1.2}}},
                 "*": {"models": {"llama-3*": {"input": 0.05, "output": 0.05, "request": 0.001}}}}
                """);
        Usage usage = Usage.of(1_000_000, 1_000_000);
        assertThat(usd(prices, "openai", "gpt-4o", usage)).isEqualTo("10 operator");
        assertThat(usd(prices, "openai", "gpt-4o-2024-05-13", usage)).isEqualTo("10 operator");
        // o3 costs 2 and 8, gpt-4o-mini 0.15 and 0.6
        assertThat(usd(prices, "openai", "o3", usage)).isEqualTo("7.5 operator");
        assertThat(usd(prices, "openai", "gpt-4o-mini", usage)).isEqualTo("0.675 operator");
        assertThat(usd(prices, "openai", "ft:gpt-4o-mini-2024:acme", usage)).isEqualTo("1.5 operator");
        assertThat(usd(prices, "openai", "ft:gpt-4o-2024:acme", usage)).isEqualTo("18.75 operator");
        assertThat(usd(prices, "openai-compatible", "Llama-3-8B", usage)).isEqualTo("0.101 operator");
        assertThat(usd(prices, "anthropic", "claude-sonnet-4-5", usage)).isEqualTo("18 bundled");
    }

    private static String usd(Prices prices, String provider, String model, Usage usage) {
        Cost cost = prices.cost(provider, model, model, usage, null);
        return cost.usd().map(BigDecimal::toPlainString).orElse("-") + " "
                + cost.source().value();
    }

    @Test
    void aChangedFileIsReadAgainAndAWrongOneChangesNothing() throws IOException {
        Prices prices = operators("{\"openai\": {\"models\": {\"m\": {\"input\": 1, \"output\": 1}}}}");
        Path file = folder.resolve("prices.json");
        change(file, "{\"openai\": {\"models\": {\"m\": {\"input\": 2, \"output\": 2}}}}", 1);
        assertThat(usd(prices, "openai", "m", Usage.of(1_000_000, 0))).isEqualTo("2 operator");
        change(file, "{\"openai\": {\"models\": {\"m\": {\"input\": -2}}}}", 2);
        assertThat(usd(prices, "openai", "m", Usage.of(1_000_000, 0))).isEqualTo("2 operator");
        Files.delete(file);
        nanos.addAndGet(1_000_000_000);
        assertThat(usd(prices, "openai", "m", Usage.of(1_000_000, 0))).isEqualTo("2 operator");
    }

    private void change(Path file, String json, int seconds) throws IOException {
        Files.writeString(file, json);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + 1000L * seconds));
        nanos.addAndGet(1_000_000_000);
    }

    @Test
    void aWrongFileIsRefusedWithTheFieldThatIsWrong() {
        assertRefused("{\"openai\": {\"modles\": {}}}", "unknown field", "openai.modles", "discount, models");
        assertRefused(
                "{\"openai\": {\"models\": {\"m\": {\"input\": \"2\", \"output\": 1}}}}",
                "openai.models.m.input must be a number");
        assertRefused("{\"openai\": {\"models\": {\"m\": {\"input\": 2}}}}", "openai.models.m.output is missing");
        assertRefused(
                "{\"openai\": {\"discount\": 1.5}}", "openai.discount must be a fraction between 0 and 1, got 1.5");
        assertRefused("{\"openai\": {\"models\": {\"m\": {\"input\": -1, \"output\": 1}}}}", "must not be negative");
        assertRefused(
                "{\"openai\": {\"models\": {\"m\": {\"input\": 1, \"output\": 1, \"tiers\": [{\"input\": 2}]}}}}",
                "openai.models.m.tiers[0].above is missing");
        assertRefused("[]", "must hold a JSON object");
        assertRefused("{\"a\": {},\n \"a\": {}}", "has a key twice at a, line 2, column 2");
        assertRefused(
                "{\"a\": {\"b\": 1\n \"c\": 2}}", "is not valid JSON: a comma is missing at a.b, line 2, column 2");
    }

    @Test
    void aNumberThatWouldFillTheMemoryIsRefused() {
        assertRefused("{\"openai\": {\"discount\": 1e1000000000}}", "exponent", "discount");
        assertRefused("{\"openai\": {\"models\": {\"m\": {\"input\": 1e-1000000000}}}}", "exponent", "input");
    }

    private void assertRefused(String json, String... parts) {
        assertThatThrownBy(() -> operators(json))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("prices.json")
                .hasMessageContainingAll(parts);
    }
}
