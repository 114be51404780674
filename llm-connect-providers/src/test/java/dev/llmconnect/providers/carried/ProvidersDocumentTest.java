package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.messages.PlatformBetas;
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
            # Provider features

            Which parts of a request reach each provider, and which parts of its answer reach the caller. A test sends each of them through the
            adapter to a stub provider and inspects what arrives. Base URLs and API keys are in [configuration.md](configuration.md).

            - **yes**: sent, translated to the provider's format. Whether the *model* supports it is up to the provider.
            - **dropped**: not sent; `metadata.dropped_params` of the answer names it.
            - **refused**: the call fails with `invalid_request` before anything is sent, because the format has no place for it.

            Nothing is dropped without notice; the test fails if it is. `mock` sends nothing and supports every row but `n`; what only one API format has, it drops or
            refuses like any provider ([mock.md](mock.md)), and so does every [plugin](plugins.md#3-write-the-adapter) that does not evaluate it itself.

            - [Messages](#messages)
            - [Tools and response formats](#tools-and-response-formats)
            - [Tools of other formats](#tools-of-other-formats)
            - [Betas of Claude](#betas-of-claude)
            - [Parameters](#parameters)
            - [Answers](#answers)
            - [Catalogue of OpenAI-compatible providers](#catalogue-of-openai-compatible-providers)

            ## Messages

            MESSAGES
            `reasoning of another model` is reasoning that another provider wrote; most formats do not accept it.

            ## Tools and response formats

            TOOLS
            `failed tool results`: the flag that a tool failed. Where it is dropped, the model still reads the tool's output.

            ## Tools of other formats

            Clients of a compatible API also declare tools that are no functions. A provider of the same format gets them as they were sent.

            | tool | providers of other formats |
            |---|---|
            | web search: `web_search…` of Responses and Messages, `web_search_options`, `googleSearch` | their own search, below |
            | tools that the client runs: `custom`, `local_shell`, `shell`, `apply_patch`, namespaces of Responses; `bash_…`, `text_editor_…`, `memory_…` of Messages | functions, called by their names |
            | search among deferred tools: `tool_search` of Responses, `tool_search_tool_…` of Messages | their own search, below; one that the client runs (`"execution": "client"`) is a function |
            | tools without which a model still answers: `web_fetch…`, `image_generation`, `urlContext`, … | dropped |
            | others: `mcp`, `code_interpreter`, `computer_…`, … | refused |

            | provider | web search | search among deferred tools |
            |---|---|---|
            | `openai-responses` and others of that format | `web_search`, unless domains are blocked | `tool_search`, for models from gpt-5.4 on |
            | `anthropic`, `vertex-anthropic` | `web_search_20250305` | `tool_search_tool_bm25_20251119`, for models from Claude 4.5 on |
            | `gemini`, `vertex-gemini` | `googleSearch`, unless the request has functions or names domains | dropped |
            | `openai` | `web_search_options` for models that search (`gpt-…-search-…`), otherwise dropped | dropped |
            | others | dropped | dropped |

            A search whose domains a provider cannot limit is dropped. Options that it has no place for are named as
            `tools.web_search.max_uses`. The sources of an answer are citations in every format; the steps of a web search are not told in other formats.

            Beside its own search among deferred tools, a provider gets `defer_loading` of the tools, and the steps of the search are told in the client's
            format and given back in the next turn. OpenAI's `paths` become the words that Anthropic's search looks for. Where the search is dropped, so is
            `defer_loading`, and the model gets all tools.

            ## Betas of Claude

            Vertex AI and Bedrock refuse a request with a value of `anthropic-beta` that they do not know. Such values are dropped, as
            `betas.fast-mode-2026-02-01`, and so are the fields that belong to them, unless they change the answer (`thread`, `mcp_servers`), which is
            refused. A setting of the provider, `betas` (`LLM_CONNECT_BEDROCK_BETAS`, `LLM_CONNECT_VERTEX_ANTHROPIC_BETAS`), names more values,
            separated by commas, or all with `*`.

            | platform | values |
            |---|---|
            BETAS
            ## Parameters

            `model_params` use OpenAI's names and are translated. Any other name is passed on unchanged. The table holds for reasoning models.

            PARAMS
            `n` above 1, at most 128 and with Gemini 8, asks for several answers to one prompt. Where fewer come than asked for, as from a model that
            ignores it, `dropped_params` says so: `n (1 of 3 answers came)`.

            ## Answers

            ANSWERS
            `reasoning passed back`: the reasoning of an answer, with its signature, is sent back in the next turn, as the provider requires.
            `cached tokens` stands for the details of usage (reasoning tokens, cache reads and writes), as far as the format has them.

            ## Catalogue of OpenAI-compatible providers

            COUNT more providers speak OpenAI's format and are selected by name. They support what `openai-compatible` supports, except for the
            differences listed here. `${…}` in a base URL is replaced with the value of that environment variable.

            | provider | base URL | API key | differences |
            |---|---|---|---|
            CATALOGUE
            <!-- Generated by ProvidersDocumentTest; -Dllmconnect.writeDocs=true writes it anew. -->
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
                .replace("BETAS\n", betas())
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

    private static String betas() {
        return "| `bedrock`, for Claude | " + names(PlatformBetas.BEDROCK) + " |\n| `vertex-anthropic` | "
                + names(PlatformBetas.VERTEX) + " |\n\n";
    }

    private static String names(PlatformBetas betas) {
        return betas.known().stream().map(value -> "`" + value + "`").collect(Collectors.joining(", "));
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
            carried.put("reasoning passed back", provider.ownReasoning());
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
