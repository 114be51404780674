package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    /** How many calls or adapters there are in tests of many. */
    static final int MANY = 24;

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
        return LLMAdapters.installed().newAdapter(provider(), settings());
    }

    /** Fails when the provider was asked; here, nobody can tell. */
    void assertNothingWasSpent() {}

    /** A new adapter that is closed after the test. */
    final LLMAdapter adapter() {
        LLMAdapter adapter = newAdapter();
        adapters.add(adapter);
        return adapter;
    }

    @AfterEach
    void closeAdapters() {
        adapters.forEach(LLMAdapter::close);
    }

    final RunConfig.Builder config() {
        return RunConfig.builder().modelName(model());
    }

    final LLMRequest.Builder prompt(String text) {
        return LLMRequest.builder().prompt(text).config(config().build());
    }

    final LLMRequest hello() {
        return prompt("Hello").build().begin();
    }

    /** A stream of a new adapter. */
    final LLMStream open(LLMRequest request) throws Exception {
        LLMAdapter adapter = adapter();
        return Patience.await("stream() gave a stream", () -> adapter.stream(request.begin()));
    }

    /** Pulls every event. */
    static List<StreamEvent> events(LLMStream stream) throws Exception {
        return Patience.await("the stream ended", () -> {
            List<StreamEvent> events = new ArrayList<>();
            stream.forEach(events::add);
            return events;
        });
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerHasItsFiveFields(Way way) throws Exception {
        LLMResponse response = way.ask(adapter(), hello());

        assertThat(response.toMap()).containsOnlyKeys("content", "model", "usage", "finish_reason", "metadata");
        assertThat(response.model()).as("the model that answered").isNotBlank();
        assertThat(response.usage().inputTokens()).isNotNegative();
        assertThat(response.usage().outputTokens()).isNotNegative();
        assertThat(response.usage().totalTokens())
                .as("the total of the tokens")
                .isEqualTo(response.usage().inputTokens() + response.usage().outputTokens());
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerNamesItsProviderAndItsRequest(Way way) throws Exception {
        LLMAdapter adapter = adapter();
        LLMRequest request = hello();

        LLMResponse response = way.ask(adapter, request);

        assertThat(adapter.provider()).isEqualTo(provider());
        assertThat(response.metadata().toMap())
                .containsEntry("provider", provider())
                .containsEntry("request_id", request.requestId());
    }

    @Test
    protected void aStreamSaysTheSameAsTheWholeAnswer() throws Exception {
        LLMRequest request = prompt("Hello").requestId("asked-twice").build();
        LLMResponse whole = Way.EXECUTE.ask(adapter(), request);

        try (LLMStream stream = open(request)) {
            String text = events(stream).stream()
                    .filter(StreamEvent.Text.class::isInstance)
                    .map(event -> ((StreamEvent.Text) event).text())
                    .collect(Collectors.joining());

            assertThat(text).as("the text of all events").isEqualTo(whole.content());
            assertThat(stream.response().toMap()).isEqualTo(whole.toMap());
        }
    }

    @Test
    protected void aStreamIsReadOnce() throws Exception {
        try (LLMStream stream = open(hello())) {
            events(stream);

            assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    protected void aStreamMayBeClosedTwice() throws Exception {
        LLMStream stream = open(hello());

        assertThatCode(stream::close).doesNotThrowAnyException();
        assertThatCode(stream::close).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallWithoutTimeLeftIsRefusedBeforeAnythingIsSpent(Way way) {
        Deadline passed = Deadline.after(Duration.ofSeconds(-1));

        assertRefused(way, prompt("Hello").deadline(passed).build(), LLMTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallWhoseCallerHasGoneIsRefusedBeforeAnythingIsSpent(Way way) {
        Cancellation gone = new Cancellation();
        gone.cancel();

        assertRefused(way, prompt("Hello").cancellation(gone).build(), LLMCancelledException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallNestedTooDeepIsRefusedBeforeAnythingIsSpent(Way way) {
        RunConfig notSoDeep = config().maxDepth(2).build();

        assertRefused(way, prompt("Hello").depth(3).config(notSoDeep).build(), LLMBudgetExceededException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallWithoutAMessageIsRefusedBeforeAnythingIsSpent(Way way) {
        LLMRequest empty = LLMRequest.builder().config(config().build()).build();

        assertRefused(way, empty, LLMInvalidRequestException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void manyCallsAtOnceAreAllAnswered(Way way) throws Exception {
        LLMAdapter adapter = adapter();
        List<Future<LLMResponse>> answers = IntStream.range(0, MANY)
                .mapToObj(i -> prompt("Hello " + i).requestId("call-" + i).build())
                .map(request -> Patience.start(() -> way.call(adapter, request)))
                .toList();

        for (int i = 0; i < MANY; i++) {
            assertThat(Patience.await("the call ended", answers.get(i))
                            .metadata()
                            .requestId())
                    .contains("call-" + i);
        }
    }

    @Test
    protected void closingTwiceIsTheSameAsOnce() throws Exception {
        LLMAdapter adapter = adapter();
        Way.EXECUTE.ask(adapter, hello());
        adapter.close();

        assertThatCode(adapter::close).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallAfterCloseEndsAndFailsWithNothingButAnLLMException(Way way) throws Exception {
        LLMAdapter adapter = adapter();
        adapter.close();
        try {
            way.ask(adapter, hello());
        } catch (LLMException e) {
            assertThat(e).as("why a closed adapter does not answer").message().isNotBlank();
        }
    }

    @Test
    protected void adaptersThatAreClosedLeaveNoThreads() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < MANY; i++) {
            try (LLMAdapter adapter = newAdapter()) {
                Way.EXECUTE.ask(adapter, hello());
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

    private void assertRefused(Way way, LLMRequest request, Class<? extends LLMException> refusal) {
        LLMAdapter adapter = adapter();

        assertThatThrownBy(() -> way.ask(adapter, request)).isInstanceOf(refusal);
        assertNothingWasSpent();
    }
}
