package dev.llmconnect.server.internal.engine;

import dev.llmconnect.CallObserver;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.RateLimitSource;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.TlsConfig;
import dev.llmconnect.server.internal.http.OriginPolicy;
import dev.llmconnect.server.internal.http.RouteTable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine serves, and to whom.
 *
 * @param observer is told of every call; must not block
 * @param allowedHosts as in {@link OriginPolicy}
 * @param allowedOrigins as in {@link OriginPolicy}
 * @param tls {@code null} for plain HTTP
 */
public record EngineConfig(
        SocketAddress address,
        LLMAdapter adapter,
        CallObserver observer,
        RouteTable routes,
        CallerKeys apiKeys,
        RateLimitSource rateLimits,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        ServerLimits limits,
        @Nullable TlsConfig tls) {
    /** Whether anybody who reaches the address may call. */
    boolean isOpen() {
        return apiKeys.isEmpty() && (tls == null || tls.clientAuthorities().isEmpty());
    }

    /** Whether only programs on this machine reach the address. */
    boolean isLoopback() {
        return !(address instanceof InetSocketAddress inet)
                || (inet.getAddress() != null && inet.getAddress().isLoopbackAddress());
    }

    OriginPolicy origins() {
        return new OriginPolicy(isLoopback() && isOpen(), allowedHosts, allowedOrigins);
    }
}
