package dev.llmconnect.ledger.store;

import java.nio.file.Path;

/** An SQLite file on a disk that is full when a test says so: SQLite itself answers SQLITE_FULL. */
public final class FillableDisk {
    private volatile boolean full;

    /** A store on this disk. */
    public SqliteStore open(Path file) {
        // A maximum below the size of the file counts as that size: not a page more.
        return SqliteStore.open(file, () -> full ? "max_page_count = 1" : "");
    }

    /** From the next connection of a store on; the one that it has is closed. */
    public void fill(SqliteStore store) {
        full = true;
        store.reconnect();
    }

    public void makeRoom() {
        full = false;
    }
}
