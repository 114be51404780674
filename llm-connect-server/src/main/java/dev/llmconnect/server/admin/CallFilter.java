package dev.llmconnect.server.admin;

import dev.llmconnect.CallResult;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which of the recent calls are wanted; an empty text wants all.
 *
 * @param text is part of the id, the caller, a tag, the endpoint, the outcome, or a name of a profile, provider or model, in any case
 * @param outcome {@code ok}, {@code cancelled}, {@code error} for every failure, or one error code
 * @param caller the caller's name
 * @param profile the profile's name
 * @param provider the provider's name
 * @param model the model that answered, or the name that was asked for
 * @param minMillis the shortest duration
 */
record CallFilter(
        String text, String outcome, String caller, String profile, String provider, String model, long minMillis) {
    /** The outcome that stands for every failure. */
    static final String ANY_ERROR = "error";

    boolean matches(RecordedCall recorded) {
        CallIdentity call = recorded.identity();
        CallResult result = recorded.result();
        return matchesOutcome(result)
                && same(caller, call.caller())
                && same(profile, result.profile().orElse(""))
                && same(provider, result.provider())
                && (same(model, result.model()) || same(model, call.requestedModel()))
                && result.duration().toMillis() >= minMillis
                && matchesText(call, result);
    }

    private boolean matchesOutcome(CallResult result) {
        boolean failed = !result.isOk() && !result.outcome().equals(CallResult.CANCELLED);
        return outcome.equals(ANY_ERROR) ? failed : same(outcome, result.outcome());
    }

    private boolean matchesText(CallIdentity call, CallResult result) {
        if (text.isEmpty()) {
            return true;
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        Stream<String> names = Stream.of(
                call.id(),
                call.caller(),
                call.route(),
                call.requestedModel(),
                call.tags().toString(),
                call.session(),
                result.outcome(),
                result.reason().orElse(""),
                result.profile().orElse(""),
                result.provider(),
                result.model());
        return names.anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static boolean same(String wanted, String value) {
        return wanted.isEmpty() || wanted.equals(value);
    }
}
