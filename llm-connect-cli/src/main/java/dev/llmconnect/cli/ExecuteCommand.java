package dev.llmconnect.cli;

import dev.llmconnect.Choice;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LedgerConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one prompt and prints the answer. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Runs one prompt and streams the answer to stdout. Exit code 9: the answer is incomplete, because"
                + " it reached the token limit, was filtered, or the model refused.")
final class ExecuteCommand implements Callable<Integer> {
    /** The answer is there, but it was cut, filtered or refused. */
    static final int INCOMPLETE = 9;

    private static final String JSON = "--json";

    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    @Mixin
    private final StoreOptions store = new StoreOptions();

    @Mixin
    private final PriceOptions prices = new PriceOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "The prompt. Standard input, unless it is a terminal, is appended after a blank line;"
                    + " without PROMPT, or with `-`, standard input is the prompt.")
    private @Nullable String prompt;

    @Option(names = "--system", paramLabel = "TEXT", description = "System message. Default: none")
    private @Nullable String system;

    @Option(
            names = "--temperature",
            paramLabel = "NUMBER",
            converter = OptionValue.Temperature.class,
            description = "Sampling temperature, 0 to 2. Default: 0.7")
    private @Nullable Double temperature;

    @Option(
            names = "--max-tokens",
            paramLabel = "COUNT",
            converter = OptionValue.Count.class,
            description = "Maximum number of tokens in the answer. Default: 2000")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--timeout-seconds",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Timeout of the whole call, retries and fallbacks included. Default: 300")
    private @Nullable Duration timeout;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "Parameter passed to the provider unchanged; a JSON value is passed as JSON."
                    + " Can be repeated. Default: none")
    private final Map<String, String> params = new LinkedHashMap<>();

    @Option(
            names = JSON,
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Print the JSON of POST /execute when the answer is complete, or the error JSON. Default: no")
    private boolean json;

    ExecuteCommand(Console console) {
        this.console = console;
    }

    boolean isJson() {
        return json;
    }

    /** Whether {@code --json} is set, for errors that come before the arguments have been parsed. */
    static boolean wantsJson(String[] args, Map<String, String> environment) {
        for (String arg : args) {
            if (arg.equals(JSON)) {
                return true;
            }
            if (arg.startsWith(JSON + "=")) {
                return BooleanText.parse(arg.substring(JSON.length() + 1)).orElse(false);
            }
        }
        return BooleanText.parse(environment.getOrDefault(EnvironmentDefaults.PREFIX + "JSON", ""))
                .orElse(false);
    }

    @Override
    public Integer call() {
        LLMRequest.Builder builder = LLMRequest.builder().config(config());
        if (system != null) {
            builder.message(Message.system(system));
        }
        LLMRequest request =
                builder.prompt(PromptInput.read(prompt, console.in())).build();
        try (AdapterAssembly assembly = assemble()) {
            LLMResponse response =
                    json ? printJson(assembly.adapter(), request) : printStream(assembly.adapter(), request);
            return reportIncomplete(response);
        }
    }

    /** Its usage is written when the answer has been printed; nobody's budget counts. */
    private AdapterAssembly assemble() {
        Ledger ledger = Ledger.open(LedgerConfig.builder()
                .store(store.forServer(console.environment()))
                .prices(prices.prices())
                .build());
        try {
            return new AdapterAssembly(options, console.environment(), ledger);
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private RunConfig config() {
        RunConfig.Builder config = RunConfig.builder();
        if (temperature != null) {
            config.temperature(temperature);
        }
        if (maxTokens != null) {
            config.maxTokens(maxTokens);
        }
        if (timeout != null) {
            config.timeout(timeout);
        }
        params.forEach((name, value) -> config.modelParam(name, ParamValue.parse(value)));
        return config.build();
    }

    /** Closing the stream ends the call also if its text can no longer be written. */
    private LLMResponse printStream(LLMAdapter adapter, LLMRequest request) {
        try (LLMStream stream = adapter.stream(request)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text text) {
                    console.out().print(text.text());
                    OutputException.check(console.out());
                }
            }
            console.out().println();
            LLMResponse whole = stream.response();
            printCalls(whole.toolCalls());
            for (Choice other : whole.alternatives()) {
                console.out().println();
                console.out().println(other.content());
                printCalls(other.toolCalls());
            }
            return whole;
        }
    }

    private void printCalls(List<ToolCall> calls) {
        calls.forEach(call -> console.out().println(call.name() + " " + call.argumentsJson()));
    }

    private LLMResponse printJson(LLMAdapter adapter, LLMRequest request) {
        LLMResponse response = adapter.execute(request);
        console.out().println(JsonOutput.of(response.toMap()));
        return response;
    }

    private int reportIncomplete(LLMResponse response) {
        if (response.refusal().isPresent()) {
            return report(INCOMPLETE, "the model refused: " + response.refusal().get());
        }
        FinishReason finish = response.finishReason();
        if (finish.equals(FinishReason.LENGTH)) {
            return report(INCOMPLETE, "the answer is incomplete: it reached the token limit (length)");
        }
        if (finish.equals(FinishReason.CONTENT_FILTER)) {
            return report(
                    INCOMPLETE, "the answer is incomplete: the provider's content filter stopped it (content_filter)");
        }
        return finish.equals(FinishReason.ERROR)
                ? report(ErrorCode.PROVIDER_API_ERROR.exitCode(), "the provider ended the answer with an error")
                : 0;
    }

    private int report(int exitCode, String what) {
        console.err().println("llm-connect: " + what);
        return exitCode;
    }
}
