package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.server.LLMServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;

/** What {@code llm-connect serve} serves, on a free port of this process. */
final class Gateway implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final AdapterAssembly assembly;
    private final Telemetry telemetry;
    final LLMServer server;
    private volatile String lastRequestId = "";

    Gateway(Map<String, String> environment) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ServeCommand serve =
                new ServeCommand(new Console(environment, InputStream.nullInputStream(), nowhere, nowhere));
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs("--port", "0");
        assembly = serve.assemble();
        telemetry = new Telemetry(environment);
        server = serve.builder(assembly, telemetry).build();
        telemetry.export(server.metrics());
        server.start();
    }

    HttpResponse<String> execute(String body) throws IOException, InterruptedException {
        return post("/execute", body);
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return post(CLIENT, path, body);
    }

    HttpResponse<String> post(HttpClient client, String path, String body) throws IOException, InterruptedException {
        return client.send(posted(path, body), HttpResponse.BodyHandlers.ofString());
    }

    /** As the caller with that key. */
    HttpResponse<String> postAs(String key, String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path))
                        .header("x-api-key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As the caller with that key, with a body that may break off, which is read as it comes. */
    HttpResponse<InputStream> streamAs(String key, String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path))
                        .header("x-api-key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /** With a body that may break off, which is read as it comes. */
    HttpResponse<InputStream> stream(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(posted(path, body), HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** As the caller with that key. */
    HttpResponse<String> getAs(String key, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(uri(path)).header("x-api-key", key).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request with these headers, names and values in turn. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .headers(headers)
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    int port() {
        return server.port();
    }

    /** The id with which the last call was posted. */
    String lastRequestId() {
        return lastRequestId;
    }

    private HttpRequest posted(String path, String body) {
        lastRequestId = UUID.randomUUID().toString();
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .header("X-Request-Id", lastRequestId)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    @Override
    public void close() {
        server.close();
        telemetry.close();
        assembly.close();
    }
}
