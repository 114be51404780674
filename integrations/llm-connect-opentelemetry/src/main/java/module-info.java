import org.jspecify.annotations.NullMarked;

/** Traces and metrics of calls for OpenTelemetry. */
@NullMarked
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // OpenTelemetry names its modules, but does not describe them
module dev.llmconnect.opentelemetry {
    requires transitive dev.llmconnect.api;
    requires transitive io.opentelemetry.api;
    requires io.opentelemetry.context;
    requires io.opentelemetry.sdk;
    requires io.opentelemetry.sdk.autoconfigure;
    requires io.opentelemetry.sdk.autoconfigure.spi;
    requires io.opentelemetry.sdk.common;
    requires io.opentelemetry.sdk.trace;

    exports dev.llmconnect.opentelemetry;
}
