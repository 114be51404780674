package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line of a fallback names the model that is asked, also where the profile names none. */
@ResourceLock("log")
class FallbackLineTest {
    private static final Answer ANSWER = new Answer("any", List.of("fine"), 1, 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"provider\":\"openai-compatible\",\"model\":\"own-1\"} | openai-compatible/own-1",
                "{\"provider\":\"openai\"} | openai/",
                "\"other\" | openai-compatible/other-1",
            })
    void theLineNamesProviderAndModel(String target, String named) throws Exception {
        try (ProviderStub primary = new ProviderStub();
                ProviderStub fallback = new ProviderStub();
                LogLines lines = new LogLines();
                Gateway gateway = new Gateway(Map.of(
                        "LLM_CONNECT_PROVIDER",
                        "openrouter",
                        "OPENROUTER_API_KEY",
                        "canary-line-key",
                        "OPENAI_API_KEY",
                        "canary-line-other-key",
                        "LLM_CONNECT_OPENROUTER_BASE_URL",
                        primary.url().toString(),
                        "LLM_CONNECT_OPENAI_BASE_URL",
                        fallback.url().toString(),
                        "LLM_CONNECT_OPENAI_COMPATIBLE_BASE_URL",
                        fallback.url().toString(),
                        "LLM_CONNECT_PROFILES_JSON",
                        "{\"p\":{\"provider\":\"openrouter\",\"model\":\"first-1\",\"fallbacks\":[" + target + "]},"
                                + "\"other\":{\"provider\":\"openai-compatible\",\"model\":\"other-1\"}}"))) {
            primary.answer(request -> ChatFormat.error(401, "no such key"));
            fallback.answer(request -> ChatFormat.answer(ANSWER));

            String body = gateway.execute("{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"p\"}}")
                    .body();

            assertThat(body).contains("\"fine\"");
            assertThat(line(lines))
                    .contains("fallback from openrouter/first-1 to " + named)
                    .containsPattern("to [a-z-]+/[a-zA-Z0-9.-]+ after \\d+ ms \\(");
        }
    }

    private static String line(LogLines lines) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            for (String line : lines.list()) {
                if (line.contains("fallback from")) {
                    return line;
                }
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return "no line: " + lines.list();
    }
}
