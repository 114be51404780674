package dev.llmconnect.server.internal.engine;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;

/** Version of Netty that the engine needs: 4.2, or the 4.1 that Spring Boot 3.5 and Quarkus have. */
public final class NettyVersion {
    /** A class that Netty has since 4.1.102. */
    private static final String PROBE = "io.netty.handler.codec.http.DefaultHttpHeadersFactory";

    private NettyVersion() {}

    /**
     * Checks that a class loader has Netty 4.1.102 or later.
     *
     * @throws LLMConfigurationException if it does not; the message says what to do
     */
    public static void require(ClassLoader loader) {
        try {
            Class.forName(PROBE, false, loader);
        } catch (ClassNotFoundException e) {
            throw new LLMConfigurationException(
                    "llm-connect-server needs Netty 4.1.102 or later, and the class path has an older one, which a framework may"
                            + " have pinned: set the property netty.version, or import io.netty:netty-bom, in version 4.2",
                    e,
                    ErrorDetails.none());
        }
    }
}
