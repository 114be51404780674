package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result of one check of {@code doctor}.
 *
 * @param check what was checked: {@code dns}, {@code key}, …
 * @param subject whose: a provider, or {@code server}
 * @param detail what was found, and what to do about it
 * @param time how long it took; {@code null} if that says nothing
 */
record DoctorCheck(
        String check,
        String subject,
        Status status,
        String detail,
        @Nullable Duration time) {
    private static final int MAX_DETAIL_LENGTH = 500;

    /** Whether a server works as configured. */
    enum Status {
        OK,
        WARN,
        FAIL;

        /** Name in the output. */
        String shown() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    DoctorCheck {
        detail = Redactor.redact(detail, MAX_DETAIL_LENGTH);
    }

    static DoctorCheck ok(String check, String subject, String detail) {
        return new DoctorCheck(check, subject, Status.OK, detail, null);
    }

    static DoctorCheck warn(String check, String subject, String detail) {
        return new DoctorCheck(check, subject, Status.WARN, detail, null);
    }

    static DoctorCheck fail(String check, String subject, String detail) {
        return new DoctorCheck(check, subject, Status.FAIL, detail, null);
    }

    /** A copy that took this long since {@code startNanos}. */
    DoctorCheck since(long startNanos) {
        return new DoctorCheck(check, subject, status, detail, Duration.ofNanos(System.nanoTime() - startNanos));
    }

    /** One line of text. */
    String line() {
        String took = time == null ? "" : " (" + time.toMillis() + " ms)";
        return String.format(Locale.ROOT, "%-5s %-16s %-13s %s%s", status.shown(), subject, check, detail, took);
    }

    /** As JSON. */
    Map<String, @Nullable Object> tree() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("check", check);
        tree.put("subject", subject);
        tree.put("status", status.shown());
        tree.put("detail", detail);
        tree.put("millis", time == null ? null : time.toMillis());
        return tree;
    }
}
