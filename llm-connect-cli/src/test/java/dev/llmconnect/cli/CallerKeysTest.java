package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.LLMServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Keys of callers, from the command that makes them to the server that knows them. */
class CallerKeysTest {
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private CommandLine commandLine() {
        return Main.commandLine(new Console(
                environment, InputStream.nullInputStream(), new PrintWriter(out, true), new PrintWriter(err, true)));
    }

    /** The status of a call of a server with these options, with that key. */
    private int status(String key, String... options) throws Exception {
        CommandLine root = commandLine();
        root.parseArgs(Stream.concat(Stream.of("serve"), Stream.of(options)).toArray(String[]::new));
        ServeCommand command = root.getSubcommands().get("serve").getCommand();
        try (AdapterAssembly assembly = command.assemble();
                LLMServer server = command.server(assembly)) {
            server.start();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                    .header("Authorization", "Bearer " + key)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Hi\"}"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void theCommandMakesAKeyThatTheServerKnowsByTheEntryInItsFile() throws Exception {
        assertThat(commandLine().execute("new-key", "billing")).isZero();
        String key = err.toString().strip().replaceFirst(".*: ", "");
        Path file = Files.writeString(folder.resolve("keys"), out.toString());

        assertThat(out.toString()).startsWith("billing:").doesNotContain(key);
        assertThat(status(key, "--port=0", "--api-keys-file=" + file)).isEqualTo(200);
        assertThat(status("llmc-other", "--port=0", "--api-keys-file=" + file)).isEqualTo(401);
    }

    @Test
    void entriesMayComeAsAVariableBesideTheFile() throws Exception {
        ApiKeys.NewKey inline = ApiKeys.generate("inline");
        ApiKeys.NewKey filed = ApiKeys.generate("filed");
        environment.put("LLM_CONNECT_API_KEYS", inline.entry());
        environment.put(
                "LLM_CONNECT_API_KEYS_FILE",
                Files.writeString(folder.resolve("keys"), filed.entry()).toString());

        assertThat(List.of(status(inline.key(), "--port=0"), status(filed.key(), "--port=0"), status("no", "--port=0")))
                .containsExactly(200, 200, 401);
    }

    @Test
    void aListWithoutCallersDoesNotOpenTheServer() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "# nobody yet\n");

        assertThat(commandLine().execute("serve", "--port=0", "--api-keys-file=" + file))
                .isEqualTo(3);
        assertThat(err.toString()).contains("names no caller");
        assertThat(commandLine().execute("serve", "--port=0", "--api-keys-file=" + folder.resolve("none")))
                .isEqualTo(3);
        assertThat(commandLine().execute("new-key", "a:b")).isEqualTo(3);
    }

    @Test
    void aCallersKeyNeverReachesAProvider() throws Exception {
        ApiKeys.NewKey key = ApiKeys.generate("billing");
        environment.put("LLM_CONNECT_API_KEYS", key.entry());
        environment.put("OPENAI_API_KEY", "sk-the-servers-own-key");
        try (MockWebServer openai = new MockWebServer()) {
            openai.enqueue(new MockResponse.Builder()
                    .body(
                            "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}")
                    .build());
            openai.start();
            environment.put("LLM_CONNECT_OPENAI_BASE_URL", openai.url("/v1").toString());

            assertThat(status(key.key(), "--port=0", "--provider=openai")).isEqualTo(200);
            var headers = openai.takeRequest().getHeaders();
            assertThat(headers.get("Authorization")).isEqualTo("Bearer sk-the-servers-own-key");
            assertThat(headers.values("x-api-key")).isEmpty();
        }
    }
}
