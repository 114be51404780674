package dev.llmconnect.ledger.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceTableTest {
    @Test
    void everyBundledRowCanBeRead() {
        PriceTable table = PriceTable.bundled();
        int rows = 0;
        for (String provider : table.providers()) {
            for (PriceRow row : table.rows(provider).values()) {
                assertThat(row.price().base(TokenKind.INPUT)).as(row.model()).isPresent();
                assertThat(row.price().base(TokenKind.OUTPUT)).as(row.model()).isPresent();
                rows++;
            }
        }
        assertThat(rows).isGreaterThan(4300);
        assertThat(table.asOf()).matches("\\d{4}-\\d{2}-\\d{2}");
    }

    /** The generator writes the table and the list of ids on which its sources disagree; both are committed and must be of one run. */
    @Test
    void theTableHoldsTheChoiceMadeForEveryIdOnWhichPublicListsDisagree() throws IOException {
        List<String> lines = Files.readAllLines(
                Path.of(System.getProperty("llmconnect.root"), "llm-connect-ledger/prices/disagreements.tsv"));
        int ids = 0;
        for (String line : lines) {
            String[] columns = line.split("\t", -1);
            if (line.startsWith("#") || columns[0].equals("provider")) {
                continue;
            }
            ModelPrice price = PriceTable.bundled()
                    .findExact(columns[0], columns[1])
                    .orElseThrow()
                    .price();
            assertThat(price.base(TokenKind.INPUT).orElseThrow()).as(line).isEqualByComparingTo(columns[6]);
            assertThat(price.base(TokenKind.OUTPUT).orElseThrow()).as(line).isEqualByComparingTo(columns[7]);
            assertThat(columns[9]).as(line).isNotBlank();
            ids++;
        }
        assertThat(ids).isGreaterThanOrEqualTo(56);
    }

    @Test
    void aProviderHasAliasesAndTiersKeepWhatTheyDoNotChange() {
        PriceTable table = PriceTable.parse("""
                # as-of: 2031-01-02
                # a comment
                [one uno]
                m\tinput=1 output=2 cache_read=0.1 | >1000 input=2 output=4
                [two]
                *\tinput=0 output=0
                """);
        assertThat(table.asOf()).isEqualTo("2031-01-02");
        ModelPrice price = table.find("uno", "m").orElseThrow().price();
        Usage large =
                Usage.builder().uncachedInputTokens(1000).cacheReadTokens(1000).build();
        assertThat(price.nanos(large)).isEqualTo(1000 * 2000 + 1000 * 100);
        assertThat(price).hasToString("input=1 output=2 cache_read=0.1 | >1000 input=2 output=4 cache_read=0.1");
        assertThat(table.find("two", "anything").orElseThrow().price().isFree()).isTrue();
        assertThat(table.find("one", "other")).isEmpty();
    }

    @Test
    void aLineThatIsNoPriceIsRefused() {
        assertThatThrownBy(() -> PriceTable.parse("m\tinput=1\n[one]\n")).hasMessageContaining("m\tinput=1");
        PriceTable table = PriceTable.parse("\n[one]\nm\tinput=1 outptu=2\n");
        assertThatThrownBy(() -> table.find("one", "m")).hasMessageContaining("outptu");
    }

    @Test
    void amountsBeyondALongAreExactWhereTheyFitAndTheLargestWhereTheyDoNot() {
        ModelPrice price = ModelPrice.of(ModelPrice.Rates.none()
                .with(TokenKind.INPUT, new java.math.BigDecimal("180"))
                .with(TokenKind.OUTPUT, new java.math.BigDecimal("0.000001")));
        // tokens × nano-dollars per million = 1.8e19, beyond a long; the cost, 1.8e13, is not
        assertThat(price.nanos(Usage.of(100_000_000, 0))).isEqualTo(18_000_000_000_000L);
        assertThat(price.nanos(Usage.of(100_000_000, 499))).isEqualTo(18_000_000_000_000L);
        assertThat(price.nanos(Usage.of(100_000_000, 500))).isEqualTo(18_000_000_000_001L);
        assertThat(price.nanos(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }
}
