package dev.llmconnect.formats.gemini;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code embedContent} and {@code batchEmbedContents} take. A batch is one call, so that its requests differ in their text only. */
public final class GeminiEmbedBody {
    private static final String CONTENT = "content";
    private static final String REQUESTS = "requests";
    private static final String DIMENSIONS = "outputDimensionality";

    /** What holds for each of the texts. */
    private record Options(Optional<Integer> dimensions, Map<String, Object> hints) {}

    private GeminiEmbedBody() {}

    public static EmbeddingRequest one(IncomingCall http, String model) {
        return request(http, model, List.of(ProtoFields.of("", http.json())));
    }

    public static EmbeddingRequest batch(IncomingCall http, String model) {
        RequestFields body = ProtoFields.of("", http.json());
        List<RequestFields> requests = ProtoFields.objects(body, REQUESTS);
        if (requests.isEmpty()) {
            throw body.missing(REQUESTS);
        }
        return request(http, model, requests);
    }

    private static EmbeddingRequest request(IncomingCall http, String model, List<RequestFields> texts) {
        EmbeddingRequest.Builder call = http.newEmbedding()
                .config(RunConfig.builder().withoutDefaults().modelName(model).build());
        Options first = null;
        for (RequestFields text : texts) {
            RequestFields content = ProtoFields.object(text, CONTENT).orElseThrow(() -> text.missing(CONTENT));
            call.text(GeminiContents.text(content));
            sameModel(text, model);
            Options options = new Options(text.integer(DIMENSIONS, 1, Integer.MAX_VALUE), text.left());
            if (first != null && !first.equals(options)) {
                throw new InvalidParamException(
                        text.path(DIMENSIONS),
                        "invalid_value",
                        "The requests of a batch must differ in their content only: '" + text.path(CONTENT)
                                + "' has other options than the first.");
            }
            first = options;
        }
        if (first != null) {
            first.dimensions().ifPresent(call::dimensions);
            call.wireFields(WireFields.NONE.withHints(WireFormat.GEMINI_EMBED, first.hints()));
        }
        return call.build();
    }

    private static void sameModel(RequestFields request, String model) {
        request.text("model")
                .map(GeminiBody::model)
                .filter(named -> !named.equals(model))
                .ifPresent(named -> {
                    throw request.wrongValue("model", "the model of the path");
                });
    }
}
