package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;

/** Asserts that texts contain no key. */
final class Secrecy {
    private Secrecy() {}

    static void check(Throwable thrown, String key) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        check("the stack trace", trace.toString(), key);
        if (thrown instanceof LLMException failure) {
            check("the error JSON", failure.toMap("request"), key);
            check("the provider's message", failure.details().providerMessage(), key);
            check("the provider's code", failure.details().providerCode(), key);
            check("the provider's request id", failure.details().providerRequestId(), key);
        }
    }

    private static void check(String where, Optional<String> text, String key) {
        check(where, text.orElse(""), key);
    }

    static void check(String where, Object text, String key) {
        assertThat(text.toString()).as(where).doesNotContain(key);
    }
}
