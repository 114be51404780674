package dev.llmconnect.providers.catalog;

import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.rules.RequestRules;
import java.util.List;
import java.util.Set;

/**
 * One line of the catalogue.
 *
 * @param id the provider's name
 * @param aliases other names
 * @param baseUrl the address of its API, perhaps with {@code ${VARIABLE}} in it
 * @param keyVariables the environment variables that hold its key, the first one that is set wins
 * @param keyOptional whether it may be asked without a key
 * @param dialect in what its Chat Completions differ from OpenAI's
 * @param title its name for people
 */
record CatalogEntry(
        String id,
        List<String> aliases,
        String baseUrl,
        List<String> keyVariables,
        boolean keyOptional,
        ChatDialect dialect,
        List<String> ownedModels,
        String title) {
    private static final int COLUMNS = 6;
    private static final String REASONING = "reasoning=";
    private static final String INTERLEAVED = "interleaved=";
    private static final String OWNS = "owns=";

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    static CatalogEntry parse(String line) {
        List<String> columns = List.of(line.split("\t", -1));
        if (columns.size() != COLUMNS) {
            throw new IllegalArgumentException("a line of the catalogue has " + COLUMNS + " columns: " + line);
        }
        List<String> quirks = list(columns.get(4));
        return new CatalogEntry(
                columns.get(0),
                list(columns.get(1)),
                columns.get(2),
                list(columns.get(3)),
                quirks.contains("key-optional"),
                dialect(quirks, line),
                quirks.stream()
                        .filter(quirk -> quirk.startsWith(OWNS))
                        .map(quirk -> quirk.substring(OWNS.length()))
                        .toList(),
                columns.get(5));
    }

    private static ChatDialect dialect(List<String> quirks, String line) {
        ChatDialect.Builder dialect = ChatDialect.builder();
        for (String quirk : quirks) {
            switch (quirk) {
                case "max_tokens", "max_completion_tokens" -> dialect.maxTokensField(quirk);
                case "no-temperature" -> dialect.refusedDefaults(Set.of("temperature"));
                case "no-stream-usage" -> dialect.withoutStreamUsage();
                case "alternating-turns" -> dialect.rules(RequestRules.ALTERNATING_CHAT);
                case "one-choice" -> dialect.oneChoice();
                case "cache-marks" -> dialect.rules(RequestRules.CACHING_CHAT);
                case "key-optional" -> {
                    // The entry's own matter.
                }
                default -> {
                    if (quirk.startsWith(OWNS)) {
                        continue; // The entry's own matter.
                    }
                    if (quirk.startsWith(INTERLEAVED)) {
                        dialect.interleavedReasoningField(quirk.substring(INTERLEAVED.length()));
                        continue;
                    }
                    if (!quirk.startsWith(REASONING)) {
                        throw new IllegalArgumentException("unknown quirk `" + quirk + "` in the catalogue: " + line);
                    }
                    dialect.reasoningField(quirk.substring(REASONING.length()));
                }
            }
        }
        return dialect.build();
    }

    private static List<String> list(String column) {
        return column.equals("-") ? List.of() : List.of(column.split(",", -1));
    }
}
