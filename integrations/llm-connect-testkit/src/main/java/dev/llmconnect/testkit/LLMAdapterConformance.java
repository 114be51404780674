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
 * Conformance tests of any adapter. Extend it for an adapter that does not use HTTP, for example for an in-process model, and
 * name the adapter in {@link #provider()}:
 *
 * <pre>{@code
 * class EchoConformanceTest extends LLMAdapterConformance {
 *     public String provider() { return "echo"; }
 * }
 * }</pre>
 *
 * <p>For HTTP providers, extend {@link HttpAdapterConformance}. To exclude a test that cannot pass for a provider, override it
 * with {@code @Disabled} and the reason.
 */
public abstract class LLMAdapterConformance {
    /** Number of calls or adapters in stress tests. */
    static final int MANY = 24;

    private final List<LLMAdapter> adapters = new ArrayList<>();

    /** For subclasses. */
    protected LLMAdapterConformance() {}

    /** Name of the provider. */
    public abstract String provider();

    /** Model used in requests. Default: {@code kit-model}. */
    public String model() {
        return "kit-model";
    }

    /** Settings of the adapter. Default: none. */
    public AdapterSettings settings() {
        return AdapterSettings.of(Map.of());
    }

    /** Creates an adapter, which the kit closes. Default: through the registry, by name, from its service file. */
    protected LLMAdapter newAdapter() {
        return LLMAdapters.installed().newAdapter(provider(), settings());
    }

    /** Asserts that no request reached the provider. Default: no check. */
    void assertNothingWasSpent() {}

    /** Creates an adapter that is closed after the test. */
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

    /** Opens a stream of a new adapter. */
    final LLMStream open(LLMRequest request) throws Exception {
        LLMAdapter adapter = adapter();
        return Patience.await("stream() gave a stream", () -> adapter.stream(request.begin()));
    }

    /** Pulls all events. */
    static List<StreamEvent> events(LLMStream stream) throws Exception {
        return Patience.await("the stream ended", () -> {
            List<StreamEvent> events = new ArrayList<>();
            stream.forEach(events::add);
            return events;
        });
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerHasItsFiveFields(CallMode mode) throws Exception {
        LLMResponse response = mode.ask(adapter(), hello());

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
    protected void anAnswerNamesItsProviderAndItsRequest(CallMode mode) throws Exception {
        LLMAdapter adapter = adapter();
        LLMRequest request = hello();

        LLMResponse response = mode.ask(adapter, request);

        assertThat(adapter.provider()).isEqualTo(provider());
        assertThat(response.metadata().toMap())
                .containsEntry("provider", provider())
                .containsEntry("request_id", request.requestId());
    }

    @Test
    protected void aStreamSaysTheSameAsTheWholeAnswer() throws Exception {
        LLMRequest request = prompt("Hello").requestId("asked-twice").build();
        LLMResponse whole = CallMode.EXECUTE.ask(adapter(), request);

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
    protected void aCallWithoutTimeLeftIsRefusedBeforeAnythingIsSpent(CallMode mode) {
        Deadline passed = Deadline.after(Duration.ofSeconds(-1));

        assertRefused(mode, prompt("Hello").deadline(passed).build(), LLMTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallWhoseCallerHasGoneIsRefusedBeforeAnythingIsSpent(CallMode mode) {
        Cancellation gone = new Cancellation();
        gone.cancel();

        assertRefused(mode, prompt("Hello").cancellation(gone).build(), LLMCancelledException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallNestedTooDeepIsRefusedBeforeAnythingIsSpent(CallMode mode) {
        RunConfig notSoDeep = config().maxDepth(2).build();

        assertRefused(mode, prompt("Hello").depth(3).config(notSoDeep).build(), LLMBudgetExceededException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallWithoutAMessageIsRefusedBeforeAnythingIsSpent(CallMode mode) {
        LLMRequest empty = LLMRequest.builder().config(config().build()).build();

        assertRefused(mode, empty, LLMInvalidRequestException.class);
    }

    @ParameterizedTest
    @EnumSource
    protected void manyCallsAtOnceAreAllAnswered(CallMode mode) throws Exception {
        LLMAdapter adapter = adapter();
        List<Future<LLMResponse>> answers = IntStream.range(0, MANY)
                .mapToObj(i -> prompt("Hello " + i).requestId("call-" + i).build())
                .map(request -> Patience.start(() -> mode.call(adapter, request)))
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
        CallMode.EXECUTE.ask(adapter, hello());
        adapter.close();

        assertThatCode(adapter::close).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    protected void aCallAfterCloseEndsAndFailsWithNothingButAnLLMException(CallMode mode) throws Exception {
        LLMAdapter adapter = adapter();
        adapter.close();
        try {
            mode.ask(adapter, hello());
        } catch (LLMException e) {
            assertThat(e).as("why a closed adapter does not answer").message().isNotBlank();
        }
    }

    @Test
    protected void adaptersThatAreClosedLeaveNoThreads() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < MANY; i++) {
            try (LLMAdapter adapter = newAdapter()) {
                CallMode.EXECUTE.ask(adapter, hello());
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

    private void assertRefused(CallMode mode, LLMRequest request, Class<? extends LLMException> refusal) {
        LLMAdapter adapter = adapter();

        assertThatThrownBy(() -> mode.ask(adapter, request)).isInstanceOf(refusal);
        assertNothingWasSpent();
    }
}
