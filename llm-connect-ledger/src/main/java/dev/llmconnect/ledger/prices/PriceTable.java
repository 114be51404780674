package dev.llmconnect.ledger.prices;

import dev.llmconnect.ledger.prices.ModelPrice.Rates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bundled prices from {@code prices.tsv}, whose header documents their sources, date and format. A provider's rows are parsed on
 * first use. Thread-safe.
 */
final class PriceTable {
    private static final String FILE = "/dev/llmconnect/ledger/prices.tsv";
    private static final String AS_OF = "# as-of: ";

    private final String asOf;
    private final Map<String, String> sections;
    private final Map<String, Map<String, PriceRow>> parsed = new ConcurrentHashMap<>();

    private PriceTable(String asOf, Map<String, String> sections) {
        this.asOf = asOf;
        this.sections = sections;
    }

    /** Table bundled with this version. */
    static PriceTable bundled() {
        return Bundled.TABLE;
    }

    /**
     * Parses a table.
     *
     * @throws IllegalArgumentException if a model precedes the first provider; other errors are detected on first use of the
     *     provider
     */
    static PriceTable parse(String text) {
        Map<String, String> sections = new HashMap<>();
        String asOf = "";
        int end = text.indexOf("\n[");
        for (String line : text.substring(0, Math.max(0, end)).lines().toList()) {
            if (line.startsWith(AS_OF)) {
                asOf = line.substring(AS_OF.length());
            } else if (!line.startsWith("#")) {
                throw new IllegalArgumentException("a price before the first provider: " + line);
            }
        }
        while (end >= 0) {
            int names = end + 2;
            int closing = text.indexOf("]\n", names);
            end = text.indexOf("\n[", closing);
            String section = text.substring(closing + 2, end < 0 ? text.length() : end + 1);
            for (String name : text.substring(names, closing).split(" ", -1)) {
                sections.put(name, section);
            }
        }
        return new PriceTable(asOf, sections);
    }

    /** Date of the prices, for example {@code 2026-11-29}. */
    String asOf() {
        return asOf;
    }

    /** Returns the row of a model: its own, or the row of the longest name of which it is a version. */
    Optional<PriceRow> find(String provider, String model) {
        Map<String, PriceRow> rows = rows(provider);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        for (String id : ModelIds.candidates(provider, model.toLowerCase(Locale.ROOT))) {
            PriceRow row = rows.get(id);
            if (row != null) {
                return Optional.of(row);
            }
        }
        return Optional.ofNullable(rows.get("*"));
    }

    /** Returns the row of exactly this model. */
    Optional<PriceRow> findExact(String provider, String model) {
        return Optional.ofNullable(rows(provider).get(model.toLowerCase(Locale.ROOT)));
    }

    /** Returns all rows of a provider, by model in lower case. */
    Map<String, PriceRow> rows(String provider) {
        String section = sections.get(provider);
        return section == null ? Map.of() : parsed.computeIfAbsent(provider, name -> parseSection(name, section));
    }

    /** Names of all providers, including aliases. */
    Set<String> providers() {
        return sections.keySet();
    }

    private static Map<String, PriceRow> parseSection(String provider, String section) {
        Map<String, PriceRow> rows = new LinkedHashMap<>();
        section.lines().forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab < 1) {
                throw new IllegalArgumentException("no price: " + line);
            }
            String model = line.substring(0, tab);
            rows.put(model.toLowerCase(Locale.ROOT), new PriceRow(provider, model, price(line.substring(tab + 1))));
        });
        return rows;
    }

    private static ModelPrice price(String text) {
        @Nullable ModelPrice price = null;
        for (String tier : text.split(" \\| ", -1)) {
            Rates rates = Rates.none();
            long above = 0;
            for (String entry : tier.split(" ", -1)) {
                int equals = entry.indexOf('=');
                TokenKind kind = equals < 0 ? null : TokenKind.of(entry.substring(0, equals));
                if (kind != null) {
                    rates = rates.with(kind, new BigDecimal(entry.substring(equals + 1)));
                } else if (entry.startsWith(">")) {
                    above = Long.parseLong(entry.substring(1));
                } else {
                    throw new IllegalArgumentException("no price: " + text);
                }
            }
            price = price == null ? ModelPrice.of(rates) : price.withTier(above, rates);
        }
        if (price == null) {
            throw new IllegalArgumentException("no price: " + text);
        }
        return price;
    }

    private static final class Bundled {
        static final PriceTable TABLE = load();

        private static PriceTable load() {
            try (InputStream file = PriceTable.class.getResourceAsStream(FILE)) {
                if (file == null) {
                    throw new IllegalStateException(FILE + " is missing from the jar");
                }
                return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
