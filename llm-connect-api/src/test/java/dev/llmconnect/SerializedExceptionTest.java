package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializedExceptionTest {
    private static final ErrorDetails DETAILS = ErrorDetails.builder()
            .provider("p")
            .providerStatus(429)
            .providerCode("slow_down")
            .providerMessage("too fast")
            .providerParam("messages[0]")
            .providerRequestId("r")
            .retryAfter(Duration.ofSeconds(3))
            .reason(FailureReason.RATE_LIMIT)
            .retryable(true)
            .build();

    static Stream<LLMException> exceptions() {
        return Stream.of(
                new LLMException("m", new IllegalStateException("cause")),
                new LLMApiException("m", null, DETAILS),
                new LLMRateLimitException("m", null, DETAILS),
                new LLMTimeoutException("m", null, DETAILS),
                new LLMCancelledException("m", null, DETAILS),
                new LLMConfigurationException("m", null, DETAILS),
                LLMProfileException.unknown("m"),
                new LLMBudgetExceededException("m", null, DETAILS),
                new LLMInvalidRequestException("m", null, DETAILS));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void keepsItsCodeAndDetails(LLMException thrown) throws Exception {
        LLMException read = readBack(thrown);
        assertThat(read).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
        assertThat(read.toMap("1")).isEqualTo(thrown.toMap("1"));
        assertThat(read.code()).isEqualTo(thrown.code());
        assertThat(read.code().exitCode()).isEqualTo(thrown.code().exitCode());
        assertThat(read.isRetryable()).isEqualTo(thrown.isRetryable());
        assertThat(read.reason()).isEqualTo(thrown.reason());
        assertThat(read.details()).usingRecursiveComparison().isEqualTo(thrown.details());
    }

    private static LLMException readBack(LLMException thrown) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (LLMException) in.readObject();
        }
    }
}
