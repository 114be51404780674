package dev.llmconnect.ledger.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a call may begin within its limits, and what is used of them. Immutable. */
public final class AdmitResult {
    private final long second;
    private final @Nullable LimitClaim refused;
    private final List<LimitUsage> usage;

    private AdmitResult(long second, @Nullable LimitClaim refused, List<LimitUsage> usage) {
        this.second = second;
        this.refused = refused;
        this.usage = List.copyOf(usage);
    }

    /** The call may begin, and is counted in this second. */
    static AdmitResult granted(long second, List<LimitUsage> usage) {
        return new AdmitResult(second, null, usage);
    }

    /** The call may not begin, and is not counted. */
    static AdmitResult refused(long second, LimitClaim by, List<LimitUsage> usage) {
        return new AdmitResult(second, by, usage);
    }

    /** Whether the call may begin. */
    public boolean isGranted() {
        return refused == null;
    }

    /** The scope whose limit is reached; absent when the call may begin. */
    public Optional<LimitClaim> refusedBy() {
        return Optional.ofNullable(refused);
    }

    /** The second of the epoch in which the store was asked, by its clock. */
    public long second() {
        return second;
    }

    /** What is used of each scope, in the order of the claims; a copy that belongs to the caller. */
    public List<LimitUsage> usage() {
        return usage;
    }
}
