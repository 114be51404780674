package dev.llmconnect.cli;

import com.squareup.moshi.JsonWriter;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.cli.Main.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks one prompt and prints the answer as it comes. */
@Command(mixinStandardHelpOptions = true, description = "Runs one prompt and prints the answer as it comes.")
final class ExecuteCommand implements Runnable {
    /** The longest prompt that is read from standard input, in bytes. */
    static final int LONGEST_INPUT = 10 * 1024 * 1024;

    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT",
            description = "The prompt; without it, or with `-`, standard input")
    private @Nullable String prompt;

    @Option(names = "--system", paramLabel = "TEXT", description = "Instructions above the prompt.")
    private @Nullable String system;

    @Option(names = "--temperature", paramLabel = "NUMBER", description = "0 to 2. Default: 0.7")
    private @Nullable Double temperature;

    @Option(names = "--max-tokens", paramLabel = "COUNT", description = "The longest answer. Default: 2000")
    private @Nullable Integer maxTokens;

    @Option(names = "--timeout-seconds", paramLabel = "SECONDS", description = "For the whole call. Default: 300")
    private @Nullable Long timeoutSeconds;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "Passed to the provider as it is; a value that is JSON is passed as JSON. May be repeated.")
    private final Map<String, String> params = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the whole answer as the JSON of POST /execute, when it is complete.")
    private boolean json;

    ExecuteCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        LLMRequest.Builder request = LLMRequest.builder().config(config());
        if (system != null) {
            request.message(Message.system(system));
        }
        request.prompt(prompt == null || prompt.equals("-") ? standardInput() : prompt);
        try (AdapterAssembly assembly = new AdapterAssembly(options, console.environment())) {
            LLMAdapter adapter = assembly.adapter();
            if (json) {
                printJson(adapter.execute(request.build()));
            } else {
                printStream(adapter, request.build());
            }
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
        if (timeoutSeconds != null) {
            config.timeout(Duration.ofSeconds(timeoutSeconds));
        }
        params.forEach((name, value) -> config.modelParam(name, ParamValue.parse(value)));
        return config.build();
    }

    private String standardInput() {
        try {
            byte[] bytes = console.in().readNBytes(LONGEST_INPUT + 1);
            if (bytes.length > LONGEST_INPUT) {
                throw new LLMInvalidRequestException("the prompt is longer than " + LONGEST_INPUT + " bytes");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isEmpty()) {
                throw new LLMInvalidRequestException("the prompt is empty");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new LLMInvalidRequestException("the prompt is not UTF-8", e, ErrorDetails.none());
        } catch (IOException e) {
            throw new LLMInvalidRequestException(
                    "standard input cannot be read: " + e.getMessage(), e, ErrorDetails.none());
        }
    }

    private void printStream(LLMAdapter adapter, LLMRequest request) {
        try (LLMStream stream = adapter.stream(request)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text text) {
                    console.out().print(text.text());
                    console.out().flush();
                }
            }
            console.out().println();
            LLMResponse whole = stream.response();
            whole.refusal().ifPresent(text -> console.err().println("refused: " + text));
            whole.toolCalls().forEach(call -> console.out().println(call.name() + " " + call.argumentsJson()));
        }
    }

    private void printJson(LLMResponse response) {
        Buffer buffer = new Buffer();
        try (JsonWriter writer = JsonWriter.of(buffer)) {
            writer.setSerializeNulls(true);
            writer.jsonValue(response.toMap());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        console.out().println(buffer.readUtf8());
    }
}
