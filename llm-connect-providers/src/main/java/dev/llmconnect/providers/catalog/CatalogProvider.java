package dev.llmconnect.providers.catalog;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.openai.DialectSettings;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A provider of the catalogue. */
final class CatalogProvider implements LLMAdapterProvider {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z0-9_]+)}");

    private final CatalogEntry entry;
    private final ProviderSetting key;
    private final ProviderSetting baseUrl;
    private final List<ProviderSetting> placeholders;

    CatalogProvider(CatalogEntry entry) {
        this.entry = entry;
        key = ProviderSetting.apiKey(entry.keyVariables().toArray(String[]::new));
        baseUrl = ProviderSetting.baseUrl(entry.id(), entry.baseUrl());
        placeholders = PLACEHOLDER
                .matcher(entry.baseUrl())
                .results()
                .map(found -> found.group(1))
                .map(variable -> ProviderSetting.builder(variable.toLowerCase(Locale.ROOT))
                        .variables(variable)
                        .description("part of the base URL")
                        .build())
                .toList();
    }

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return entry.id();
    }

    @Override
    public List<String> aliases() {
        return entry.aliases();
    }

    @Override
    public String description() {
        return entry.title() + ", over Chat Completions";
    }

    @Override
    public List<String> ownedModels() {
        return entry.ownedModels();
    }

    @Override
    public List<ProviderSetting> settings() {
        List<ProviderSetting> all = new ArrayList<>(List.of(key, baseUrl));
        all.addAll(placeholders);
        all.addAll(DialectSettings.WITHOUT_VARIABLES.all());
        return Network.settings(entry.id(), all);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        Secret secret =
                entry.keyOptional() ? settings.secret(key).orElse(null) : settings.requireSecret(entry.id(), key);
        ChatDialect dialect = DialectSettings.WITHOUT_VARIABLES.apply(settings, entry.id(), entry.dialect());
        return WireAdapter.builder(entry.id(), new ChatWire(dialect), DirectBackend.bearer(address(settings), secret))
                .embeddings(new ChatEmbeddings(dialect))
                .keyHint("check " + String.join(" or ", entry.keyVariables()))
                .modelRequired()
                .transport(settings)
                .build();
    }

    private String address(AdapterSettings settings) {
        String address = settings.require(entry.id(), baseUrl);
        for (ProviderSetting placeholder : placeholders) {
            String mark = "${" + placeholder.variables().get(0) + "}";
            if (address.contains(mark)) {
                address = address.replace(mark, settings.require(entry.id(), placeholder));
            }
        }
        return address;
    }
}
