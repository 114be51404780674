package dev.llmconnect.providers.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;

/** Pools of connections that cost as little as the way this program was put together allows. */
final class ConnectionPools {
    private static final String INTERNALS = "okhttp3.internal.concurrent";

    private ConnectionPools() {}

    /**
     * A pool of at most that many idle connections, each idle for at most that long. On the module path OkHttp does not show what
     * {@link PoolCleaner} needs, and its own way is taken.
     */
    static ConnectionPool pool(int maxIdle, Duration keepAlive) {
        Module okHttp = ConnectionPool.class.getModule();
        return okHttp.isExported(INTERNALS, ConnectionPools.class.getModule())
                ? PoolCleaner.pool(maxIdle, keepAlive)
                : new ConnectionPool(maxIdle, keepAlive.toMillis(), TimeUnit.MILLISECONDS);
    }
}
