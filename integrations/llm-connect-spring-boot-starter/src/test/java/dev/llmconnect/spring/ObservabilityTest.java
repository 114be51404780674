package dev.llmconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ObservabilityTest {
    private static final RunConfig ECHO =
            RunConfig.builder().modelName("mock/echo").build();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    LLMConnectAutoConfiguration.class,
                    MeterAutoConfiguration.class,
                    ObservationAutoConfiguration.class,
                    Boot3HealthAutoConfiguration.class,
                    Boot4HealthAutoConfiguration.class))
            .withUserConfiguration(Registries.class);

    @Test
    void aCallIsMeasured() {
        SimpleMeterRegistry[] meters = new SimpleMeterRegistry[1];
        application.run(context -> {
            meters[0] = (SimpleMeterRegistry) context.getBean(MeterRegistry.class);
            context.getBean(LLMAdapter.class).execute("Hello", ECHO);
        });
        // Closing the context delivers the remaining events.
        MeterRegistry registry = meters[0];
        assertThat(registry.get("llm_connect.calls")
                        .tags("provider", "mock", "model", "mock/echo", "outcome", "ok", "profile", "")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("llm_connect.tokens")
                        .tag("kind", "output")
                        .counter()
                        .count())
                .isPositive();
        assertThat(registry.get("llm_connect.call_duration").timer().count()).isEqualTo(1);
        assertThat(registry.get("llm_connect.calls_in_flight").gauge().value()).isZero();
    }

    @Test
    void namesOfModelsThatDidNotAnswerAreNoLabels() {
        SimpleMeterRegistry[] meters = new SimpleMeterRegistry[1];
        application.run(context -> {
            meters[0] = (SimpleMeterRegistry) context.getBean(MeterRegistry.class);
            LLMAdapter adapter = context.getBean(LLMAdapter.class);
            assertThat(catchThrowable(() -> adapter.execute(
                            "Hello",
                            RunConfig.builder().modelName("mock/error-400").build())))
                    .isNotNull();
        });
        assertThat(meters[0]
                        .get("llm_connect.calls")
                        .tag("model", "other")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aCallIsAnObservationWithinThatOfItsCaller() {
        application.run(context -> {
            ObservationRegistry registry = context.getBean(ObservationRegistry.class);
            LLMAdapter adapter = context.getBean(LLMAdapter.class);
            Observation.createNotStarted("request", registry)
                    .observe(() -> adapter.withSystemPrompt("Be brief.").execute("Hello", ECHO));

            Observation.Context call = context.getBean(Stopped.class).calls.get(0);
            assertThat(call.getParentObservation().getContextView().getName()).isEqualTo("request");
            assertThat(call.getContextualName()).isEqualTo("llm execute");
            assertThat(call.getLowCardinalityKeyValues())
                    .contains(
                            KeyValue.of("provider", "mock"),
                            KeyValue.of("model", "mock/echo"),
                            KeyValue.of("outcome", "ok"));
        });
    }

    @Test
    void anObservationEndsWithItsStreamOrItsFailure() {
        application.run(context -> {
            LLMAdapter adapter = context.getBean(LLMAdapter.class);
            List<Observation.Context> calls = context.getBean(Stopped.class).calls;
            try (LLMStream stream = adapter.stream("Hello")) {
                assertThat(calls).isEmpty();
                stream.response();
            }
            assertThat(outcome(calls.get(0))).isEqualTo("ok");

            adapter.stream("Hello").close();
            assertThat(outcome(calls.get(1))).isEqualTo("cancelled");

            assertThat(catchThrowable(() -> adapter.execute(
                            "Hello",
                            RunConfig.builder().modelName("mock/error-429").build())))
                    .isNotNull();
            assertThat(outcome(calls.get(2))).isEqualTo("rate_limit");
            assertThat(calls.get(2).getError()).isNotNull();
        });
    }

    private static String outcome(Observation.Context call) {
        return call.getLowCardinalityKeyValue("outcome").getValue();
    }

    @Test
    void healthTellsProfilesAndCircuitsWithoutACall() {
        application.run(context -> {
            LLMHealth health = new LLMHealth(context.getBean(AdapterAssembly.class));
            assertThat(health.isUp()).isTrue();
            assertThat(health.details())
                    .containsEntry("provider", "mock")
                    .containsEntry("profiles", List.of("custodian-triage-balanced"))
                    .containsEntry("openCircuits", List.of());
            assertThat(context).hasBean("llmConnectHealthIndicator");
        });
        application
                .withPropertyValues("management.health.llm-connect.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("llmConnectHealthIndicator"));
    }

    @Test
    void healthIsDownWhileEveryCircuitIsOpen() {
        application
                .withPropertyValues(
                        "llm-connect.model=mock/error-500",
                        "llm-connect.policy.retry.max-attempts=1",
                        "llm-connect.policy.circuit-breaker.failure-threshold=1")
                .run(context -> {
                    assertThat(catchThrowable(
                                    () -> context.getBean(LLMAdapter.class).execute("Hello")))
                            .isNotNull();
                    LLMHealth health = new LLMHealth(context.getBean(AdapterAssembly.class));
                    assertThat(health.isUp()).isFalse();
                    assertThat(health.details().get("openCircuits").toString()).contains("state=open");
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Registries {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Stopped stopped() {
            return new Stopped();
        }

        @Bean
        ObservationRegistry observations(Stopped stopped) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig().observationHandler(stopped);
            return registry;
        }
    }

    static class Stopped implements ObservationHandler<SenderContext<?>> {
        final List<Observation.Context> calls = new CopyOnWriteArrayList<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof SenderContext;
        }

        @Override
        public void onStop(SenderContext<?> context) {
            calls.add(context);
        }
    }
}
