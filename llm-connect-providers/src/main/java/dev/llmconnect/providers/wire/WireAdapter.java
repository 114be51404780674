package dev.llmconnect.providers.wire;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.PromptCache;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Ticker;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.models.ContextWindows;
import dev.llmconnect.formats.rules.ClientTools;
import dev.llmconnect.formats.rules.RequestNormalizer;
import dev.llmconnect.formats.wire.CallParams;
import dev.llmconnect.formats.wire.EmbeddingCall;
import dev.llmconnect.formats.wire.EmbeddingWire;
import dev.llmconnect.formats.wire.ForeignFields;
import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.formats.wire.ReturnedParts;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.formats.wire.WireRequest;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.HttpClients;
import dev.llmconnect.providers.http.HttpExchange;
import dev.llmconnect.providers.http.HttpLimits;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Any {@link Wire} over any {@link Backend}: the adapter of every provider that is reached over HTTP. Thread-safe. */
public final class WireAdapter implements WireFieldsAdapter {
    /** How many blanks before an answer are looked through for what comes. */
    private static final int MAX_BLANKS = 10_000;

    /** How much of an answer that is not JSON is looked at to say what it is. */
    private static final long MAX_QUOTED_BYTES = 8 << 10;

    private final String provider;
    private final Wire wire;
    private final @Nullable EmbeddingWire embeddings;
    private final Backend backend;
    private final @Nullable String defaultModel;
    private final ProviderFailures failures;
    private final HttpClients http;
    private final ModelList models;

    private WireAdapter(Builder builder) {
        provider = builder.provider;
        wire = builder.wire;
        embeddings = builder.embeddings;
        backend = builder.backend;
        boolean open = builder.defaultModel == null && !builder.modelRequired;
        defaultModel = open ? RunConfig.DEFAULT_MODEL_NAME : builder.defaultModel;
        failures = new ProviderFailures(provider, wire.errors(), builder.keyHint, builder.clock);
        http = new HttpClients(builder.limits, builder.network);
        models = new ModelList(provider, wire, backend, http, failures, builder.ticker);
    }

    /** An adapter of the provider of that name. */
    public static Builder builder(String provider, Wire wire, Backend backend) {
        return new Builder(provider, wire, backend);
    }

    @Override
    public String provider() {
        return provider;
    }

    /** All of them: the format's request writer decides on each field. */
    @Override
    public boolean takesWireFields(String format) {
        return true;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        CallParams.Encoded<HttpCall> encoded = encoded(call(request, false));
        WireCall call = encoded.call();
        try (HttpExchange exchange = send(encoded.result(), call)) {
            LLMResponse answer = whole(exchange, call);
            exchange.handOver();
            return answer;
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        CallParams.Encoded<HttpCall> encoded = encoded(call(request, true));
        WireCall call = encoded.call();
        HttpExchange exchange = null;
        try {
            exchange = send(encoded.result(), call);
            if (wire.framing() == Framing.SSE && isOnePiece(exchange.source())) {
                LLMResponse whole = whole(exchange, call);
                exchange.handOver();
                exchange.close();
                return LLMStream.of(whole);
            }
            HttpExchange open = exchange;
            return new WireStream(
                    open,
                    wire.framing().open(open.source(), http.limits().ofStream()),
                    wire.decoder(call),
                    call,
                    answer -> complete(answer, open, call));
        } catch (IOException e) {
            close(exchange);
            throw failures.unreachable(e, request);
        } catch (RuntimeException e) {
            close(exchange);
            throw e;
        }
    }

    /** With the model that the request names: the default model is one for words. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        if (embeddings == null) {
            return WireFieldsAdapter.super.embed(request);
        }
        EmbeddingCall call =
                new EmbeddingCall(provider, named(request, embeddings.isTransparent() ? "" : null), request, failures);
        if (!embeddings.isTransparent()) {
            ForeignFields.check(call, embeddings.name());
        }
        EmbeddingSize.check(call, http.limits().maxBodyBytes(), MemoryBudget.shared());
        HttpCall outgoing = outgoing(embeddings.encode(call), call);
        try (HttpExchange exchange = send(outgoing, call)) {
            EmbeddingResponse answer = complete(embeddings.decode(json(exchange), call), exchange, call);
            exchange.handOver();
            return answer;
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    @Override
    public OptionalLong countTokens(LLMRequest request) {
        CallParams.Encoded<Optional<HttpCall>> encoded = CallParams.encode(
                call(request, false),
                wire.name(),
                call -> wire.encodeTokenCount(call).map(question -> outgoing(question, call)));
        Optional<HttpCall> question = encoded.result();
        if (question.isEmpty()) {
            return OptionalLong.empty();
        }
        try (HttpExchange exchange = send(question.get(), encoded.call())) {
            OptionalLong count = wire.decodeTokenCount(json(exchange));
            if (count.isEmpty() && !wire.isTransparent()) {
                throw failures.malformed("it has no count");
            }
            return count;
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    @Override
    public CallTarget target(LLMCall call) {
        return CallTarget.of(
                provider,
                call.config()
                        .modelNameIfSet()
                        .orElse(defaultModel == null || call instanceof EmbeddingRequest ? "" : defaultModel));
    }

    /** As the provider's list said it where somebody has asked for {@link #models()}, else from {@link ContextWindows}. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        Optional<String> model = request.config().modelNameIfSet().or(() -> Optional.ofNullable(defaultModel));
        return model.isEmpty()
                ? OptionalLong.empty()
                : models.contextTokens(model.get())
                        .orElseGet(() -> ContextWindows.bundled().of(model.get()));
    }

    /** The provider's own list, remembered for 5 minutes; empty where the wire format has none. */
    @Override
    public List<ModelInfo> models() {
        return models.models();
    }

    /** Ends the calls in flight and closes every connection. */
    @Override
    public void close() {
        http.close();
    }

    private WireCall call(LLMRequest request, boolean streaming) {
        WireCall call = new WireCall(provider, named(request, defaultModel), request, streaming, failures);
        if (wire.isTransparent()) {
            return call;
        }
        boolean setsCacheMarks = request.config().promptCache().equals(Optional.of(PromptCache.AUTO));
        RequestNormalizer normalizer = new RequestNormalizer(wire.rules(call.model()), wire.name(), setsCacheMarks);
        WireCall translated = call.with(ClientTools.of(wire.adopted(request, call.model()), wire.name(), call.model()));
        WireCall own = ForeignFields.removed(CallParams.settled(translated, wire.name()), wire.name());
        return ReturnedParts.fitted(own, wire).normalized(normalizer);
    }

    private CallParams.Encoded<HttpCall> encoded(WireCall given) {
        return CallParams.encode(given, wire.name(), call -> outgoing(wire.encode(call), call));
    }

    private String named(LLMCall request, @Nullable String otherwise) {
        return request.config()
                .modelNameIfSet()
                .or(() -> Optional.ofNullable(otherwise))
                .orElseThrow(() -> new LLMConfigurationException(
                        provider + " needs a model: name one in model_name, with --model or in LLM_CONNECT_MODEL"));
    }

    private HttpCall outgoing(WireRequest request, ProviderCall call) {
        ByteString body;
        try {
            body = Json.bytes(backend.body(call, request.body()));
        } catch (JsonException e) {
            throw new LLMInvalidRequestException("the request " + e.getMessage());
        }
        HttpCall outgoing = new HttpCall("POST", backend.url(call, request.path()), body)
                .header("Content-Type", "application/json")
                .header("Accept", call.streaming() ? wire.framing().mediaType() : "application/json");
        request.headers().forEach(outgoing::header);
        backend.authorize(outgoing, call);
        return outgoing;
    }

    private HttpExchange send(HttpCall outgoing, ProviderCall call) throws IOException {
        HttpExchange exchange = http.send(outgoing, call.request(), call.streaming());
        if (exchange.status() >= 200 && exchange.status() < 300) {
            return exchange;
        }
        try (exchange) {
            throw failures.refused(exchange.status(), exchange::errorBody, exchange::header);
        }
    }

    private LLMResponse whole(HttpExchange exchange, WireCall call) throws IOException {
        return complete(wire.decode(json(exchange), call), exchange, call);
    }

    private JsonNode json(HttpExchange exchange) throws IOException {
        Buffer body = exchange.body();
        exchange.useTree(AnswerWeight.of(body));
        byte[] beginning = beginning(body);
        try {
            return Json.read((BufferedSource) body);
        } catch (JsonException e) {
            exchange.distrust();
            throw failures.notJson(new Buffer().write(beginning), e);
        }
    }

    /**
     * A copy of the first bytes. Okio's own ways to look at them share the segments, which are then not used again: 8 KB for each call.
     */
    private static byte[] beginning(Buffer body) {
        byte[] copy = new byte[(int) Math.min(body.size(), MAX_QUOTED_BYTES)];
        try (Buffer.UnsafeCursor cursor = body.readUnsafe(new Buffer.UnsafeCursor())) {
            for (int at = 0; at < copy.length && cursor.next() != -1; ) {
                int length = Math.min(cursor.end - cursor.start, copy.length - at);
                System.arraycopy(cursor.data, cursor.start, copy, at, length);
                at += length;
            }
        }
        return copy;
    }

    /** Servers that do not stream answer with JSON in one piece, as does an error with a status of success. */
    private static boolean isOnePiece(BufferedSource source) throws IOException {
        for (long i = 0; i < MAX_BLANKS && source.request(i + 1); i++) {
            byte first = source.getBuffer().getByte(i);
            if (first != ' ' && first != '\n' && first != '\r' && first != '\t') {
                return first == '{' || first == '[' || first == '<';
            }
        }
        return false;
    }

    private LLMResponse complete(LLMResponse answer, HttpExchange exchange, WireCall call) {
        if (wire.isTransparent()) {
            return answer.withMetadata(known -> known.providerIfAbsent(provider));
        }
        LLMResponse all = call.named(answer).withMetadata(known -> complete(known, exchange, call));
        return answer.model().isEmpty() ? all.toBuilder().model(call.model()).build() : all;
    }

    private EmbeddingResponse complete(EmbeddingResponse answer, HttpExchange exchange, EmbeddingCall call) {
        if (embeddings != null && embeddings.isTransparent()) {
            return answer.withMetadata(known -> known.providerIfAbsent(provider));
        }
        return answer.withMetadata(known -> complete(known, exchange, call));
    }

    private ResponseMetadata.Builder complete(
            ResponseMetadata.Builder known, HttpExchange exchange, ProviderCall call) {
        ProviderFailures.requestId(exchange::header).ifPresent(known::providerRequestId);
        if (!call.droppedParams().isEmpty()) {
            known.droppedParams(call.droppedParams());
        }
        return known.providerIfAbsent(provider);
    }

    private static void close(@Nullable HttpExchange exchange) {
        if (exchange != null) {
            exchange.close();
        }
    }

    @Override
    public String toString() {
        return "WireAdapter[" + provider + ", " + wire.name() + "]";
    }

    /** Sets what an adapter may have beyond wire and backend. Not thread-safe. */
    public static final class Builder {
        private final String provider;
        private final Wire wire;
        private final Backend backend;
        private @Nullable EmbeddingWire embeddings;
        private @Nullable String defaultModel;
        private boolean modelRequired;
        private String keyHint = "";
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.system();
        private HttpLimits limits = HttpLimits.DEFAULT;
        private Network network = Network.DEFAULT;

        private Builder(String provider, Wire wire, Backend backend) {
            this.provider = provider;
            this.wire = wire;
            this.backend = backend;
        }

        /** How it is asked for embeddings; by default it has none. */
        public Builder embeddings(EmbeddingWire format) {
            embeddings = format;
            return this;
        }

        /** The model when the request names none; when {@code null}, {@value RunConfig#DEFAULT_MODEL_NAME} or see {@link #modelRequired}. */
        public Builder defaultModel(@Nullable String model) {
            defaultModel = model;
            return this;
        }

        /** Refuses a request that names no model, unless there is a default model. */
        public Builder modelRequired() {
            modelRequired = true;
            return this;
        }

        /** From which a moment that the provider names is counted; the system's by default. */
        public Builder clock(Clock wallClock) {
            clock = wallClock;
            return this;
        }

        /** Tells how old the list of models is; the system's by default. */
        public Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** What to do about a key that is refused, for example {@code check OPENAI_API_KEY}; nothing by default. */
        public Builder keyHint(String hint) {
            keyHint = hint;
            return this;
        }

        /** How the provider is reached, and how large its answers may be: as its settings say; by default as without any. */
        public Builder transport(AdapterSettings settings) {
            network = Network.of(provider, settings);
            limits = HttpLimits.of(settings);
            return this;
        }

        /** The limits of each call; {@link HttpLimits#DEFAULT} by default. */
        public Builder limits(HttpLimits perCall) {
            limits = perCall;
            return this;
        }

        /** The adapter, which has opened nothing yet. */
        public LLMAdapter build() {
            return new WireAdapter(this);
        }
    }
}
