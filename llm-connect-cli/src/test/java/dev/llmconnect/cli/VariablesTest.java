package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Variables and options that are wrong, misspelt, or set by somebody else. */
class VariablesTest {
    @Test
    void whatKubernetesSetsForAServiceIsIgnoredWithOneLine() {
        Map<String, String> environment = Map.of(
                "LLM_CONNECT_PORT", "tcp://10.96.0.17:8080",
                "LLM_CONNECT_SERVICE_HOST", "10.96.0.17",
                "LLM_CONNECT_PORT_8080_TCP_ADDR", "10.96.0.17",
                "LLM_CONNECT_PROFILE_STORE_SERVICE_PORT", "80");
        Terminal terminal = new Terminal(environment);

        try (LogLines log = new LogLines()) {
            assertThat(terminal.run("execute", "Hello")).as(terminal.err()).isZero();

            assertThat(log.list())
                    .filteredOn(line -> line.contains("LLM_CONNECT_"))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(environment.keySet()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LLM_CONNECT_PROVDER, LLM_CONNECT_PROVIDER",
        "LLM_CONNECT_MAXBODYBYTES, LLM_CONNECT_MAX_BODY_BYTES",
        "LLM_CONNECT_OPENROUTER_BASEURL, LLM_CONNECT_OPENROUTER_BASE_URL",
        "LLM_CONNECT_OPENROUTER_MAX_CONCURENT, LLM_CONNECT_OPENROUTER_MAX_CONCURRENT",
        "LLM_CONNECT_RETRY_MAX_ATEMPTS, LLM_CONNECT_RETRY_MAX_ATTEMPTS",
        "LLM_CONNECT_LOGLEVEL, LLM_CONNECT_LOG_LEVEL",
        "LLM_CONNECT_REMOTE_API_KEY_FIEL, LLM_CONNECT_REMOTE_API_KEY_FILE",
        "llm_connect_port, LLM_CONNECT_PORT",
    })
    void aMisspeltVariableIsAWarningWithAGuess(String misspelt, String meant) {
        try (LogLines log = new LogLines()) {
            assertThat(new Terminal(Map.of(misspelt, "1")).run("execute", "Hello"))
                    .isZero();

            assertThat(log.list())
                    .anySatisfy(line -> assertThat(line)
                            .contains(misspelt + " is not a variable that llm-connect reads; did you mean `" + meant
                                    + "`?"));
        }
    }

    @Test
    void noVariableThatSomethingReadsIsAWarning() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LLM_CONNECT_LOG_LEVEL", "info",
                "LLM_CONNECT_JAVA_OPTS", "-Xmx1g",
                "LLM_CONNECT_MAX_BODY_BYTES", "1000",
                "LLM_CONNECT_TEMPERATURE", "0.5",
                "LLM_CONNECT_OPENROUTER_BASE_URL", "http://127.0.0.1:1",
                "LLM_CONNECT_OPENROUTER_MAX_CONCURRENT", "5",
                "LLM_CONNECT_REMOTE_API_KEYS", "key-one-12345,key-two-12345",
                "LLM_CONNECT_RETRY_MAX_ATTEMPTS", "2",
                "LLM_CONNECT_CUSTODIAN_TRIAGE_MODEL", "m",
                "LLM_CONNECT_PROFILES_JSON", "{\"a\":{\"provider\":\"mock\"}}"));
        environment.put("LLM_CONNECT_PROFILE_A_MODEL", "mock/echo");
        environment.put("LLM_CONNECT_NOBODYS", " ");

        try (LogLines log = new LogLines()) {
            Terminal terminal = new Terminal(environment);
            assertThat(terminal.run("execute", "Hello")).as(terminal.err()).isZero();

            assertThat(log.list()).noneMatch(line -> line.contains("is not a variable"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LLM_CONNECT_PORT | http | an integer between 0 and 65535",
                "LLM_CONNECT_PORT | 70000 | an integer between 0 and 65535",
                "LLM_CONNECT_MAX_BODY_BYTES | 0 | an integer between 1 and 2147483647",
                "LLM_CONNECT_MAX_HEADER_BYTES | -1 | an integer between 1 and 2147483647",
                "LLM_CONNECT_MAX_CONCURRENT_CALLS | 0 | an integer between 1 and 2147483647",
                "LLM_CONNECT_MAX_CONNECTIONS | 10k | an integer between 1 and 2147483647",
                "LLM_CONNECT_HEADER_READ_SECONDS | 0 | an integer between 1 and 86400",
                "LLM_CONNECT_BODY_READ_SECONDS | -5 | an integer between 1 and 86400",
                "LLM_CONNECT_IDLE_SECONDS | 0 | an integer between 1 and 86400",
                "LLM_CONNECT_DRAIN_SECONDS | 9223372036854775807 | an integer between 1 and 86400",
                "LLM_CONNECT_STRICT_PROFILES | maybe | true, false, 1, 0, yes, no, on or off",
            })
    void aWrongValueIsNamedAsWhatItWasGivenIn(String variable, String value, String accepted) {
        Terminal byVariable = new Terminal(Map.of(variable, value));
        assertThat(byVariable.run("serve")).isEqualTo(2);
        assertThat(byVariable.err())
                .startsWith("llm-connect: " + variable + " must be " + accepted + ", got \"" + value + "\"\n")
                .doesNotContain("option");

        String option =
                variable.replace("LLM_CONNECT_", "--").toLowerCase(Locale.ROOT).replace('_', '-');
        Terminal byOption = new Terminal(Map.of(variable, "1"));
        assertThat(byOption.run("serve", option + "=" + value)).isEqualTo(2);
        assertThat(byOption.err())
                .startsWith("llm-connect: " + option + " must be " + accepted + ", got \"" + value + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LLM_CONNECT_TEMPERATURE=hot",
                "LLM_CONNECT_MAX_TOKENS=0",
                "LLM_CONNECT_TIMEOUT_SECONDS=0",
                "LLM_CONNECT_PARAM=seed",
                "LLM_CONNECT_JSON=2"
            })
    void theVariablesOfExecuteAreNamedToo(String assignment) {
        String variable = assignment.substring(0, assignment.indexOf('='));
        String value = assignment.substring(assignment.indexOf('=') + 1);
        Terminal terminal = new Terminal(Map.of(variable, value));

        assertThat(terminal.run("execute", "Hello")).isEqualTo(2);
        assertThat(terminal.err())
                .startsWith("llm-connect: " + variable + " must be ")
                .contains("got \"" + value + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        ",, false",
        "yes,, true",
        "1,, true",
        "OFF,, false",
        "0,, false",
        ", --json, true",
        "no, --json, true",
        "yes, --json, true",
        "yes, --json=off, false",
        "off, --json=YES, true"
    })
    void aFlagTakesEveryBooleanAndWinsOverItsVariable(String variable, String option, boolean expected) {
        CommandLine program = Main.commandLine(
                new Terminal(variable == null ? Map.of() : Map.of("LLM_CONNECT_JSON", variable)).console());
        List<String> args = option == null ? List.of("execute", "Hello") : List.of("execute", option, "Hello");

        ExecuteCommand execute = (ExecuteCommand) program.parseArgs(args.toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .userObject();

        assertThat(execute.isJson()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "yes", "TRUE", "on"})
    void aBooleanOfAPolicyTakesTheSame(String value) {
        Terminal terminal = new Terminal(Map.of("LLM_CONNECT_BUFFER_STREAM", value));

        assertThat(terminal.run("execute", "Hello")).as(terminal.err()).isZero();
    }

    @Test
    void aProviderIsFoundInAnyCase() {
        Terminal terminal = new Terminal(Map.of("LLM_CONNECT_PROVIDER", "Mock"));
        assertThat(terminal.run("execute", "Hello")).as(terminal.err()).isZero();

        Terminal router = new Terminal(Map.of());
        assertThat(router.run("execute", "--provider", "ROUTER", "--model", "Mock/mock/echo", "Hello"))
                .as(router.err())
                .isZero();
    }

    @Test
    void anUnknownLogLevelIsAWarning() {
        try (LogLines log = new LogLines()) {
            StderrLog.warnUnlessKnown("verbose");

            assertThat(log.list())
                    .anySatisfy(line -> assertThat(line)
                            .contains("LLM_CONNECT_LOG_LEVEL must be error, warn, warning, info, debug, trace, off, got"
                                    + " \"verbose\""));
        }
    }
}
