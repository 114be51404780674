package dev.llmconnect.ledger;

/** Handling of calls with a budget while the store is unavailable. */
public enum OnStoreLoss {
    /**
     * Each process counts locally: it may spend what was left when the store was last available, divided by the number of nodes.
     */
    LOCAL,
    /** Calls with a budget are refused. */
    REFUSE
}
