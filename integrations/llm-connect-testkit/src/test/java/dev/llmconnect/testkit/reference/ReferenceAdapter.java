package dev.llmconnect.testkit.reference;

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
    static final int MAX_ANSWER_BYTES = 1 << 20;

    private final URI url;
    private final Secret key;
    private final HttpClient client;
    private final boolean followsRedirects;
    private final int maxAnswerBytes;

    ReferenceAdapter(URI baseUrl, String key) {
        this(baseUrl, key, false, MAX_ANSWER_BYTES);
    }

    ReferenceAdapter(URI baseUrl, String key, boolean followsRedirects, int maxAnswerBytes) {
        this.url = URI.create(baseUrl + "/answer");
        this.key = Secret.of(key);
        this.client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.followsRedirects = followsRedirects;
        this.maxAnswerBytes = maxAnswerBytes;
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
        request.validate();
        ReferenceCall call = call(url, request, stream);
        String elsewhere = call.header("Location");
        if (elsewhere != null && followsRedirects) {
            call.close();
            call = call(URI.create(elsewhere), request, stream);
        }
        return new ReferenceStream(request, call);
    }

    private ReferenceCall call(URI target, LLMRequest request, boolean stream) {
        HttpRequest call = HttpRequest.newBuilder(target)
                .header("Authorization", "Bearer " + key.reveal())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        ReferenceRequest.json(request, stream), StandardCharsets.UTF_8))
                .build();
        return new ReferenceCall(client, call, request, maxAnswerBytes);
    }
}
