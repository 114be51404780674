import org.jspecify.annotations.NullMarked;

/** HTTP server for adapters. */
@NullMarked
@SuppressWarnings("requires-automatic") // Okio names its module, but does not describe it
module dev.llmconnect.server {
    requires transitive dev.llmconnect.api;
    requires dev.llmconnect.formats;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires java.naming;
    requires okio;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.management;

    exports dev.llmconnect.server;
    exports dev.llmconnect.server.admin;
    exports dev.llmconnect.server.metrics;
}
