package dev.llmconnect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.AdapterRegistry;
import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What holds for every adapter, whatever answers behind it. Extend it for an adapter that asks nobody over HTTP, a model inside the
 * process for example, and name it in {@link #provider()}:
 *
 * <pre>{@code
 * class EchoConformanceTest extends LLMAdapterConformance {
 *     public String provider() { return "echo"; }
 * }
 * }</pre>
 *
 * <p>For one that does, extend {@link HttpAdapterConformance}. A test that cannot hold for a provider is overridden, with
 * {@code @Disabled} and the reason.
 */
public abstract class LLMAdapterConformance {
    private static final int MANY = 24;

    private final List<LLMAdapter> adapters = new ArrayList<>();

    /** For subclasses. */
    protected LLMAdapterConformance() {}

    /** The provider's name. */
    public abstract String provider();

    /** A model that the adapter can be asked for; {@code kit-model} by default. */
    public String model() {
        return "kit-model";
    }

    /** What the adapter is made from; nothing by default. */
    public AdapterSettings settings() {
        return AdapterSettings.of(Map.of());
    }

    /** A new adapter; by default the registry's of that name, found through its service file. Closed by the kit. */
    protected LLMAdapter newAdapter() {
        return AdapterRegistry.installed().create(provider(), settings());
    }

    /** Fails when the provider was asked; here, nobody can tell. */
    void assertNothingWasSpent() {}

    final LLMAdapter adapter() {
        LLMAdapter adapter = newAdapter();
        adapters.add(adapter);
        return adapter;
    }

    /** A prompt with the model set. */
    final LLMRequest.Builder prompt(String text) {
        return LLMRequest.builder().prompt(text).config(config().build());
    }

    final RunConfig.Builder config() {
        return RunConfig.builder().modelName(model());
    }

    /** Calls on a thread of its own, so that a call that never ends fails the test. */
    static LLMResponse execute(LLMAdapter adapter, LLMRequest request) throws Exception {
        return Patience.await(Patience.start(() -> adapter.execute(request)), "execute() ended");
    }

    /** Pulls every event. */
    static List<StreamEvent> events(LLMStream stream) {
        List<StreamEvent> events = new ArrayList<>();
        stream.forEach(events::add);
        return events;
    }

    /** The assembled answer of a stream. */
    static LLMResponse streamed(LLMAdapter adapter, LLMRequest request) throws Exception {
        return Patience.await(
                Patience.start(() -> {
                    try (LLMStream stream = adapter.stream(request)) {
                        events(stream);
                        return stream.response();
                    }
                }),
                "the stream ended");
    }

    static String textOf(List<StreamEvent> events) {
        return events.stream()
                .filter(StreamEvent.Text.class::isInstance)
                .map(event -> ((StreamEvent.Text) event).text())
                .collect(Collectors.joining());
    }

    @AfterEach
    void closeAdapters() throws Exception {
        adapters.forEach(LLMAdapter::close);
    }

    @Test
    protected void anAnswerHasItsFiveFields() throws Exception {
        LLMResponse response = execute(adapter(), prompt("Hello").build());

        assertThat(response.toMap()).containsOnlyKeys("content", "model", "usage", "finish_reason", "metadata");
        assertThat(response.model()).as("the model that answered").isNotBlank();
        assertThat(response.usage().promptTokens()).isNotNegative();
        assertThat(response.usage().completionTokens()).isNotNegative();
        assertThat(response.usage().totalTokens())
                .as("the total of the tokens")
                .isGreaterThanOrEqualTo(
                        response.usage().promptTokens() + response.usage().completionTokens());
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    protected void anAnswerNamesItsProviderAndItsRequest() throws Exception {
        LLMAdapter adapter = adapter();
        LLMRequest request = prompt("Hello").build();

        assertThat(adapter.provider()).isEqualTo(provider());
        for (LLMResponse response : List.of(execute(adapter, request), streamed(adapter, request))) {
            assertThat(response.metadata())
                    .containsEntry(LLMResponse.PROVIDER, provider())
                    .containsEntry(LLMResponse.REQUEST_ID, request.requestId());
        }
    }

    @Test
    protected void aStreamSaysTheSameAsTheWholeAnswer() throws Exception {
        LLMAdapter adapter = adapter();
        LLMRequest request = prompt("Hello").build();
        LLMResponse whole = execute(adapter, request);

        try (LLMStream stream = adapter.stream(request)) {
            List<StreamEvent> events = Patience.await(Patience.start(() -> events(stream)), "the stream ended");

            assertThat(textOf(events)).as("the text of all events").isEqualTo(whole.content());
            assertThat(stream.response().toMap()).isEqualTo(whole.toMap());
        }
    }

    @Test
    protected void aStreamIsReadOnce() throws Exception {
        try (LLMStream stream = adapter().stream(prompt("Hello").build())) {
            Patience.await(Patience.start(() -> events(stream)), "the stream ended");

            assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    protected void aStreamMayBeClosedTwice() {
        LLMStream stream = adapter().stream(prompt("Hello").build());

        assertThatCode(stream::close).doesNotThrowAnyException();
        assertThatCode(stream::close).doesNotThrowAnyException();
    }

    @Test
    protected void aCallWithoutTimeLeftIsRefusedBeforeAnythingIsSpent() {
        LLMRequest late =
                prompt("Hello").deadline(Deadline.after(Duration.ofSeconds(-1))).build();

        assertRefused(late, LLMTimeoutException.class);
    }

    @Test
    protected void aCallWhoseCallerHasGoneIsRefusedBeforeAnythingIsSpent() {
        Cancellation gone = new Cancellation();
        gone.cancel();

        assertRefused(prompt("Hello").cancellation(gone).build(), LLMCancelledException.class);
    }

    @Test
    protected void aCallNestedTooDeepIsRefusedBeforeAnythingIsSpent() {
        LLMRequest deep =
                prompt("Hello").depth(3).config(config().maxDepth(2).build()).build();

        assertRefused(deep, LLMBudgetExceededException.class);
    }

    @Test
    protected void aCallWithoutAMessageIsRefusedBeforeAnythingIsSpent() {
        assertRefused(LLMRequest.builder().config(config().build()).build(), LLMInvalidRequestException.class);
    }

    @Test
    protected void manyCallsAtOnceAreAllAnswered() throws Exception {
        LLMAdapter adapter = adapter();
        List<LLMRequest> requests = IntStream.range(0, MANY)
                .mapToObj(i -> prompt("Hello " + i).requestId("call-" + i).build())
                .toList();
        List<Future<LLMResponse>> answers = requests.stream()
                .map(request -> Patience.start(() -> adapter.execute(request)))
                .toList();

        for (int i = 0; i < MANY; i++) {
            assertThat(Patience.await(answers.get(i), "execute() ended").metadata())
                    .containsEntry(LLMResponse.REQUEST_ID, "call-" + i);
        }
    }

    @Test
    protected void closingTwiceIsTheSameAsOnce() throws Exception {
        LLMAdapter adapter = adapter();
        execute(adapter, prompt("Hello").build());
        adapter.close();

        assertThatCode(adapter::close).doesNotThrowAnyException();
    }

    @Test
    protected void aCallAfterCloseEndsAndFailsWithNothingButAnLLMException() throws Exception {
        LLMAdapter adapter = adapter();
        adapter.close();
        try {
            execute(adapter, prompt("Hello").build());
        } catch (LLMException e) {
            assertThat(e).as("why a closed adapter does not answer").message().isNotBlank();
        }
    }

    @Test
    protected void adaptersThatAreClosedLeaveNoThreads() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < MANY; i++) {
            try (LLMAdapter adapter = newAdapter()) {
                execute(adapter, prompt("Hello").build());
            }
        }

        // What adapters share, a pool for example, may stay: no more than half a thread for each.
        Leaks.awaitAtMost(
                MANY / 2,
                "threads of closed adapters still run",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread ->
                                !before.contains(thread) && !thread.getName().equals(Patience.THREAD))
                        .count());
    }

    private void assertRefused(LLMRequest request, Class<? extends LLMException> refusal) {
        LLMAdapter adapter = adapter();

        assertThatThrownBy(() -> execute(adapter, request)).isInstanceOf(refusal);
        assertThatThrownBy(() -> streamed(adapter, request)).isInstanceOf(refusal);
        assertNothingWasSpent();
    }
}
