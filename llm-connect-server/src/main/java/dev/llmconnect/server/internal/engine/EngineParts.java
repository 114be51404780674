package dev.llmconnect.server.internal.engine;

import dev.llmconnect.CallObserver;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.Ticker;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.RateLimitSource;
import dev.llmconnect.server.ServerLimits;
import dev.llmconnect.server.internal.call.CallGate;
import dev.llmconnect.server.internal.http.OriginPolicy;
import dev.llmconnect.server.internal.http.RequestIds;
import dev.llmconnect.server.internal.http.RouteTable;
import dev.llmconnect.server.internal.tls.ServerTls;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of one engine share.
 *
 * @param calls runs what may block: calls, and what stops them
 * @param largeCalls runs calls with a large body
 * @param connections those that are open
 * @param tls {@code null} for plain HTTP
 */
record EngineParts(
        ServerLimits limits,
        LLMAdapter adapter,
        RouteTable routes,
        CallerKeys apiKeys,
        RateLimitSource rateLimits,
        OriginPolicy origins,
        CallGate<Exchange> gate,
        MemoryBudget budget,
        BodyArrays arrays,
        Executor calls,
        Executor largeCalls,
        Set<Connection> connections,
        CallObserver observer,
        RequestIds ids,
        Ticker ticker,
        Clock clock,
        @Nullable ServerTls tls) {}
