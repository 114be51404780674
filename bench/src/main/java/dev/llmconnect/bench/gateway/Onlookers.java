package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator has on a server: a page that is open, and Prometheus, which scrapes it every five seconds. */
public final class Onlookers implements AutoCloseable {
    private static final int SCRAPE_SECONDS = 5;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "scraper");
        thread.setDaemon(true);
        return thread;
    });
    private final CompletableFuture<HttpResponse<Void>> page;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong scrapes = new AtomicLong();

    /** Opens the page's stream of events, and begins to scrape. */
    public Onlookers(Gateway gateway) {
        URI base = gateway.health().resolve("/");
        page = client.sendAsync(
                HttpRequest.newBuilder(base.resolve("/admin/api/events")).build(),
                HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> events.incrementAndGet()));
        scraper.scheduleAtFixedRate(() -> scrape(base.resolve("/metrics")), 0, SCRAPE_SECONDS, TimeUnit.SECONDS);
    }

    private void scrape(URI metrics) {
        try {
            HttpRequest request = HttpRequest.newBuilder(metrics).build();
            if (client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode() == 200) {
                scrapes.incrementAndGet();
            }
        } catch (IOException e) {
            System.err.println(metrics + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IOException if the page gets no events, or the scrapes no metrics */
    public void check() throws IOException {
        if (page.isDone() || events.get() == 0 || scrapes.get() == 0) {
            throw new IOException(events + " events and " + scrapes + " scrapes were answered");
        }
    }

    @Override
    public void close() {
        scraper.shutdownNow();
        page.cancel(true);
    }
}
