package dev.llmconnect.ledger;

/** What becomes of calls that have a budget while the store of budgets cannot be reached. */
public enum OnStoreLoss {
    /** Each process counts by itself: it may spend what was left when the store was last asked, divided by the number of nodes. */
    LOCAL,
    /** Calls that have a budget are refused. */
    REFUSE
}
