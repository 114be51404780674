package dev.llmconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.testkit.ScriptedLLM;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class LLMConnectAutoConfigurationTest {
    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(LLMConnectAutoConfiguration.class));

    @Test
    void theDefaultAdapterIsTheMock() {
        application.run(context -> {
            LLMAdapter adapter = context.getBean(LLMAdapter.class);
            assertThat(adapter.provider()).isEqualTo("mock");
            assertThat(adapter.execute("Hello").content()).isNotEmpty();
        });
    }

    @Test
    void aProfileIsABeanOfItsName() {
        application
                .withPropertyValues(
                        "llm-connect.profiles.triage.provider=mock",
                        "llm-connect.profiles.triage.model=mock/echo",
                        "llm-connect.profiles.triage.temperature=0.2")
                .run(context -> {
                    LLMResponse answer =
                            context.getBean("triage", LLMAdapter.class).execute("Hello");
                    assertThat(answer.content()).isEqualTo("Hello");
                    assertThat(answer.metadata().profile()).contains("triage");
                    assertThat(context.getBeansOfType(LLMAdapter.class))
                            .containsOnlyKeys("llmAdapter", "triage", "custodian-triage-balanced");
                });
    }

    @Test
    void profilesOfVariablesAreBeansToo() {
        application
                .withPropertyValues(
                        "LLM_CONNECT_PROFILES_JSON={\"summaries\": {\"provider\": \"mock\", \"model\": \"mock/echo\"}}")
                .run(context -> assertThat(context.getBean("summaries", LLMAdapter.class)
                                .execute("Hello")
                                .metadata()
                                .profile())
                        .contains("summaries"));
    }

    @Test
    void aFallbackAnswersWhereTheProfileFails() {
        application
                .withPropertyValues(
                        "llm-connect.profiles.flaky.provider=mock",
                        "llm-connect.profiles.flaky.model=mock/error-500",
                        "llm-connect.profiles.flaky.policy.retry.max-attempts=1",
                        "llm-connect.profiles.flaky.policy.fallbacks=mock/mock/echo")
                .run(context -> {
                    LLMResponse answer =
                            context.getBean("flaky", LLMAdapter.class).execute("Hello");
                    assertThat(answer.content()).isEqualTo("Hello");
                    assertThat(answer.metadata().attempts()).hasSize(2);
                });
    }

    @Test
    void defaultsApplyToCallsThatSetNone() {
        application
                .withPropertyValues("llm-connect.model=mock/echo", "llm-connect.timeout=5s", "llm-connect.max-tokens=7")
                .run(context -> assertThat(context.getBean(LLMAdapter.class)
                                .execute("Hello")
                                .content())
                        .isEqualTo("Hello"));
    }

    @Test
    void aSettingInKebabCaseReachesTheProvider() {
        application
                .withPropertyValues(
                        "llm-connect.provider=openai",
                        "llm-connect.settings.api-key=no-key",
                        "llm-connect.settings.base-url=http://127.0.0.1:9/v1")
                .run(context ->
                        assertThat(context.getBean(LLMAdapter.class).provider()).isEqualTo("openai"));
    }

    @Test
    void aKeyMayBeAPropertyByTheNameOfItsVariable() {
        application
                .withPropertyValues("llm-connect.provider=openrouter", "OPENROUTER_API_KEY=no-key")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aMissingKeyIsReportedWithItsVariable() {
        application
                .withPropertyValues("llm-connect.provider=cohere")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("_API_KEY"));
    }

    @Test
    void anInvalidFieldOfAProfileIsReportedWithItsName() {
        application
                .withPropertyValues(
                        "llm-connect.profiles.triage.provider=mock", "llm-connect.profiles.triage.temperature=3")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining(
                                "invalid profile `triage` (llm-connect.profiles): triage.temperature must be"));
    }

    @Test
    void anAdapterOfTheApplicationReplacesTheDefaultOne() {
        application.withUserConfiguration(OwnAdapter.class).run(context -> {
            assertThat(context.getBean("llmAdapter")).isInstanceOf(ScriptedLLM.class);
            assertThat(context.getBean("custodian-triage-balanced", LLMAdapter.class)
                            .execute("Hello")
                            .content())
                    .isEqualTo("from the application");
            assertThat(context).doesNotHaveBean(AdapterAssembly.class);
        });
    }

    @Test
    void callsOfAllBeansAreReportedToObserversOfTheApplication() {
        application
                .withUserConfiguration(OwnObserver.class)
                .withPropertyValues("llm-connect.profiles.triage.provider=mock")
                .run(context -> {
                    context.getBean(LLMAdapter.class).execute("Hello");
                    context.getBean("triage", LLMAdapter.class).execute("Hello");
                    assertThat(context.getBean(OwnObserver.class).calls.await(10, TimeUnit.SECONDS))
                            .isTrue();
                });
    }

    @Test
    void providersAreFoundFromTheCommonPool() {
        application.run(context -> {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            try {
                LLMAdapter adapter = context.getBean(LLMAdapter.class);
                assertThat(CompletableFuture.supplyAsync(() -> adapter.execute("Hello"))
                                .join()
                                .content())
                        .isNotEmpty();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        });
    }

    @Test
    void aRunningCallIsCancelledAtTheEndOfTheShutdownTimeout() {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        application.withPropertyValues("llm-connect.shutdown-timeout=50ms").run(context -> {
            LLMAdapter adapter = context.getBean(LLMAdapter.class);
            RunConfig slow = RunConfig.builder().modelName("mock/slow-30s").build();
            CountDownLatch begun = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                begun.countDown();
                try {
                    adapter.execute("Hello", slow);
                    failure.complete(null);
                } catch (RuntimeException e) {
                    failure.complete(e);
                }
            });
            caller.start();
            begun.await();
            while (caller.getState() != Thread.State.TIMED_WAITING && caller.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        });
        assertThat(failure.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(dev.llmconnect.LLMCancelledException.class);
    }

    @Test
    void aCallAfterTheShutdownIsRefused() {
        LLMAdapter[] adapter = new LLMAdapter[1];
        application.run(context -> adapter[0] = context.getBean(LLMAdapter.class));
        assertThatThrownBy(() -> adapter[0].execute("Hello")).hasMessageContaining("shutting down");
    }

    @Test
    void textsOfPropertyFilesBecomeJsonValues() {
        assertThat(PropertyTree.json(Map.of(
                        "top-p",
                        "0.9",
                        "stop",
                        Map.of("0", "a", "1", "b"),
                        "reasoning_effort",
                        "high",
                        "store",
                        "true")))
                .containsEntry("stop", java.util.List.of("a", "b"))
                .containsEntry("reasoning_effort", "high")
                .containsEntry("store", true)
                .hasEntrySatisfying("top_p", value -> assertThat(value).hasToString("0.9"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnAdapter {
        @Bean
        ScriptedLLM llmAdapter() {
            return ScriptedLLM.answering("from the application");
        }
    }

    static class OwnObserver implements CallObserver {
        final CountDownLatch calls = new CountDownLatch(2);

        @Override
        public void ended(CallInfo call, CallResult result) {
            calls.countDown();
        }
    }
}
