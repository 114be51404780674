package dev.llmconnect.ledger.store;

class MemoryStoreTest extends LedgerStoreContract {
    @Override
    LedgerStore open() {
        return new MemoryStore();
    }
}
