package dev.llmconnect.providers.carried;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.UndelayedSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.ByteString;

/** An adapter of the registry and a stub of its provider, which answers everything alike and remembers what it was asked last. */
final class TriedProvider implements AutoCloseable {
    private final TriedFormat format;
    private final MockWebServer server = new MockWebServer();
    private final LLMAdapter adapter;

    TriedProvider(String name, TriedFormat format) {
        this.format = format;
        server.setServerSocketFactory(new UndelayedSockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .setHeader("Content-Type", "application/json")
                        .body(format.answer())
                        .build();
            }
        });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        adapter = format.adapter(name, server.url("/stub").toString());
    }

    /** Tries a feature of the request. */
    Outcome request(Feature feature) {
        try {
            LLMResponse without = adapter.execute(request(feature.without()));
            String plain = sent();
            LLMResponse with = adapter.execute(request(feature.with()));
            String asked = sent();
            if (feature.mark().isEmpty() ? !asked.equals(plain) : asked.contains(feature.mark())) {
                return Outcome.CARRIED;
            }
            return dropped(with).size() > dropped(without).size() ? Outcome.REPORTED : Outcome.LOST;
        } catch (LLMInvalidRequestException e) {
            return Outcome.REFUSED;
        }
    }

    /** Whether the reasoning of an answer goes back with the next turn as the provider wants it. */
    Outcome ownReasoning() {
        try {
            LLMResponse first = adapter.execute(request(request -> request.prompt("Hi")));
            sent();
            LLMResponse next = adapter.execute(request(request -> request.message(Message.user("Hi"))
                    .message(first.toMessage())
                    .prompt("And?")));
            String asked = sent();
            if (asked.contains(TriedFormat.THOUGHT) || asked.contains(TriedFormat.SIGNATURE)) {
                return Outcome.CARRIED;
            }
            return dropped(next).size() > dropped(first).size() ? Outcome.REPORTED : Outcome.LOST;
        } catch (LLMInvalidRequestException e) {
            return Outcome.REFUSED;
        }
    }

    /** What is sent for a request: address and body, and what the answer says was dropped. */
    String sent(UnaryOperator<LLMRequest.Builder> request) {
        List<?> dropped = dropped(adapter.execute(request(request)));
        return sent() + (dropped.isEmpty() ? "" : "\ndropped: " + dropped);
    }

    /** What the answer tells. */
    LLMResponse answer() {
        LLMResponse answer = adapter.execute(request(request -> request.prompt("Hi")));
        sent();
        return answer;
    }

    /** Whether a stream is asked for in another way than a whole answer. */
    boolean streams() {
        adapter.execute(request(request -> request.prompt("Hi")));
        String whole = sent();
        try {
            adapter.stream(request(request -> request.prompt("Hi"))).close();
        } catch (LLMException e) {
            // The stub's answer is no stream of this format; only the question matters.
        }
        return !sent().equals(whole);
    }

    /** Whether the provider is asked for embeddings. */
    boolean embeds() {
        try {
            adapter.embed(EmbeddingRequest.of("Hi", format.model()));
        } catch (LLMException e) {
            // Either it has none, or the stub's answer is none of its format; only the question matters.
        }
        return server.getRequestCount() > 0;
    }

    /** Whether the provider is asked for its models; nothing else may have been tried before. */
    boolean listsModels() {
        try {
            adapter.models();
        } catch (LLMException e) {
            // The stub's answer is no list of models; only the question matters.
        }
        return server.getRequestCount() > 0;
    }

    private LLMRequest request(UnaryOperator<LLMRequest.Builder> content) {
        return content.apply(LLMRequest.builder()
                        .requestId("the-same")
                        .config(RunConfig.builder().modelName(format.model()).build()))
                .build();
    }

    private static List<?> dropped(LLMResponse answer) {
        return answer.metadata().toMap().get("dropped_params") instanceof List<?> list ? list : List.of();
    }

    /** Address and body of the request that was sent. */
    private String sent() {
        try {
            RecordedRequest request = server.takeRequest();
            ByteString body = request.getBody();
            return request.getTarget() + "\n" + (body == null ? "" : body.utf8());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        adapter.close();
        server.close();
    }
}
