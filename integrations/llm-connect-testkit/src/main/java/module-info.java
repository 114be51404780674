import org.jspecify.annotations.NullMarked;

/** Conformance kit for authors of providers: base classes of tests, and a stub of a faulty provider. */
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
