package dev.llmconnect.providers.gemini;

import dev.llmconnect.formats.gemini.ModelPath;
import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.providers.google.VertexEndpoint;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;

/** Gemini in a project and a location of Vertex AI. Thread-safe. */
final class VertexGemini implements Backend {
    private static final String PUBLISHER = "google";

    private final VertexEndpoint endpoint;

    VertexGemini(VertexEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The wire's path below the project's address. */
    @Override
    public String url(ProviderCall call, String path) {
        return endpoint.url(PUBLISHER, ModelPath.name(call.model()), ModelPath.method(call)) + ModelPath.query(call);
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        endpoint.authorize(http, call.request());
    }

    @Override
    public String toString() {
        return "VertexGemini[" + endpoint + "]";
    }
}
