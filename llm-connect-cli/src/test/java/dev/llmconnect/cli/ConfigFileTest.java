package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonWriter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okio.Buffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration file of {@code --config}. */
class ConfigFileTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Path SCHEMA = ROOT.resolve("docs/llm-connect.schema.json");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Terminal terminal = new Terminal(environment);

    @BeforeEach
    void setUp() {
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
    }

    private int run(String... arguments) {
        terminal = new Terminal(environment);
        return terminal.run(arguments);
    }

    private String file(String json) throws IOException {
        return Files.writeString(folder.resolve("llm-connect.json"), json).toString();
    }

    /** Runs a command with a file of this text. */
    private int with(String json, String... arguments) throws IOException {
        return run(Stream.concat(Stream.of(arguments), Stream.of("--config", file(json)))
                .toArray(String[]::new));
    }

    private JsonNode row(String name) {
        for (JsonNode row : Json.read(terminal.out()).items()) {
            if (row.textOrEmpty("name").equals(name)) {
                return row;
            }
        }
        throw new AssertionError(name + " is not in " + terminal.out());
    }

    @Test
    void anOptionWinsOverAVariableOverTheFileOverTheDefault() throws IOException {
        String json = "{\"provider\":\"mock\",\"model\":\"mock/json\",\"max_tokens\":7}";

        assertThat(with(json, "execute", "--json", "Hi")).as(terminal.err()).isZero();
        assertThat(Json.read(terminal.out()).textOrEmpty("model")).isEqualTo("mock/json");

        environment.put("LLM_CONNECT_MODEL", "mock/echo");
        with(json, "execute", "--json", "Hi");
        assertThat(Json.read(terminal.out()).textOrEmpty("model")).isEqualTo("mock/echo");

        with(json, "execute", "--json", "--model=mock/reasoning", "Hi");
        assertThat(Json.read(terminal.out()).textOrEmpty("model")).isEqualTo("mock/reasoning");

        environment.put("LLM_CONNECT_MODEL", " ");
        with(json, "execute", "--json", "Hi");
        assertThat(Json.read(terminal.out()).textOrEmpty("model"))
                .as("a blank variable counts as unset")
                .isEqualTo("mock/json");
    }

    @Test
    void theOptionMayStandBeforeTheCommandAndAVariableMayNameTheFile() throws IOException {
        String file = file("{\"model\":\"mock/json\"}");

        assertThat(run("--config=" + file, "execute", "--json", "Hi"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("mock/json");

        environment.put("LLM_CONNECT_CONFIG", file);
        assertThat(run("execute", "--json", "Hi")).isZero();
        assertThat(terminal.out()).contains("mock/json");
        assertThat(run("execute", "--json", "--", "--config")).isZero();
    }

    @Test
    void showTellsEachValueWithItsSourceAndNoSecret() throws IOException {
        environment.put("MY_KEY", "sk-of-the-test-1234567890");
        environment.put("LLM_CONNECT_PORT", "9000");
        environment.put("DB_PASSWORD", "hunter2hunter2");
        String keyFile = Files.writeString(folder.resolve("key"), "sk-from-a-file-1234567890\n")
                .toString();
        String json = """
                {
                  "host": "127.0.0.2",
                  "port": 8081,
                  "strict_profiles": true,
                  "allowed_hosts": ["a.example", "b.example"],
                  "retry_max_attempts": 2,
                  "database": "postgresql://u:${DB_PASSWORD}@127.0.0.1:1/d",
                  "providers": {"openai": {"api_key": "${MY_KEY}", "base_url": "http://127.0.0.1:1/v1", "max_concurrent": 3},
                                "anthropic": {"api_keys": "${file:%s}"}},
                  "environment": {"AWS_REGION": "eu-central-1", "AWS_SECRET_ACCESS_KEY": "${MY_KEY}"},
                  "profiles": {"mine": {"provider": "openai", "model": "gpt-4o"}}
                }
                """.formatted(keyFile);

        assertThat(with(json, "config", "show", "--json")).as(terminal.err()).isZero();

        String file = folder.resolve("llm-connect.json").toString();
        assertThat(row("--host").textOrEmpty("value")).isEqualTo("127.0.0.2");
        assertThat(row("--host").textOrEmpty("source")).isEqualTo(file + ", line 2, column 3");
        assertThat(row("--port").textOrEmpty("value")).isEqualTo("9000");
        assertThat(row("--port").textOrEmpty("source")).isEqualTo("LLM_CONNECT_PORT");
        assertThat(row("--strict-profiles").textOrEmpty("value")).isEqualTo("true");
        assertThat(row("--allowed-hosts").textOrEmpty("value")).isEqualTo("[a.example, b.example]");
        assertThat(row("--idle-seconds").textOrEmpty("source")).isEqualTo("default");
        assertThat(row("LLM_CONNECT_RETRY_MAX_ATTEMPTS").textOrEmpty("source")).isEqualTo(file + ", line 6, column 3");
        assertThat(row("OPENAI_API_KEY").textOrEmpty("value")).isEqualTo("(set)");
        assertThat(row("OPENAI_API_KEY").textOrEmpty("source")).isEqualTo(file + ", line 8, column 28");
        assertThat(row("LLM_CONNECT_OPENAI_MAX_CONCURRENT").textOrEmpty("value"))
                .isEqualTo("3");
        assertThat(row("AWS_SECRET_ACCESS_KEY").textOrEmpty("value")).isEqualTo("(set)");
        assertThat(row("profiles").textOrEmpty("source")).contains("line 11");
        assertThat(terminal.out() + terminal.err())
                .doesNotContain("sk-of-the-test", "sk-from-a-file", "hunter2", "key-one");

        assertThat(with(json, "config", "show")).isZero();
        assertThat(terminal.out()).contains("--host").contains("127.0.0.2").doesNotContain("sk-of", "hunter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'prt': 1} | , line 1, column 2: unknown setting `prt`; did you mean `port`?",
                "{'max-body-bytes': 1} | did you mean `max_body_bytes`?",
                "{'profile': {}} | unknown setting `profile`; did you mean `profiles`?",
                "{'providers': {'opnai': {}}} | , line 1, column 16: unknown setting `providers.opnai`; did you mean `openai`?",
                "{'providers': {'openai': {'api_kye': '${HOME}'}}} | unknown setting `providers.openai.api_kye`; did you mean `api_key`?",
                "{'environment': {'LLM_CONNECT_PORT': 1}} | unknown setting `environment.LLM_CONNECT_PORT`; accepted here: OTEL_*",
                "{'config': 'x'} | unknown setting `config`",
                "{'java_opts': 'x'} | unknown setting `java_opts`",
                "{'port': 1, 'port': 2} | , line 1, column 13: `port` is set twice",
                "{'port': {}} | `port` must be a string, a number, a boolean or a list of these",
                "{'providers': []} | `providers` must be an object",
                "{'port': 1 | not valid JSON",
                "{'port': 1} x | not valid JSON",
                "[] | must hold a JSON object",
                "{'admin_key': 'a-literal-secret-key'} | `admin_key` must be a reference such as ${NAME}",
                "{'providers': {'openai': {'api_key': 'my-own-key-1'}}} | `providers.openai.api_key` must be a reference",
                "{'providers': {'openai': {'api_key': 'x${HOME}'}}} | `providers.openai.api_key` must be a reference",
                "{'environment': {'AWS_SECRET_ACCESS_KEY': 'abc'}} | must be a reference",
                "{'environment': {'OTEL_EXPORTER_OTLP_HEADERS': 'a=b'}} | must be a reference",
                "{'database': 'postgresql://u:secret-word@h/d'} | `database` holds a credential",
                "{'model': 'sk-abcdefghijklmnopqrstuvwxyz123456'} | `model` holds a credential",
                "{'admin_key': '${NO_SUCH_VARIABLE}'} | `admin_key`: the variable NO_SUCH_VARIABLE of ${NO_SUCH_VARIABLE} is not set",
                "{'admin_key': '${file:/no/such/file}'} | ${file:/no/such/file}: the file /no/such/file does not exist",
            })
    void aWrongNameOrValueIsRefusedWithItsPlace(String json, String message) throws IOException {
        assertThat(with(json.replace('\'', '"'), "config", "check")).isEqualTo(3);

        assertThat(terminal.err())
                .startsWith("llm-connect: configuration_error: " + folder.resolve("llm-connect.json"))
                .contains(message)
                .doesNotContain("secret-word", "my-own-key", "sk-abc", "a-literal");
        assertThat(terminal.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'port': 'http'} | 2 | llm-connect: FILE, line 1, column 2: `port` must be an integer between 0 and 65535, got \"http\"",
                "{'strict_profiles': 'maybe'} | 2 | FILE, line 1, column 2: `strict_profiles` must be true, false",
                "{'retry_max_attempts': 0} | 3 | (FILE, line 1, column 2: `retry_max_attempts`)",
                "{'provider': 'opnai'} | 3 | opnai",
                "{'tls_cert': '/no/such/cert'} | 3 | (FILE, line 1, column 2: `tls_cert`)",
                "{'profiles': {'a': {'provider': 'mock', 'temperature': 'hot'}}} | 3 | invalid profile `a` (profiles of the configuration file)",
                "{'profiles': {'a': {'providr': 'mock'}}} | 3 | did you mean `provider`?",
            })
    void checkFindsWhatAServerWouldRefuse(String json, int exitCode, String message) throws IOException {
        assertThat(with(json.replace('\'', '"'), "config", "check"))
                .as(terminal.err())
                .isEqualTo(exitCode);

        assertThat(terminal.err())
                .contains(message.replace(
                        "FILE", folder.resolve("llm-connect.json").toString()))
                .doesNotContain("\tat ");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aGoodFileIsValidAndOneThatIsNotThereIsNot() throws IOException {
        assertThat(with("{\"$schema\":\"x\",\"port\":0,\"model\":null,\"host\":\"$${a}\"}", "profiles"))
                .as(terminal.err())
                .isZero();
        assertThat(with("{\"port\":0,\"tls_key\":null}", "config", "check"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).isEqualTo(folder.resolve("llm-connect.json") + " is valid\n");
        assertThat(run("config", "check")).isZero();
        assertThat(terminal.out()).isEqualTo("the configuration is valid\n");

        assertThat(run("config", "check", "--config", folder + "/none")).isEqualTo(3);
        assertThat(terminal.err()).contains("the configuration file " + folder + "/none does not exist");
    }

    @Test
    void profilesOfTheFileAreBelowThoseOfVariables() throws IOException {
        environment.put("LLM_CONNECT_PROFILES_JSON", "{\"mine\":{\"max_tokens\":9}}");
        environment.put("LLM_CONNECT_PROFILE_MINE_TEMPERATURE", "0.5");

        assertThat(with(
                        "{\"profiles\":{\"mine\":{\"provider\":\"mock\",\"model\":\"mock/echo\",\"max_tokens\":3,\"temperature\":1}}}",
                        "profiles"))
                .as(terminal.err())
                .isZero();

        assertThat(terminal.out())
                .contains("mine")
                .containsPattern("max_tokens\\s+9\\s+.*LLM_CONNECT_PROFILES_JSON")
                .containsPattern("temperature\\s+0.5\\s+.*LLM_CONNECT_PROFILE_MINE_TEMPERATURE")
                .containsPattern("mock/echo\\s+.*configuration file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPENAI_API_KEY", "OPENAI_API_KEYS", "OPENAI_API_KEY_FILE"})
    void anyFormOfAVariableWinsOverTheKeyOfTheFile(String variable) throws IOException {
        environment.put("OTHER", "key-of-the-file-123");
        environment.put(variable, variable.endsWith("FILE") ? file("unused") : "key-of-the-variable-1");

        ConfigFile config =
                ConfigFile.of(environment, "--config", file("{\"providers\":{\"openai\":{\"api_key\":\"${OTHER}\"}}}"));

        assertThat(config.variables()).isEmpty();
        environment.remove(variable);
        config = ConfigFile.of(
                environment, "--config", folder.resolve("llm-connect.json").toString());
        assertThat(config.applyTo(environment)).containsEntry("OPENAI_API_KEY", "key-of-the-file-123");
    }

    @Test
    void theSchemaInTheRepositoryIsTheOneOfTheCode() throws IOException {
        String schema = indented(ConfigSchema.document(LLMAdapters.installed()));
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(SCHEMA, schema);
        }

        assertThat(Files.readString(SCHEMA))
                .as("docs/llm-connect.schema.json is stale; -Dllmconnect.writeDocs writes it anew")
                .isEqualTo(schema);
    }

    @Test
    void everyOptionAndVariableHasAPropertyOfTheSchema() throws IOException {
        Map<?, ?> properties =
                (Map<?, ?>) ((Map<?, ?>) Json.read(Files.readString(SCHEMA)).raw()).get("properties");

        assertThat(Main.allCommands(Main.commandLine(terminal.console())).values().stream()
                        .flatMap(command -> command.getCommandSpec().options().stream())
                        .filter(option ->
                                EnvironmentDefaults.hasVariable(option) && !EnvironmentDefaults.isConfig(option))
                        .map(option -> option.longestName().substring(2).replace('-', '_')))
                .hasSizeGreaterThan(60)
                .allSatisfy(name ->
                        assertThat(properties.containsKey(name)).as(name).isTrue());
        assertThat(properties.keySet())
                .asString()
                .contains("log_format", "retry_max_attempts", "profiles", "providers");
        Map<?, ?> port = (Map<?, ?>) properties.get("port");
        assertThat(JsonSchemaCheck.problems(-1L, withoutDescription(port))).isNotEmpty();
        assertThat(port.get("maximum")).isEqualTo(65_535L);
        assertThat(port.get("type")).isEqualTo(List.of("integer", "string"));
    }

    private static String indented(Object tree) throws IOException {
        Buffer text = new Buffer();
        try (JsonWriter writer = JsonWriter.of(text)) {
            writer.setIndent("  ");
            writer.jsonValue(tree);
        }
        return text.readUtf8() + "\n";
    }

    private static Map<?, ?> withoutDescription(Map<?, ?> schema) {
        Map<Object, Object> bare = new HashMap<>(schema);
        bare.remove("description");
        return bare;
    }
}
