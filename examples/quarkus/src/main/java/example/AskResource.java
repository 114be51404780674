package example;

import dev.llmconnect.AsyncLLM;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Answers prompts: on a worker thread, as a stream, and as futures. */
@Path("/")
class AskResource {
    private final LLMAdapter adapter;
    private final AsyncLLM async;

    AskResource(LLMAdapter adapter, AsyncLLM async) {
        this.adapter = adapter;
        this.async = async;
    }

    @GET
    @Path("ask")
    public LLMResponse ask(@RestQuery String prompt) {
        return adapter.execute(prompt);
    }

    @GET
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    public Multi<String> stream(@RestQuery String prompt) {
        return Multi.createFrom()
                .publisher(async.stream(prompt))
                .select()
                .where(StreamEvent.Text.class::isInstance)
                .map(event -> ((StreamEvent.Text) event).text());
    }

    /** A thousand calls at once. */
    @GET
    @Path("thousand")
    public String thousand() {
        List<CompletableFuture<LLMResponse>> calls =
                IntStream.range(0, 1000).mapToObj(i -> async.execute("Hello")).toList();
        return calls.stream().map(CompletableFuture::join).toList().size() + " answered";
    }
}
