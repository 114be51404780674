package dev.llmconnect.providers.catalog;

import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Gives the providers of {@code openai-compatible.tsv}. To add one, add its line. */
public final class OpenAICompatibleCatalog implements ProviderCatalog {
    private static final String FILE = "openai-compatible.tsv";

    /** For the service loader. */
    public OpenAICompatibleCatalog() {}

    @Override
    public List<LLMAdapterProvider> providers() {
        return entries().stream().<LLMAdapterProvider>map(CatalogProvider::new).toList();
    }

    static List<CatalogEntry> entries() {
        InputStream file = OpenAICompatibleCatalog.class.getResourceAsStream(FILE);
        if (file == null) {
            throw new IllegalStateException(FILE + " is missing from the jar");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(CatalogEntry::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
