package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What any server or proxy before it may answer means the same from every provider; what is a provider's own has its own test. */
class FailuresOfEveryProviderTest {
    private record Row(
            int status,
            Map<String, String> headers,
            String body,
            FailureReason reason,
            boolean retryable,
            @Nullable Duration pause,
            String message) {}

    private static final Row[] ROWS = {
        limited(Map.of("Retry-After", "7"), Duration.ofSeconds(7)),
        limited(Map.of("Retry-After", "0.5"), Duration.ofMillis(500)),
        limited(Map.of("retry-after-ms", "1250"), Duration.ofMillis(1250)),
        limited(
                Map.of("Retry-After", "Fri, 31 Dec 2049 23:59:59 GMT", "Date", "Fri, 31 Dec 2049 23:59:29 GMT"),
                Duration.ofSeconds(30)),
        limited(Map.of("Retry-After", "soon"), null),
        new Row(
                503,
                Map.of("Retry-After", "20"),
                "upstream is busy",
                FailureReason.SERVER,
                true,
                Duration.ofSeconds(20),
                "upstream is busy"),
        plain(
                502,
                "<html><head><title>502 Bad Gateway</title></head></html>",
                FailureReason.SERVER,
                true,
                "an HTML page: 502 Bad Gateway"),
        plain(503, "", FailureReason.SERVER, true, ""),
        plain(500, "{\"error\":{\"mess", FailureReason.SERVER, true, ""),
        plain(529, "{}", FailureReason.SERVER, true, ""),
        plain(408, "", FailureReason.TIMEOUT, true, ""),
        plain(401, "no entry", FailureReason.AUTHENTICATION, false, "no entry"),
        plain(403, "", FailureReason.PERMISSION, false, ""),
        plain(404, "Not Found", FailureReason.NOT_FOUND, false, "Not Found"),
        plain(413, "", FailureReason.INVALID_REQUEST, false, ""),
        plain(422, "[]", FailureReason.INVALID_REQUEST, false, "")
    };

    static Stream<String> providers() {
        return TriedFormat.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void meansWhatItsStatusAndHeadersSay(String name) {
        TriedFormat format = Objects.requireNonNull(TriedFormat.all().get(name));
        LLMRequest request = LLMRequest.of(
                "Hello", RunConfig.builder().modelName(format.model()).build());
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = format.adapter(name, stub.url())) {
            for (Row row : ROWS) {
                stub.answers(answer(row));
                check(name, row, catchThrowableOfType(LLMException.class, () -> adapter.execute(request)));
                stub.answers(answer(row));
                check(name, row, catchThrowableOfType(LLMException.class, () -> adapter.stream(request)));
            }
        }
    }

    private static void check(String name, Row row, LLMException e) {
        assertThat(e)
                .as("%s answers %s", name, row)
                .isInstanceOf(row.status == 429 ? LLMRateLimitException.class : LLMApiException.class)
                .hasMessageContaining(row.message)
                .hasMessageNotContaining(StubProvider.KEY);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("status", e.providerStatus());
        told.put("provider", e.provider());
        told.put("reason", e.reason());
        told.put("retryable", e.isRetryable());
        told.put("pause", e.retryAfter());
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("status", Optional.of(row.status));
        expected.put("provider", Optional.of(name));
        expected.put("reason", row.reason);
        expected.put("retryable", row.retryable);
        expected.put("pause", Optional.ofNullable(row.pause));
        assertThat(told).as("%s answers %s", name, row).isEqualTo(expected);
    }

    private static MockResponse.Builder answer(Row row) {
        MockResponse.Builder answer =
                new MockResponse.Builder().code(row.status).body(row.body);
        row.headers.forEach(answer::setHeader);
        return answer;
    }

    private static Row limited(Map<String, String> headers, @Nullable Duration pause) {
        return new Row(429, headers, "", FailureReason.RATE_LIMIT, true, pause, "");
    }

    private static Row plain(int status, String body, FailureReason reason, boolean retryable, String message) {
        return new Row(status, Map.of(), body, reason, retryable, null, message);
    }
}
