package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.wire.FaultyReplies.Asked;
import dev.llmconnect.providers.wire.FaultyReplies.Format;
import dev.llmconnect.testkit.ProviderStub;
import dev.llmconnect.testkit.Reply;
import dev.llmconnect.testkit.Reply.Ending;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one attempt makes of every way in which a provider goes wrong on the wire: one exception, in time, in little memory, and no
 * harm to the next call.
 */
class FaultsTest {
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    /** How much later than its deadline a call may end on a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** For calls that are not to wait for their deadline. */
    private static final Duration AMPLE = Duration.ofSeconds(20);
    /** The limit of an answer is 1 MiB; the faulty provider sends more than a hundred times that. */
    private static final long MEMORY = 24 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ProviderStub provider = new ProviderStub();

    @AfterEach
    void close() throws Exception {
        provider.close();
    }

    static Stream<Arguments> wires() {
        return Stream.of(Format.values())
                .flatMap(format -> Stream.of(Asked.values()).map(asked -> Arguments.of(format, asked)));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void resetBeforeHeaders(Format format, Asked asked) {
        broken(format, asked, FailureReason.CONNECTION, reply -> reply.first(0).ending(Ending.RESET));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void silence(Format format, Asked asked) {
        timesOut(format, asked, reply -> reply.first(0).ending(Ending.STALLED));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void headersThenSilence(Format format, Asked asked) {
        timesOut(format, asked, reply -> reply.pausing(0, Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void cutInTheBody(Format format, Asked asked) {
        broken(format, asked, FailureReason.TRUNCATED, reply -> reply.half().ending(Ending.CLOSED));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void resetInTheBody(Format format, Asked asked) {
        broken(format, asked, FailureReason.CONNECTION, reply -> reply.half().ending(Ending.RESET));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void announcesMoreThanItSends(Format format, Asked asked) {
        broken(
                format,
                asked,
                FailureReason.TRUNCATED,
                reply -> reply.withLength()
                        .first(0)
                        .followedBy(reply.half().withLength().bytes())
                        .announcing(100_000)
                        .ending(Ending.CLOSED));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void announcesLessThanItSends(Format format, Asked asked) {
        broken(
                format,
                asked,
                FailureReason.TRUNCATED,
                reply -> reply.withLength().announcing(90));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void garbageInPlaceOfHttp(Format format, Asked asked) {
        broken(format, asked, FailureReason.MALFORMED, reply -> Reply.garbage("\u0001\u0002 what?\r\n\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void garbageInPlaceOfAnAnswer(Format format, Asked asked) {
        byte[] garbage = "data: }{ nonsense\n\n".getBytes(StandardCharsets.UTF_8);
        String type = asked == Asked.STREAM ? "text/event-stream" : "application/json";
        broken(format, asked, FailureReason.MALFORMED, reply -> Reply.of(200, type, garbage));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void slowDrip(Format format, Asked asked) {
        timesOut(format, asked, reply -> reply.ending(Ending.DRIPPING));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void stallInTheMiddle(Format format, Asked asked) {
        timesOut(format, asked, reply -> reply.half().ending(Ending.STALLED));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void noEndMarker(Format format, Asked asked) {
        broken(
                format,
                asked,
                FailureReason.TRUNCATED,
                reply -> reply.partCount() > 1
                        ? reply.first(reply.partCount() - 3)
                        : reply.half().withoutLength());
    }

    @ParameterizedTest
    @MethodSource("wires")
    void hugeBody(Format format, Asked asked) {
        tooLarge(format, asked, reply -> reply.half().withoutLength().ending(Ending.ENDLESS));
    }

    @ParameterizedTest
    @MethodSource("wires")
    void gzipBomb(Format format, Asked asked) {
        byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        String type = asked == Asked.STREAM ? "text/event-stream" : "application/json";
        Reply bomb = Reply.streamOfBytes(type, Collections.nCopies(150, blanks)).gzipped();
        tooLarge(format, asked, reply -> bomb);
    }

    @ParameterizedTest
    @MethodSource("wires")
    void redirectToAnotherHost(Format format, Asked asked) throws Exception {
        try (ProviderStub elsewhere = new ProviderStub()) {
            elsewhere.answer(request -> format.healthy(asked));
            for (int status : List.of(301, 302, 303, 307, 308)) {
                LLMException failure = failure(
                        format,
                        asked,
                        reply -> Reply.json(status, "{}").header("Location", elsewhere.url() + "/v1/elsewhere"));

                assertThat(failure).isInstanceOf(LLMApiException.class);
                assertThat(failure.providerStatus()).contains(status);
                assertThat(failure.isRetryable()).isFalse();
            }
            assertThat(elsewhere.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("wires")
    void everyKindOfRetryAfter(Format format, Asked asked) {
        Duration two = Duration.ofSeconds(2);
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(30));
        assertPause(format, asked, reply -> reply.header("Retry-After", "2"), two, two);
        assertPause(format, asked, reply -> reply.header("retry-after-ms", "2000"), two, two);
        assertPause(
                format,
                asked,
                reply -> reply.header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
                        .header("Retry-After", "Sun, 06 Nov 1994 08:49:39 GMT"),
                two,
                two);
        assertPause(
                format,
                asked,
                reply -> reply.header("Retry-After", soon),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30));
        assertPause(format, asked, format::withReset, two, two);
        assertThat(limited(format, asked, reply -> reply).retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wires")
    void flapping(Format format, Asked asked) {
        try (LLMAdapter adapter = format.adapter(provider.url())) {
            for (int i = 0; i < 3; i++) {
                provider.answer(request -> format.error(500));
                LLMException failure =
                        catchThrowableOfType(LLMException.class, () -> asked.of(adapter, request(AMPLE)));
                assertThat(failure.reason()).isEqualTo(FailureReason.SERVER);
                assertThat(failure.isRetryable()).isTrue();
                provider.answer(request -> format.healthy(asked));
                assertThat(asked.of(adapter, request(AMPLE)).content()).isEqualTo(FaultyReplies.WHOLE);
            }
        }
        assertThat(provider.received()).hasSize(6);
    }

    @Test
    void everyRowOfTheDocumentIsATest() throws Exception {
        List<String> rows =
                Files.readAllLines(Path.of(System.getProperty("llmconnect.root"), "docs/resilience.md")).stream()
                        .dropWhile(line -> !line.equals("## Fault table: one attempt"))
                        .dropWhile(line -> !line.startsWith("|---"))
                        .skip(1)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(row -> row.split("`", 3)[1])
                        .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FaultsTest.class.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(ParameterizedTest.class))
                        .map(Method::getName)
                        .toList());
    }

    private void assertPause(
            Format format, Asked asked, UnaryOperator<Reply> headers, Duration atLeast, Duration atMost) {
        assertThat(limited(format, asked, headers).retryAfter())
                .hasValueSatisfying(pause -> assertThat(pause).isBetween(atLeast, atMost));
    }

    private LLMException limited(Format format, Asked asked, UnaryOperator<Reply> headers) {
        LLMException failure = failure(format, asked, reply -> headers.apply(format.error(429)));
        assertThat(failure).isInstanceOf(LLMRateLimitException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_RATE_LIMITED);
        assertThat(failure.reason()).isEqualTo(FailureReason.RATE_LIMIT);
        assertThat(failure.providerStatus()).contains(429);
        assertThat(failure.isRetryable()).isTrue();
        return failure;
    }

    private void broken(Format format, Asked asked, FailureReason reason, UnaryOperator<Reply> fault) {
        LLMException failure = failure(format, asked, fault);
        assertThat(failure).isExactlyInstanceOf(LLMApiException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
        assertThat(failure.isRetryable()).isTrue();
    }

    private void timesOut(Format format, Asked asked, UnaryOperator<Reply> fault) {
        long began = System.nanoTime();
        LLMException failure = failure(format, asked, TIMEOUT, fault);
        assertThat(failure).isExactlyInstanceOf(LLMTimeoutException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        assertThat(failure.providerStatus()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(TIMEOUT);
    }

    private void tooLarge(Format format, Asked asked, UnaryOperator<Reply> fault) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        LLMException failure = failure(format, asked, fault);
        // The call reads on its caller's thread, and what it never allocated it never held.
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY);
        assertThat(failure).isExactlyInstanceOf(LLMApiException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.reason()).isEqualTo(FailureReason.TOO_LARGE);
        assertThat(failure.isRetryable()).isFalse();
    }

    private LLMException failure(Format format, Asked asked, UnaryOperator<Reply> fault) {
        return failure(format, asked, AMPLE, fault);
    }

    /** How one attempt fails, which it must in time, without a second one, and without harm to the next call. */
    private LLMException failure(Format format, Asked asked, Duration timeout, UnaryOperator<Reply> fault) {
        Reply faulty = fault.apply(format.healthy(asked));
        int before = provider.received().size();
        provider.answer(request -> faulty);
        try (LLMAdapter adapter = format.adapter(provider.url())) {
            long began = System.nanoTime();
            LLMException failure = catchThrowableOfType(LLMException.class, () -> asked.of(adapter, request(timeout)));
            assertThat(failure).as("what the call failed with").isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.plus(GRACE));
            assertThat(provider.received()).hasSize(before + 1);
            assertThat(failure.toString()).doesNotContain(StubProvider.KEY);

            provider.answer(request -> format.healthy(asked));
            assertThat(asked.of(adapter, request(AMPLE)).content()).isEqualTo(FaultyReplies.WHOLE);
            return failure;
        }
    }

    private static LLMRequest request(Duration timeout) {
        return LLMRequest.of("Hello", RunConfig.builder().timeout(timeout).build());
    }
}
