package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageRow;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Output that cannot be written is a failure of every command; the commands are found in the program. */
@Timeout(60)
class UnwritableOutputTest {
    /** What makes each command write something; a new command has to enter here. */
    private static final Map<String, String> ARGUMENTS = new LinkedHashMap<>();

    static {
        ARGUMENTS.put("serve", "--port 0");
        ARGUMENTS.put("execute", "Hi");
        ARGUMENTS.put("providers", "");
        ARGUMENTS.put("profiles", "");
        ARGUMENTS.put("new-key", "alice");
        ARGUMENTS.put("keys new", "alice --api-keys-file callers.json");
        ARGUMENTS.put("keys list", "--api-keys-file listed.json");
        ARGUMENTS.put("keys rotate", "bob --api-keys-file listed.json");
        ARGUMENTS.put("prices", "openai/gpt-4o");
        ARGUMENTS.put("usage", "");
        ARGUMENTS.put("config check", "");
        ARGUMENTS.put("config show", "");
        ARGUMENTS.put("doctor", "");
        ARGUMENTS.put("top", "--once --url URL");
    }

    /** These write nothing to standard output. */
    private static final List<String> SILENT = List.of("keys", "keys revoke", "config", "warmup");

    @TempDir
    Path folder;

    /** Answers each question of a command about a server with nothing. */
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().body("{}").build();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<String> commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine root = Main.commandLine(new Console(Map.of(), InputStream.nullInputStream(), nowhere, nowhere));
        return Main.allCommands(root).keySet().stream();
    }

    private int run(OutputStream out, StringWriter err, List<String> arguments) {
        Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.toString());
        return Main.run(
                new Console(
                        environment,
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true, StandardCharsets.UTF_8),
                        new PrintWriter(err, true)),
                arguments.toArray(String[]::new));
    }

    private List<String> arguments(String command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        for (String argument : ARGUMENTS.get(command).split(" ", -1)) {
            arguments.add(
                    argument.endsWith(".json")
                            ? folder.resolve(argument).toString()
                            : argument.equals("URL") ? server.url("/").toString() : argument);
        }
        arguments.removeIf(String::isEmpty);
        run(
                OutputStream.nullOutputStream(),
                new StringWriter(),
                List.of(
                        "keys",
                        "new",
                        "bob",
                        "--api-keys-file",
                        folder.resolve("listed.json").toString()));
        Path accounts = Files.createDirectories(folder.resolve("llm-connect")).resolve(StoreOptions.FILE);
        try (SqliteStore store = SqliteStore.open(accounts)) {
            store.write(LedgerBatch.of(
                    List.of(UsageRow.builder(Instant.now(), "1")
                            .provider("openai")
                            .model("gpt-4o", "gpt-4o")
                            .usage(Usage.of(1, 1), false)
                            .cost(Cost.of(new BigDecimal("0.000000001"), Cost.Source.BUNDLED))
                            .build()),
                    List.of()));
        }
        return arguments;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aFullDiskIsAFailureOfEveryCommand(String command) throws IOException {
        if (SILENT.contains(command)) {
            assertThat(ARGUMENTS).doesNotContainKey(command);
            return;
        }
        assertThat(ARGUMENTS)
                .as("the arguments with which each command writes something")
                .containsKey(command);
        StringWriter err = new StringWriter();
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(run(full, err, arguments(command))).as(err.toString()).isEqualTo(OutputException.EXIT_CODE);
        }
        assertThat(err.toString()).contains("cannot write to standard output").doesNotContain("\tat ", "shown only");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void soIsItForTheHelpOfEveryCommand(String command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.add("--help");
        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(run(full, new StringWriter(), arguments)).isEqualTo(OutputException.EXIT_CODE);
        }
    }

    @Test
    void aKeyIsShownOnlyOnceItIsStored() throws IOException {
        for (String command : List.of("keys new alice", "keys rotate bob")) {
            List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
            Path noFolder = Files.writeString(folder.resolve("file"), "");
            arguments.addAll(
                    List.of("--api-keys-file", noFolder.resolve("callers.json").toString()));
            StringWriter err = new StringWriter();
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            assertThat(run(out, err, arguments)).as(command).isNotZero();
            assertThat(out.toString(StandardCharsets.UTF_8) + err).doesNotContain("llmc-");
        }
    }
}
