package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.providers.catalog.OpenAICompatibleCatalog;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/providers.md} to what the adapters do; {@code -Dllmconnect.writeDocs=true} writes it anew. */
class ProvidersDocumentTest {
    private static final String TEXT = """
            # What each provider carries

            Found out by trying: a test sends each of these through the adapter to a stub, and looks at what arrives.

            - **yes**: sent, in the provider's own words. Whether the *model* can do it is another question, which the provider answers.
            - **no**: refused with `invalid_request` before anything is sent, since the format has no place for it.
            - **left out**: the rest is sent, and `metadata.dropped_params` of the answer names what was not.

            Nothing is left out in silence; the same test fails where it is. `mock` takes everything and sends nothing ([mock.md](mock.md)).
            Keys and addresses: [configuration.md](configuration.md).

            ## What is said

            MESSAGES
            `reasoning of another model` is reasoning this provider did not write, of which most formats take none.

            ## Tools, and the form of the answer

            TOOLS
            `failed` tells that a tool failed; where it is left out, the model still reads what the tool said.

            ## `model_params`

            Names as OpenAI has them, translated; any other name is passed on as it is. Tried with a model that reasons.

            PARAMS
            ## Answers

            ANSWERS
            `reasoning goes back`: the reasoning of an answer, with its signature, is part of the next turn, as the provider wants it.
            `cached tokens` stands for the details of usage (reasoning, cached and written tokens), as far as the format has them.

            ## The catalogue

            COUNT more providers speak OpenAI's format and are known by name. They carry what `openai-compatible` does, unless it says so
            here. `${…}` in an address is filled in from the environment.

            | id | address | key | differs |
            |---|---|---|---|
            CATALOGUE
            <!-- Made by ProvidersDocumentTest; -Dllmconnect.writeDocs=true writes it anew. -->
            """;

    @Test
    void theDocumentSaysWhatTheAdaptersDo() throws IOException {
        Path file = Path.of(System.getProperty("llmconnect.root", ".."), "docs", "providers.md");
        String text = document();
        if (Boolean.getBoolean("llmconnect.writeDocs")) {
            Files.writeString(file, text);
        }
        assertThat(file).hasContent(text);
    }

    private static String document() {
        List<LLMAdapterProvider> catalogue = new OpenAICompatibleCatalog().providers();
        return TEXT.replace("MESSAGES\n", requests(Feature.MESSAGES))
                .replace("TOOLS\n", requests(Feature.TOOLS))
                .replace("PARAMS\n", requests(Feature.PARAMS))
                .replace("ANSWERS\n", answers())
                .replace("COUNT", String.valueOf(catalogue.size()))
                .replace("CATALOGUE\n", catalogue(catalogue));
    }

    private static String requests(List<Feature> features) {
        return table(features.stream().map(Feature::name).toList(), (name, format) -> {
            try (TriedProvider provider = new TriedProvider(name, format)) {
                return features.stream()
                        .map(provider::request)
                        .map(Outcome::toString)
                        .toList();
            }
        });
    }

    private static String answers() {
        return table(
                Answered.ALL.stream().map(Answered::name).toList(),
                (name, format) -> Answered.ALL.stream()
                        .map(answered -> {
                            try (TriedProvider provider = new TriedProvider(name, format)) {
                                return answered.isTold().test(provider) ? "yes" : "no";
                            }
                        })
                        .toList());
    }

    private static String table(List<String> heads, BiFunction<String, TriedFormat, List<String>> row) {
        StringBuilder table = new StringBuilder("| | " + String.join(" | ", heads) + " |\n")
                .append("|---".repeat(heads.size() + 1))
                .append("|\n");
        TriedFormat.all()
                .forEach((name, format) -> table.append("| `" + name + "` | ")
                        .append(String.join(" | ", row.apply(name, format)))
                        .append(" |\n"));
        return table.append('\n').toString();
    }

    private static String catalogue(List<LLMAdapterProvider> providers) {
        Map<String, Outcome> usual = carried("openai-compatible");
        return providers.stream()
                .map(provider -> "| `" + provider.name() + "` | " + setting(provider, ProviderSetting.BASE_URL) + " | "
                        + setting(provider, ProviderSetting.API_KEY) + " | " + differs(provider, usual) + " |\n")
                .collect(Collectors.joining());
    }

    private static String differs(LLMAdapterProvider provider, Map<String, Outcome> usual) {
        return carried(provider.name()).entrySet().stream()
                .filter(entry -> entry.getValue() != usual.get(entry.getKey()))
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Outcome> carried(String name) {
        Map<String, Outcome> carried = new LinkedHashMap<>();
        try (TriedProvider provider = new TriedProvider(name, TriedFormat.compatible())) {
            Stream.of(Feature.MESSAGES, Feature.TOOLS, Feature.PARAMS)
                    .flatMap(List::stream)
                    .forEach(feature -> carried.put(feature.name(), provider.request(feature)));
            carried.put("reasoning goes back", provider.ownReasoning());
        }
        return carried;
    }

    private static String setting(LLMAdapterProvider provider, String name) {
        List<String> told = new ArrayList<>();
        for (ProviderSetting setting : provider.settings()) {
            if (setting.name().equals(name)) {
                boolean key = name.equals(ProviderSetting.API_KEY);
                told.addAll(key ? setting.variables() : List.of(String.valueOf(setting.defaultValue())));
            }
        }
        return told.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
}
