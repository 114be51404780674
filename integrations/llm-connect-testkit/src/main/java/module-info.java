import org.jspecify.annotations.NullMarked;

/** The conformance kit for authors of providers: tests to extend, and a provider that misbehaves. */
@NullMarked
module dev.llmconnect.testkit {
    requires transitive dev.llmconnect.api;
    requires java.logging;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;

    exports dev.llmconnect.testkit;

    // runs tests that are protected
    opens dev.llmconnect.testkit to
            org.junit.platform.commons;
}
