package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Main.Console;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecuteCommandTest {
    @Test
    void theArgumentAndStandardInputAreOnePrompt() {
        Terminal terminal = Terminal.with(Map.of(), "line 1\nline 2");

        assertThat(terminal.run("execute", "Summarize:")).as(terminal.err()).isZero();

        assertThat(terminal.out()).isEqualTo("Summarize:\n\nline 1\nline 2\n");
    }

    @ParameterizedTest
    @CsvSource({
        "-, from input, from input",
        ", from input, from input",
        "from argument, '', from argument",
        "from argument, ' \n', from argument"
    })
    void eitherOfThemIsAPromptAlone(String argument, String input, String prompt) {
        Terminal terminal = Terminal.with(Map.of(), input);

        int exitCode = argument == null ? terminal.run("execute") : terminal.run("execute", argument);

        assertThat(exitCode).as(terminal.err()).isZero();
        assertThat(terminal.out()).isEqualTo(prompt + "\n");
    }

    @Test
    void aTerminalIsNotReadWhenThereIsAnArgument() {
        InputStream typed =
                new StandardInput.Terminal(new ByteArrayInputStream("typed".getBytes(StandardCharsets.UTF_8)));
        Terminal terminal = new Terminal(Map.of(), typed);

        assertThat(terminal.run("execute", "Hello")).isZero();

        assertThat(terminal.out()).isEqualTo("Hello\n");
    }

    @Test
    void noPromptAtAllIsRefused() {
        Terminal terminal = new Terminal(Map.of());

        assertThat(terminal.run("execute")).isEqualTo(2);
        assertThat(terminal.err()).contains("invalid_request: the prompt is empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "execute --json --provider nobody Hello | 3 | configuration_error | LLMConfigurationError | unknown"
                        + " provider `nobody`",
                "execute --json --model mock/error-429 Hello | 5 | provider_rate_limited | LLMRateLimitError | 429",
                "execute --json --model mock/error-401 Hello | 4 | provider_api_error | LLMAPIError | 401",
                "execute --json --model mock/error-500 Hello | 6 | provider_api_error | LLMAPIError | 500",
                "execute --json --model mock/timeout --timeout-seconds 1 Hello | 7 | provider_timeout |"
                        + " LLMTimeoutError | ",
                "execute --json --temperature 3 Hello | 2 | invalid_request | InvalidRequestError | --temperature must"
                        + " be",
                "execute --json | 2 | invalid_request | InvalidRequestError | the prompt is empty",
                "execute --json --nonsense Hello | 2 | invalid_request | InvalidRequestError | --nonsense",
            })
    void withJsonAnErrorIsTheErrorJsonOfTheContractOnStandardOutput(
            String command, int exitCode, String error, String type, String message) {
        Terminal terminal = new Terminal(Map.of("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "1"));

        assertThat(terminal.run(command.split(" "))).isEqualTo(exitCode);

        assertThat(terminal.out())
                .startsWith("{\"error\":\"" + error + "\",\"message\":\"")
                .contains("\"type\":\"" + type + "\"")
                .contains(message == null ? "" : message)
                .endsWith("}\n");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void theVariableAsksForJsonToo() {
        Terminal terminal = new Terminal(Map.of("LLM_CONNECT_JSON", "on", "LLM_CONNECT_MAX_TOKENS", "none"));

        assertThat(terminal.run("execute", "Hello")).isEqualTo(2);
        assertThat(terminal.out())
                .startsWith("{\"error\":\"invalid_request\",\"message\":\"LLM_CONNECT_MAX_TOKENS must be ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"finish_reason\":\"length\",\"message\":{\"content\":\"Half\"} | Half | the answer is incomplete: it"
                        + " reached the token limit",
                "\"finish_reason\":\"content_filter\",\"message\":{\"content\":\"Half\"} | Half | content filter",
                "\"finish_reason\":\"stop\",\"message\":{\"content\":\"\",\"refusal\":\"I will not\"} | '' | the model"
                        + " refused: I will not",
            })
    void anIncompleteAnswerIsToldOnStandardErrorAndByTheExitCode(String choice, String content, String told)
            throws IOException {
        for (boolean json : new boolean[] {false, true}) {
            try (MockWebServer provider = new MockWebServer()) {
                provider.start();
                provider.enqueue(new MockResponse.Builder()
                        .addHeader("Content-Type", "application/json")
                        .body("{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0," + choice + "}]}")
                        .build());
                Terminal terminal = new Terminal(openRouter(provider));

                assertThat(terminal.run("execute", "--json=" + json, "--provider", "openrouter", "Hello"))
                        .as(terminal.err())
                        .isEqualTo(9);

                assertThat(terminal.err())
                        .startsWith("llm-connect: ")
                        .contains(told)
                        .hasLineCount(1);
                assertThat(terminal.out()).contains(json ? "\"content\":\"" + content + "\"" : content);
            }
        }
    }

    @Test
    void aReaderThatHasGoneEndsTheCallUpstream() throws Exception {
        try (MockWebServer provider = new MockWebServer()) {
            provider.start();
            provider.enqueue(new MockResponse.Builder()
                    .addHeader("Content-Type", "text/event-stream")
                    .body(endless(1000))
                    .throttleBody(200, 100, TimeUnit.MILLISECONDS)
                    .build());
            StringWriter err = new StringWriter();
            PrintWriter closed = new PrintWriter(new Failing(10), true, StandardCharsets.UTF_8);
            Console console = new Console(
                    openRouter(provider), InputStream.nullInputStream(), closed, new PrintWriter(err, true));

            // Of a stream that lasts ten minutes.
            assertThat(Main.run(console, "execute", "--provider", "openrouter", "Hello"))
                    .isEqualTo(1);

            assertThat(err.toString()).contains("cannot write to standard output");
        }
    }

    @ParameterizedTest
    @CsvSource({"execute Hello", "execute --json Hello", "providers", "profiles", "execute --help", "--version"})
    void outputThatCannotBeWrittenIsAFailure(String command) {
        StringWriter err = new StringWriter();
        PrintWriter full = new PrintWriter(new Failing(0), true, StandardCharsets.UTF_8);

        int exitCode = Main.run(
                new Console(Map.of(), InputStream.nullInputStream(), full, new PrintWriter(err, true)),
                command.split(" "));

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString()).contains("cannot write to standard output");
    }

    @Test
    void aKeyWhoseEntryCannotBeWrittenIsNotShown() {
        StringWriter err = new StringWriter();
        PrintWriter full = new PrintWriter(new Failing(20), true, StandardCharsets.UTF_8);

        int exitCode = Main.run(
                new Console(Map.of(), InputStream.nullInputStream(), full, new PrintWriter(err, true)),
                "new-key",
                "team");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "llm-connect: cannot write to standard output: its reader has closed it, or the disk is full\n");
    }

    @Test
    void aKeyIsShownOnceItsEntryIsWritten() {
        Terminal terminal = new Terminal(Map.of());

        assertThat(terminal.run("new-key", "team")).isZero();

        assertThat(terminal.out()).startsWith("team:").hasLineCount(1);
        assertThat(terminal.err())
                .startsWith("The key of team (shown only once): ")
                .hasLineCount(1);
    }

    private static Map<String, String> openRouter(MockWebServer provider) {
        return Map.of(
                "OPENROUTER_API_KEY",
                "no-key-of-anybody",
                "LLM_CONNECT_OPENROUTER_BASE_URL",
                provider.url("/v1").toString());
    }

    private static String endless(int events) {
        return ("data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"More and more."
                        + " \"}}]}\n\n")
                .repeat(events);
    }

    /** A stream that can be written up to some byte. */
    private static final class Failing extends OutputStream {
        private int room;

        Failing(int room) {
            this.room = room;
        }

        @Override
        public void write(int octet) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    }
}
