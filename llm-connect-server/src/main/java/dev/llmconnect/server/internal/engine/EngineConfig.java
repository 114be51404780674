package dev.llmconnect.server.internal.engine;

import dev.llmconnect.CallObserver;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.RateLimitSource;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.internal.http.OriginPolicy;
import dev.llmconnect.server.internal.http.RouteTable;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What an engine serves, and to whom.
 *
 * @param observer is told of every call; must not block
 * @param allowedHosts as in {@link OriginPolicy}
 * @param allowedOrigins as in {@link OriginPolicy}
 */
public record EngineConfig(
        InetSocketAddress address,
        LLMAdapter adapter,
        CallObserver observer,
        RouteTable routes,
        CallerKeys apiKeys,
        RateLimitSource rateLimits,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        ServerLimits limits) {
    boolean isLoopback() {
        return address.getAddress() != null && address.getAddress().isLoopbackAddress();
    }

    OriginPolicy origins() {
        return new OriginPolicy(isLoopback() && apiKeys.isEmpty(), allowedHosts, allowedOrigins);
    }
}
