package dev.llmconnect.testkit.reference;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Adapters that tell failures wrongly. */
final class FailureFaults {
    private FailureFaults() {}

    static List<Fault> all() {
        return List.of(
                details(
                        "tells every status as 500",
                        details -> details.providerStatus(500),
                        "aWrongKeyIsNotWorthAnotherTry",
                        "aWrongRequestIsNotWorthAnotherTryAndTheProviderSaysWhy",
                        "anErrorPageOfAProxyIsAnErrorToo"),
                details(
                        "thinks that every failure is worth another try",
                        details -> details.retryable(true),
                        "aWrongKeyIsNotWorthAnotherTry",
                        "aWrongRequestIsNotWorthAnotherTryAndTheProviderSaysWhy"),
                details(
                        "thinks that no failure is worth another try",
                        details -> details.retryable(false),
                        "aRateLimitSaysHowLongToWait",
                        "aFailureInsideTheProviderIsWorthAnotherTry",
                        "aConnectionThatBreaksBeforeTheAnswerIsWorthAnotherTry",
                        "aProviderThatCannotBeReachedIsAnError",
                        "anAnswerThatIsCutIsAnError",
                        "aStreamWithoutItsEndIsAnErrorAndNeverAShortSuccess"),
                details("forgets how long to wait", details -> details.retryAfter(null), "aRateLimitSaysHowLongToWait"),
                details(
                        "says nothing of what the provider said",
                        details -> details.providerMessage(null),
                        "aWrongRequestIsNotWorthAnotherTryAndTheProviderSaysWhy"),
                thrown(
                        "tells rate limits like any error",
                        failure -> failure instanceof LLMRateLimitException
                                ? new LLMApiException(failure.getMessage(), null, failure.details())
                                : failure,
                        "aRateLimitSaysHowLongToWait"),
                passed(
                        "takes an answer that it cannot read for an empty one",
                        failure -> failure.providerStatus().isEmpty() && failure instanceof LLMApiException,
                        "anAnswerThatIsNoneIsAnError"),
                passed(
                        "takes an error with status 200 for an answer",
                        failure -> failure.providerStatus()
                                .filter(status -> status == 200)
                                .isPresent(),
                        "anErrorWithStatus200IsAnError",
                        "anErrorInTheMiddleOfAStreamEndsIt"),
                thrown(
                        "lets foreign exceptions out",
                        failure -> failure.reason().equals(FailureReason.CONNECTION)
                                ? new IllegalStateException(failure)
                                : failure,
                        "aConnectionThatBreaksBeforeTheAnswerIsWorthAnotherTry",
                        "aProviderThatCannotBeReachedIsAnError"));
    }

    private static Fault thrown(String name, Function<LLMException, RuntimeException> change, String... tests) {
        return Fault.of(name, right -> BentAdapter.failures(right, change), tests);
    }

    private static Fault passed(String name, Predicate<LLMException> passes, String... tests) {
        return Fault.of(name, right -> BentAdapter.successes(right, passes::test), tests);
    }

    private static Fault details(String name, Consumer<ErrorDetails.Builder> change, String... tests) {
        return thrown(name, failure -> withDetails(failure, change), tests);
    }

    private static LLMException withDetails(LLMException failure, Consumer<ErrorDetails.Builder> change) {
        ErrorDetails.Builder details = ErrorDetails.builder()
                .provider(failure.provider().orElse(null))
                .providerStatus(failure.providerStatus().orElse(null))
                .providerMessage(failure.details().providerMessage().orElse(null))
                .retryAfter(failure.retryAfter().orElse(null))
                .reason(failure.reason());
        change.accept(details);
        return failure instanceof LLMRateLimitException
                ? new LLMRateLimitException(failure.getMessage(), failure, details.build())
                : new LLMApiException(failure.getMessage(), failure, details.build());
    }
}
