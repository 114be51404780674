import org.jspecify.annotations.NullMarked;

/** Accounting for calls: prices, usage, callers, budgets and limits. */
@NullMarked
@SuppressWarnings("requires-automatic") // Moshi and Okio name their modules, but do not describe them
module dev.llmconnect.ledger {
    requires com.squareup.moshi;
    requires static com.zaxxer.hikari; // with PostgreSQL only
    requires transitive dev.llmconnect.api;
    requires java.sql;
    requires okio;

    exports dev.llmconnect.ledger;
    exports dev.llmconnect.ledger.budget;
    exports dev.llmconnect.ledger.callers;
    exports dev.llmconnect.ledger.prices;
    exports dev.llmconnect.ledger.store;
}
