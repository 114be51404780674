package dev.llmconnect.profiles.policy;

import static dev.llmconnect.profiles.policy.Script.fails;
import static dev.llmconnect.profiles.policy.Script.failure;
import static dev.llmconnect.profiles.policy.Script.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackAdapterTest {
    private final FakeClock clock = new FakeClock();
    private final ScriptedAdapter first = new ScriptedAdapter("first", clock);
    private final ScriptedAdapter second = new ScriptedAdapter("second", clock);
    private final ScriptedAdapter third = new ScriptedAdapter("third", clock);
    private final LLMAdapter adapter =
            new FallbackAdapter(first, List.of(Route.toModel(second, "b"), Route.toDefaultModel(third)));

    @Test
    void theFirstRouteGetsTheRequestAsItCameAndTheOthersTheirOwnModel() {
        first.does(status(503, FailureReason.SERVER));
        second.does(status(503, FailureReason.SERVER));

        LLMResponse response = adapter.execute(request("a"));

        assertThat(response.metadata().toMap()).containsEntry("provider", "third");
        assertThat(first.requests().get(0).config().modelNameIfSet()).contains("a");
        assertThat(second.requests().get(0).config().modelNameIfSet()).contains("b");
        assertThat(third.requests().get(0).config().modelNameIfSet()).isEmpty();
        assertThat(third.requests().get(0).requestId())
                .isEqualTo(first.requests().get(0).requestId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rate_limit",
                "server",
                "connection",
                "truncated",
                "malformed",
                "timeout",
                "authentication",
                "permission",
                "quota",
                "not_found",
                "context_length"
            })
    void movesOnAfter(String reason) {
        first.does(fails(failure("no", null, new FailureReason(reason))));

        assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "content_policy", "too_large"})
    void doesNotMoveOnAfter(String reason) {
        first.does(fails(failure("no", null, new FailureReason(reason))));

        assertThatThrownBy(() -> adapter.execute(request("a"))).hasMessage("no");

        assertThat(second.calls()).isZero();
    }

    @Test
    void movesOnAfterAFailureThatAPluginDoesNotExplainButNotAfterABug() {
        first.does(fails(new LLMApiException("something")));
        assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "second");

        first.does(fails(new LLMException("the adapter of first failed: java.lang.NullPointerException")));
        assertThatThrownBy(() -> adapter.execute(request("a"))).hasMessageContaining("NullPointerException");
        assertThat(second.calls()).isEqualTo(1);
    }

    @Test
    void aRouteThatIsNotSetUpIsPassedOverWithOneWarning() {
        first.does(fails(new LLMConfigurationException("no API key for first")));
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger(FallbackAdapter.class.getName());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().equals(Level.WARNING)) {
                    warnings.add(new SimpleFormatter().formatMessage(line));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "second");
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(warnings)
                .containsExactly("first is not configured; its calls go to other routes: no API key for first");
    }

    @Test
    void thatARouteIsNotSetUpIsShownWhenNobodyElseAnswers() {
        first.does(fails(new LLMConfigurationException("no API key for first")));
        second.does(status(500, FailureReason.SERVER));
        third.does(status(401, FailureReason.AUTHENTICATION));

        assertThatThrownBy(() -> adapter.execute(request("a")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for first")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
    }

    @Test
    void aPromptThatIsTooLongGoesToNoModelThatIsKnownToHoldNoMore() {
        first.does(status(400, FailureReason.CONTEXT_LENGTH)).holds(200_000);
        second.holds(128_000);
        third.holds(1_000_000);

        assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "third");
        assertThat(second.calls()).isZero();
    }

    @Test
    void theLargestWindowThatWasTooSmallCounts() {
        first.does(status(400, FailureReason.CONTEXT_LENGTH)).holds(128_000);
        second.does(status(400, FailureReason.CONTEXT_LENGTH)).holds(200_000);
        third.holds(200_000);

        assertThatThrownBy(() -> adapter.execute(request("a")))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(third.calls()).isZero();
    }

    @Test
    void aWindowThatIsNotKnownIsTried() {
        first.does(status(400, FailureReason.CONTEXT_LENGTH)).holds(200_000);

        assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "second");
        assertThat(adapter.contextTokens(request("a"))).hasValue(200_000);
    }

    @Test
    void aFallbackThatRefusesOrIsNotSetUpIsPassedOver() {
        first.does(status(503, FailureReason.SERVER));
        second.does(
                fails(new LLMInvalidRequestException("no tools here")),
                fails(new LLMConfigurationException("no API key for second")));

        for (int i = 0; i < 2; i++) {
            assertThat(adapter.execute(request("a")).metadata().toMap()).containsEntry("provider", "third");
        }
    }

    @Test
    void aFallbackThatRefusesTheContentEndsTheCall() {
        first.does(status(503, FailureReason.SERVER));
        second.does(status(400, FailureReason.CONTENT_POLICY));

        assertThatThrownBy(() -> adapter.execute(request("a")))
                .hasMessage("HTTP 503 from the provider")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

        assertThat(third.calls()).isZero();
    }

    @Test
    void theFirstFailureIsShownWhenNobodyAnswers() {
        first.does(status(503, FailureReason.SERVER));
        second.does(status(500, FailureReason.SERVER));
        third.does(status(401, FailureReason.AUTHENTICATION));

        assertThatThrownBy(() -> adapter.execute(request("a")))
                .hasMessage("HTTP 503 from the provider")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("HTTP 500 from the provider", "HTTP 401 from the provider"));
    }

    @Test
    void aDeadlineThatPassesIsATimeoutWhoeverFailedBefore() {
        first.does(status(503, FailureReason.SERVER));
        second.does(new Script().pause(Duration.ofMinutes(20)));
        third.does(new Script().pause(Duration.ofMinutes(20)));

        assertThatThrownBy(() -> adapter.execute(request("a")))
                .isInstanceOf(LLMTimeoutException.class)
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("HTTP 503 from the provider"));

        assertThat(third.times()).containsExactly(Duration.ofSeconds(150));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aFallbackWithALongerTimeOfItsOwnDoesNotLengthenTheCall() {
        Route patient = Route.of(
                second,
                config -> config.toBuilder().timeout(Duration.ofHours(1)).build());
        first.does(status(503, FailureReason.SERVER));

        new FallbackAdapter(first, List.of(patient)).execute(request("a"));

        assertThat(second.requests().get(0).deadline().remaining()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void doesNotMoveOnWithoutTimeToConnect() {
        first.does(new Script().pause(Duration.ofMillis(900)).fail(failure("no", 503, FailureReason.SERVER)));
        LLMRequest hurried = request("a").toBuilder()
                .config(RunConfig.builder()
                        .modelName("a")
                        .timeout(Duration.ofMillis(1200))
                        .build())
                .build();

        assertThatThrownBy(() -> adapter.execute(hurried)).hasMessage("no");

        assertThat(second.calls()).isZero();
    }

    @Test
    void doesNotMoveOnForACallerWhoHasGone() {
        LLMRequest request = request("a");
        first.does(new Script().pause(Duration.ofSeconds(5)));
        clock.schedule(Duration.ofSeconds(1), request.cancellation()::cancel);

        assertThatThrownBy(() -> adapter.execute(request)).hasMessage("cancelled");

        assertThat(second.calls()).isZero();
    }

    @Test
    void aStreamMovesOnUntilItsFirstEventAndNotAfterIt() {
        first.does(status(503, FailureReason.SERVER));
        LLMException cut = failure("cut", null, FailureReason.TRUNCATED);
        second.does(new Script().say(1).fail(cut));

        try (LLMStream stream = adapter.stream(request("a"))) {
            Iterator<StreamEvent> events = stream.iterator();
            assertThat(events.next()).isEqualTo(new StreamEvent.Text("word "));
            assertThatThrownBy(events::hasNext).isSameAs(cut);
        }

        assertThat(third.calls()).isZero();
        assertThat(second.open()).isZero();
    }

    @Test
    void closesEveryRoute() {
        adapter.close();

        assertThat(List.of(first, second, third)).allMatch(ScriptedAdapter::isClosed);
        assertThat(adapter.provider()).isEqualTo("first");
    }

    private LLMRequest request(String model) {
        return LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName(model).build())
                .ticker(clock)
                .build()
                .begin();
    }
}
