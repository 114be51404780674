package dev.llmconnect.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionPoolsTest {
    @Test
    void aConnectionIsUsedAgainAndClosedWhenItHasBeenIdleForTooLong() throws Exception {
        ConnectionPool pool = ConnectionPools.pool(5, Duration.ofMillis(500));
        OkHttpClient client = new OkHttpClient.Builder().connectionPool(pool).build();
        try (MockWebServer provider = new MockWebServer()) {
            provider.start();
            for (int i = 0; i < 3; i++) {
                provider.enqueue(new MockResponse.Builder().body("ok").build());
                call(client, provider);
            }
            assertThat(pool.connectionCount()).isEqualTo(1);
            awaitConnections(pool, 0);
        }
    }

    @Test
    void noMoreConnectionsThanAllowedStayIdle() throws Exception {
        ConnectionPool pool = ConnectionPools.pool(1, Duration.ofMinutes(5));
        OkHttpClient client = new OkHttpClient.Builder().connectionPool(pool).build();
        try (MockWebServer one = new MockWebServer();
                MockWebServer other = new MockWebServer()) {
            one.start();
            other.start();
            one.enqueue(new MockResponse.Builder().body("ok").build());
            other.enqueue(new MockResponse.Builder().body("ok").build());
            call(client, one);
            call(client, other);
            awaitConnections(pool, 1);
        }
    }

    private static void call(OkHttpClient client, MockWebServer provider) throws IOException {
        Request request = new Request.Builder().url(provider.url("/")).build();
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.body().string()).isEqualTo("ok");
        }
    }

    private static void awaitConnections(ConnectionPool pool, int count) throws InterruptedException {
        while (pool.connectionCount() != count) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
