package dev.llmconnect.ledger.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Result of admitting a call, with the usage of its limits. Immutable. */
public final class AdmitResult {
    private final long second;
    private final @Nullable LimitClaim refused;
    private final List<LimitUsage> usage;

    private AdmitResult(long second, @Nullable LimitClaim refused, List<LimitUsage> usage) {
        this.second = second;
        this.refused = refused;
        this.usage = List.copyOf(usage);
    }

    /** Creates the result of an admitted call, which is counted in this second. */
    static AdmitResult granted(long second, List<LimitUsage> usage) {
        return new AdmitResult(second, null, usage);
    }

    /** Creates the result of a refused call, which is not counted. */
    static AdmitResult refused(long second, LimitClaim by, List<LimitUsage> usage) {
        return new AdmitResult(second, by, usage);
    }

    /** Whether the call was admitted. */
    public boolean isGranted() {
        return refused == null;
    }

    /** Scope whose limit is reached; absent if admitted. */
    public Optional<LimitClaim> refusedBy() {
        return Optional.ofNullable(refused);
    }

    /** Second since the epoch at which the store was asked, by its clock. */
    public long second() {
        return second;
    }

    /** Usage of each scope, in the order of the claims; a copy owned by the caller. */
    public List<LimitUsage> usage() {
        return usage;
    }
}
