package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.spi.AdapterSettings;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutedModelsTest {
    private static final Map<String, String> ALL =
            Map.of("OPENROUTER_API_KEY", "key-of-the-test", "LLM_CONNECT_LOCAL_BASE_URL", "http://gpu.example");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger made = new AtomicInteger();
    private final LogLines log = new LogLines();

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
        Logger.getLogger(ModelListings.class.getName()).addHandler(log);
    }

    @AfterEach
    void holdNobodyUp() {
        FakeProvider.BEFORE_MAKING.set(() -> {});
        Logger.getLogger(ModelListings.class.getName()).removeHandler(log);
    }

    private RoutedModels models(Map<String, String> environment, Duration longest) {
        AdapterSettings settings = AdapterSettings.of(environment);
        return new RoutedModels(
                FakeCatalog.REGISTRY, settings, new SharedAdapters(FakeCatalog.REGISTRY, settings), now::get, longest);
    }

    private static List<String> ids(RoutedModels models) {
        return models.models().stream().map(ModelInfo::id).toList();
    }

    @Test
    void listsWhatHasSettingsOrNeedsNone() {
        assertThat(models(Map.of(), Duration.ofSeconds(30)).configured()).containsExactly("bare");
        assertThat(models(ALL, Duration.ofSeconds(30)).configured()).containsExactly("bare", "local", "openrouter");
        assertThat(models(Map.of("OPENROUTER_API_KEYS", "a,b"), Duration.ofSeconds(30))
                        .configured())
                .containsExactly("bare", "openrouter");

        assertThat(models(Map.of("OPENROUTER_API_KEY", "key-of-the-test"), Duration.ofSeconds(30))
                        .models())
                .containsExactly(
                        ModelInfo.of("bare/bare-small", "bare"),
                        ModelInfo.of("bare/local-small", "bare"),
                        ModelInfo.of("openrouter/openrouter-small", "openrouter"),
                        ModelInfo.of("openrouter/local-small", "openrouter"));
    }

    @Test
    void theListIsRememberedForFiveMinutes() {
        RoutedModels models = models(ALL, Duration.ofSeconds(30));
        List<ModelInfo> first = models.models();
        now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
        assertThat(models.models()).isSameAs(first);

        now.addAndGet(1);
        assertThat(models.models()).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void aProviderThatFailsIsLeftOutToldOnceAndTriedAgainSooner() {
        RoutedModels models = models(ALL, Duration.ofSeconds(30));
        FakeProvider.BEFORE_MAKING.set(() -> {
            if (made.incrementAndGet() <= 6) {
                throw new LLMException("out of order");
            }
        });

        assertThat(ids(models)).isEmpty();
        assertThat(log.lines).hasSize(3).allMatch(line -> line.contains("out of order"));
        now.addAndGet(RoutedModels.INCOMPLETE_TIME_TO_LIVE.toNanos() - 1);
        assertThat(ids(models)).isEmpty();
        assertThat(made).hasValue(3);

        now.addAndGet(1);
        assertThat(ids(models)).isEmpty();
        assertThat(made).hasValue(6);
        assertThat(log.lines).hasSize(3);

        now.addAndGet(RoutedModels.INCOMPLETE_TIME_TO_LIVE.toNanos());
        assertThat(ids(models)).hasSize(6);
    }

    @Test
    void aProviderThatDoesNotAnswerInTimeHoldsNobodyUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FakeProvider.BEFORE_MAKING.set(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new LLMException("interrupted", e);
            }
        });

        assertThat(ids(models(Map.of(), Duration.ofMillis(50)))).isEmpty();

        assertThat(log.lines).singleElement().asString().contains("bare", "did not answer within 50 ms");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static final class LogLines extends Handler {
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord line) {
            lines.add(MessageFormat.format(line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
