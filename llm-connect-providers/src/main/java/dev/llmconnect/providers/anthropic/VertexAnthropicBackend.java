package dev.llmconnect.providers.anthropic;

import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.providers.google.VertexEndpoint;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import java.util.Map;

/**
 * Vertex AI's way to ask Claude: the model in the path, and the version in the body.
 *
 * <p>Source: <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude">Google's guide</a>.
 */
record VertexAnthropicBackend(VertexEndpoint endpoint) implements Backend {
    private static final String VERSION = "vertex-2023-10-16";

    @Override
    public String url(ProviderCall call, String path) {
        return endpoint.url("anthropic", call.model(), call.streaming() ? "streamRawPredict" : "rawPredict");
    }

    @Override
    public Map<String, Object> body(ProviderCall call, Map<String, Object> body) {
        body.remove("model");
        body.put("anthropic_version", VERSION);
        return body;
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        endpoint.authorize(http, call.request());
    }
}
