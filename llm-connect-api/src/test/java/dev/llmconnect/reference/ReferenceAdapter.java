package dev.llmconnect.reference;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** An adapter for a provider that exists in these tests only. */
final class ReferenceAdapter implements LLMAdapter {
    static final String NAME = "reference";

    private final URI url;
    private final Secret key;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    ReferenceAdapter(URI baseUrl, Secret key) {
        this.url = URI.create(baseUrl + "/answer");
        this.key = key;
    }

    @Override
    public String provider() {
        return NAME;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        try (LLMStream answer = open(request, false)) {
            return answer.response();
        }
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return open(request, true);
    }

    private LLMStream open(LLMRequest request, boolean stream) {
        request.checkBeforeSpending();
        HttpRequest call = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + key.reveal())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        ReferenceRequest.json(request, stream), StandardCharsets.UTF_8))
                .build();
        return new ReferenceStream(request, new ReferenceCall(client, call, request));
    }
}
