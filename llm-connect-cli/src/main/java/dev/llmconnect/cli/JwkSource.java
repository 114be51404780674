package dev.llmconnect.cli;

import dev.llmconnect.Redactor;
import dev.llmconnect.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Public keys of an issuer, loaded by a thread of their own every {@link #INTERVAL}, and sooner when a token names an unknown key, but
 * never more often than every {@link #MIN_INTERVAL}. While they cannot be loaded the last ones stay in use, for {@link #MAX_AGE} at most.
 * Reading never waits. Thread-safe.
 */
final class JwkSource implements AutoCloseable {
    /** Interval between loads: 5 minutes. */
    static final Duration INTERVAL = Duration.ofMinutes(5);
    /** Least interval between loads, whatever tokens are sent: 10 s. */
    static final Duration MIN_INTERVAL = Duration.ofSeconds(10);
    /** Age at which keys that could not be loaded again are no longer used: 24 h. */
    static final Duration MAX_AGE = Duration.ofHours(24);

    static final int MAX_BYTES = 1 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final Logger LOG = System.getLogger(JwkSource.class.getName());

    private final Callable<String> loader;
    private final String name;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread = new Thread(this::follow, "llm-connect-jwks");
    private final AtomicInteger generation = new AtomicInteger();
    private volatile List<JsonWebKey> keys = List.of();
    private volatile long loadedAt;
    private volatile boolean loaded;
    private volatile boolean wanted;
    private volatile boolean closed;
    private long triedAt;
    private boolean tried;
    private boolean failing;

    /**
     * Loads nothing yet.
     *
     * @param loader returns the text of a JSON Web Key Set
     * @param name for messages
     */
    JwkSource(Callable<String> loader, String name, Ticker ticker) {
        this.loader = loader;
        this.name = name;
        this.ticker = ticker;
        thread.setDaemon(true);
    }

    /** Loads a file. */
    static Callable<String> ofFile(Path file) {
        return () -> {
            try (InputStream in = Files.newInputStream(file)) {
                return text(in);
            }
        };
    }

    /** Loads a URL, without following redirects. */
    static Callable<String> ofUrl(URI url) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        return () -> {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != OK) {
                    throw new IOException("HTTP " + response.statusCode());
                }
                return text(in);
            }
        };
    }

    private static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("larger than " + MAX_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Loads the keys and begins to follow them. A failure is logged, and tokens are refused until it is over. */
    void start() {
        load();
        thread.start();
    }

    /** The keys; empty before the first load, and when the last one is older than {@link #MAX_AGE}. */
    List<JsonWebKey> keys() {
        boolean current = loaded && ticker.nanos() - loadedAt <= MAX_AGE.toNanos();
        return current ? keys : List.of();
    }

    /** Number of the load that the keys are from; 0 without keys. Read it before {@link #keys()}. */
    int generation() {
        return keys().isEmpty() ? 0 : generation.get();
    }

    /** Asks for a load, since a token names a key that is not among them. Returns at once. */
    void refresh() {
        if (wanted) {
            return;
        }
        lock.lock();
        try {
            wanted = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void follow() {
        try {
            while (!closed) {
                awaitDue();
                if (!closed) {
                    load();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitDue() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && !isDue()) {
                long left = (wanted || failing ? MIN_INTERVAL : INTERVAL).toNanos() - (ticker.nanos() - triedAt);
                changed.await(Math.max(1, left), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the keys are to be loaded now. */
    boolean isDue() {
        long age = ticker.nanos() - triedAt;
        return !tried || age >= (wanted || failing ? MIN_INTERVAL : INTERVAL).toNanos();
    }

    /** Loads the keys. */
    void load() {
        lock.lock();
        try {
            tried = true;
            triedAt = ticker.nanos();
            wanted = false;
        } finally {
            lock.unlock();
        }
        try {
            List<JsonWebKey> found = new JsonWebKeySet(loader.call())
                    .getJsonWebKeys().stream().filter(JwkSource::isUsable).toList();
            if (found.isEmpty()) {
                throw new IOException("it has no public key for signatures");
            }
            keys = found;
            generation.incrementAndGet();
            loadedAt = ticker.nanos();
            loaded = true;
            if (failing) {
                LOG.log(Level.INFO, "the keys of {0} are loaded again", name);
            }
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JoseException e) {
            failed("it is no JSON Web Key Set");
        } catch (Exception e) {
            failed(Redactor.redact(String.valueOf(e)));
        }
    }

    private void failed(String reason) {
        LOG.log(
                failing ? Level.DEBUG : Level.WARNING,
                "the keys of {0} (--jwt-jwks) cannot be loaded, {1}: {2}",
                name,
                loaded ? "and the last ones stay in use for " + MAX_AGE.toHours() + " h" : "so tokens are refused",
                reason);
        failing = true;
    }

    /** Symmetric keys are never used: whoever verifies with one could sign with it. */
    private static boolean isUsable(JsonWebKey key) {
        return key.getKey() instanceof PublicKey
                && (key.getUse() == null || key.getUse().equals("sig"));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
