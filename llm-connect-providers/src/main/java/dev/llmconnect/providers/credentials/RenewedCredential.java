package dev.llmconnect.providers.credentials;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Redactor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a credential and renews it before it expires. One caller at a time fetches; while the old credential is valid, the others use
 * it, and a renewal that fails is a warning. Callers that wait for the same fetch share its failure. Thread-safe; fetches nothing until
 * first asked.
 */
public final class RenewedCredential<T> {
    /** Pause between two renewals while the old credential is valid: 15 s. */
    static final Duration RENEWAL_DELAY = Duration.ofSeconds(15);

    private static final Logger LOG = System.getLogger(RenewedCredential.class.getName());

    private final String name;
    private final CredentialSource<T> source;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Lease<T> current;
    private volatile Instant nextRenewal = Instant.MIN;
    private volatile @Nullable Failure lastFailure;

    /** Compared by identity. */
    private static final class Failure {
        final LLMException exception;

        Failure(LLMException exception) {
            this.exception = exception;
        }
    }

    /**
     * A credential of this source.
     *
     * @param name what it is, for messages, such as {@code Google's access token}
     */
    public RenewedCredential(String name, CredentialSource<T> source, Clock clock) {
        this.name = name;
        this.source = source;
        this.clock = clock;
    }

    /**
     * The credential, fetched if there is no valid one.
     *
     * @throws LLMException if there is none: the failure of the source, {@link LLMTimeoutException} if the deadline of the call passes
     *     first, {@link LLMCancelledException} if the calling thread is interrupted
     */
    public T get(LLMCall request) {
        Lease<T> lease = current;
        if (lease == null || !clock.instant().isBefore(lease.expiry())) {
            return awaited(request);
        }
        if (!isDue(lease) || !fetching.tryLock()) {
            return lease.value();
        }
        try {
            // Another call may have renewed it meanwhile.
            Lease<T> latest = Objects.requireNonNull(current);
            return isDue(latest) ? renewed(latest, request) : latest.value();
        } finally {
            fetching.unlock();
        }
    }

    private boolean isDue(Lease<T> lease) {
        Instant now = clock.instant();
        return !now.isBefore(lease.renewAt()) && !now.isBefore(nextRenewal);
    }

    private T renewed(Lease<T> old, LLMCall request) {
        nextRenewal = clock.instant().plus(RENEWAL_DELAY);
        try {
            return fetch(request).value();
        } catch (LLMException e) {
            if (!clock.instant().isBefore(old.expiry())) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "{0} cannot be renewed; the old one stays in use until {1}: {2}",
                    name,
                    old.expiry(),
                    Redactor.redact(String.valueOf(e.getMessage())));
            return old.value();
        }
    }

    private T awaited(LLMCall request) {
        Failure seen = lastFailure;
        enter(request);
        try {
            Lease<T> lease = current;
            if (lease != null && clock.instant().isBefore(lease.expiry())) {
                return lease.value();
            }
            Failure failure = lastFailure;
            if (failure != null && failure != seen) {
                throw failure.exception;
            }
            return fetch(request).value();
        } finally {
            fetching.unlock();
        }
    }

    private void enter(LLMCall request) {
        try {
            if (!fetching.tryLock(request.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LLMTimeoutException("the deadline passed while waiting for " + name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the calling thread was interrupted", e, ErrorDetails.none());
        }
    }

    private Lease<T> fetch(LLMCall request) {
        try {
            Lease<T> lease = source.fetch(request);
            current = lease;
            return lease;
        } catch (LLMException e) {
            // What ended this call alone is no failure of the source.
            if (!(e instanceof LLMCancelledException) && !request.deadline().isExpired()) {
                lastFailure = new Failure(e);
            }
            throw e;
        }
    }

    /** Never shows the credential. */
    @Override
    public String toString() {
        return "RenewedCredential[" + name + "]";
    }
}
