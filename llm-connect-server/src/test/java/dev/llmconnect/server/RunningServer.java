package dev.llmconnect.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server in front of a {@link FakeAdapter}, for one test class; real HTTP on a free port. */
final class RunningServer implements BeforeEachCallback, AfterAllCallback {
    final FakeAdapter adapter = new FakeAdapter();
    private final ServerLimits limits;
    private final ApiKeys apiKeys;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private LLMServer server;

    RunningServer() {
        this(ServerLimits.defaults());
    }

    RunningServer(ServerLimits limits) {
        this(limits, ApiKeys.NONE);
    }

    RunningServer(ServerLimits limits, ApiKeys apiKeys) {
        this.limits = limits;
        this.apiKeys = apiKeys;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Leaks.watch();
        adapter.reset();
        if (server == null) {
            server = LLMServer.builder(adapter)
                    .port(0)
                    .limits(limits)
                    .apiKeys(apiKeys)
                    .build();
            server.start();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server != null) {
            server.close();
        }
        Leaks.assertNone();
    }

    LLMServer server() {
        return server;
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> how) {
        HttpRequest request = how.apply(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer from " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(path, request -> request);
    }

    HttpResponse<String> execute(String body) {
        return send("/execute", request -> request.POST(BodyPublishers.ofString(body)));
    }

    /** A socket to write and read bytes on. */
    RawClient raw() {
        return new RawClient(port());
    }
}
