package dev.llmconnect.formats.chat;

import dev.llmconnect.Cost;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.Vectors;
import dev.llmconnect.formats.wire.WireRequest;

/**
 * OpenAI's {@code POST /embeddings}, which most providers of Chat Completions have too
 * (https://platform.openai.com/docs/api-reference/embeddings). The vectors are asked for as numbers.
 */
public final class ChatEmbeddings implements EmbeddingWire {
    /** The wire's name. */
    public static final String NAME = WireFormat.OPENAI_EMBEDDINGS;

    private final ChatDialect dialect;

    /** The format as one provider speaks it. */
    public ChatEmbeddings(ChatDialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public WireRequest encode(EmbeddingCall call) {
        EmbeddingRequest request = call.request();
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "input", "encoding_format")
                .put("model", call.model())
                .put(
                        "input",
                        request.inputs().stream().map(ChatEmbeddings::input).toList())
                .put("encoding_format", "float");
        request.dimensions().ifPresent(length -> body.put("dimensions", length));
        return new WireRequest(
                "/embeddings",
                body.params(request.config().modelParams())
                        .params(request.wireFields(NAME))
                        .build());
    }

    private static Object input(EmbeddingInput input) {
        return input instanceof EmbeddingInput.Tokens tokens ? tokens.ids() : ((EmbeddingInput.Text) input).text();
    }

    @Override
    public EmbeddingResponse decode(JsonNode body, EmbeddingCall call) {
        if (!body.get("data").isArray()) {
            throw call.failures().noAnswer(body, "it has no data");
        }
        Vectors vectors = new Vectors(call);
        for (JsonNode item : body.items("data")) {
            long index = item.number("index")
                    .orElseThrow(() -> call.failures().malformed("an embedding does not say for which input it is"));
            vectors.put(index, item.get("embedding"));
        }
        JsonNode usage = body.get("usage");
        EmbeddingResponse response = EmbeddingResponse.builder()
                .model(body.filled("model").orElse(call.model()))
                .embeddings(vectors.all())
                .usage(ChatUsageReader.read(usage, false))
                .build();
        return dialect.reportsCost() && usage.get("cost").isNumber()
                ? response.withMetadata(
                        known -> known.cost(Cost.of(usage.get("cost").decimal().orElseThrow(), Cost.Source.PROVIDER)))
                : response;
    }
}
