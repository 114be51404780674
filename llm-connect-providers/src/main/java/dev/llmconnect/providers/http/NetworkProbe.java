package dev.llmconnect.providers.http;

import dev.llmconnect.internal.NetworkCheck;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Call;
import okhttp3.ConnectionSpec;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Checks a provider's address with the client of its calls. Thread-safe. */
public final class NetworkProbe implements NetworkCheck {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Called by the service loader. */
    public NetworkProbe() {}

    @Override
    public Answer ask(String provider, AdapterSettings settings, String url) throws IOException {
        Network network = Network.of(provider, settings);
        boolean secure = url.startsWith("https:");
        AtomicBoolean proxied = new AtomicBoolean();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .callTimeout(TIMEOUT)
                .connectionSpecs(List.of(secure ? ConnectionSpec.MODERN_TLS : ConnectionSpec.CLEARTEXT))
                .eventListener(new EventListener() {
                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        proxied.set(proxy.type() != Proxy.Type.DIRECT);
                    }
                });
        network.apply(builder, secure);
        OkHttpClient client = builder.build();
        Request.Builder request = new Request.Builder().url(url).head();
        Request probe = request.build();
        network.proxyAuthorization(probe.url()).ifPresent(value -> request.header("Proxy-Authorization", value));
        long start = System.nanoTime();
        try (Response response = client.newCall(request.build()).execute()) {
            Duration latency = Duration.ofNanos(System.nanoTime() - start);
            Optional<Instant> date = Optional.ofNullable(response.headers().getInstant("Date"));
            return new Answer(response.code(), date, latency, proxied.get());
        } catch (IOException e) {
            throw network.explained(e);
        } finally {
            client.connectionPool().evictAll();
        }
    }
}
