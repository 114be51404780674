package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class RecordedCallsTest {
    private static final AtomicInteger asked = new AtomicInteger();
    private static Path folder = Path.of("unset");
    private static String prompt = "Hello";
    private static boolean running;

    /** Counts what it is asked, and leaks a key. */
    private static final class Real implements LLMAdapter {
        @Override
        public String provider() {
            return "real";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            int call = asked.incrementAndGet();
            if (request.messages().get(0).text().equals("Fail")) {
                throw new LLMTimeoutException("too late");
            }
            return LLMResponse.builder()
                    .model("real-1")
                    .content("answer " + call + " to the key sk-abcdefghijklmnopqrstuvwx")
                    .usage(Usage.of(3, 4))
                    .metadata(known -> known.provider("real").requestId("id " + call))
                    .build();
        }

        @Override
        public EmbeddingResponse embed(EmbeddingRequest request) {
            asked.incrementAndGet();
            return EmbeddingResponse.builder()
                    .model("real-1")
                    .embeddings(List.of(Embedding.of(0.25f, -1f)))
                    .usage(Usage.of(2, 0))
                    .build();
        }
    }

    /** The test of a program that uses the extension; run by the tests of this class only. */
    @EnabledIf("isRunning")
    static class Program {
        @RegisterExtension
        final RecordedCalls calls = RecordedCalls.in(folder);

        static boolean isRunning() {
            return running;
        }

        @Test
        void asks() {
            LLMAdapter adapter = calls.adapter(Real::new);
            RunConfig config = RunConfig.builder().temperature(0.2).seed(7).build();

            assertThat(adapter.execute(prompt, config).content()).startsWith("answer ");
            assertThat(adapter.stream(LLMRequest.of("Stream", config))
                            .response()
                            .usage())
                    .isEqualTo(Usage.of(3, 4));
            assertThat(adapter.embed("a").embeddings()).containsExactly(Embedding.of(0.25f, -1f));
            assertThatThrownBy(() -> adapter.execute("Fail"))
                    .isInstanceOf(LLMTimeoutException.class)
                    .hasMessage("too late");
        }

        @Test
        void asksOnceOrTwice() {
            LLMAdapter adapter = calls.adapter(Real::new);
            adapter.execute("Hello");
            if (prompt.equals("Hello")) {
                adapter.execute("Hello again");
            }
        }

        @Test
        void fails() {
            calls.adapter(Real::new).execute("Hello");
            throw new AssertionError("wrong");
        }
    }

    @BeforeEach
    void fresh(@TempDir Path temporary) {
        folder = temporary;
        prompt = "Hello";
        asked.set(0);
    }

    /** The message of the failure; empty when the test passed. */
    private static String run(String test) {
        running = true;
        try {
            SummaryGeneratingListener summary = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectMethod(Program.class, test))
                                    .build(),
                            summary);
            assertThat(summary.getSummary().getTestsStartedCount()).isEqualTo(1);
            return summary.getSummary().getFailures().stream()
                    .map(failure -> String.valueOf(failure.getException()))
                    .findFirst()
                    .orElse("");
        } finally {
            running = false;
        }
    }

    private static String file(String test) throws IOException {
        return Files.readString(folder.resolve("Program").resolve(test + ".json"));
    }

    @Test
    void theFirstRunRecordsAndLaterRunsAskNobody() throws IOException {
        assertThat(run("asks")).isEmpty();
        assertThat(asked).hasValue(4);
        String recorded = file("asks");

        assertThat(run("asks")).isEmpty();
        assertThat(run("asks")).isEmpty();

        assertThat(asked).hasValue(4);
        assertThat(file("asks")).isEqualTo(recorded);
    }

    @Test
    void noCredentialAndNoRequestIdIsWritten() throws IOException {
        prompt = "My key is sk-zyxwvutsrqponmlkjihgfedcba";
        assertThat(run("asks")).isEmpty();

        assertThat(file("asks"))
                .contains("[REDACTED]", "\"temperature\": 0.2")
                .doesNotContain("sk-abc", "sk-zyx", "id 1");
        assertThat(run("asks")).isEmpty();
    }

    @Test
    void aRequestThatDiffersFailsWithTheLinesThatDiffer() {
        run("asks");
        prompt = "Goodbye";

        assertThat(run("asks"))
                .contains("the request differs from the one in ")
                .contains("-         \"Hello\"\n+         \"Goodbye\"\n");
        assertThat(asked).hasValue(4);
    }

    @Test
    void aCallThatIsNoLongerMadeFails() {
        run("asksOnceOrTwice");
        prompt = "Other";

        assertThat(run("asksOnceOrTwice")).contains("1 call(s) in ").contains("Hello again");
    }

    @Test
    void aTestThatFailsRecordsNothing() {
        assertThat(run("fails")).contains("wrong");

        assertThat(folder.resolve("Program/fails.json")).doesNotExist();
    }

    @Test
    void thePropertyForbidsOrRenewsRecordings() {
        System.setProperty(RecordedCalls.PROPERTY, "none");
        try {
            assertThat(run("asks")).contains("there is no recording");
            System.setProperty(RecordedCalls.PROPERTY, "all");
            run("asks");
            run("asks");
            assertThat(asked).hasValue(8);
        } finally {
            System.clearProperty(RecordedCalls.PROPERTY);
        }
    }

    @Test
    void withoutATestThereIsNoAdapter() {
        assertThatThrownBy(() -> RecordedCalls.in(folder).adapter(Real::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
