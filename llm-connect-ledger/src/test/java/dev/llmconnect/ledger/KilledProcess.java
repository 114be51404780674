package dev.llmconnect.ledger;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.store.PostgresStore;
import dev.llmconnect.ledger.store.SqliteStore;
import java.nio.file.Path;
import java.time.Duration;

/** A process of its own that makes calls until it is killed, and prints after each round how many calls are written for good. */
final class KilledProcess {
    static final int ROUND = 20;

    private KilledProcess() {}

    public static void main(String[] arguments) throws Exception {
        LedgerConfig config = LedgerConfig.builder()
                .store(
                        arguments[0].startsWith("postgresql:")
                                ? PostgresStore.open(arguments[0])
                                : SqliteStore.open(Path.of(arguments[0])))
                .callers(Callers.parse("c", "{\"budgets\": {\"server\": [{\"usd\": 1000}]}}"))
                .build();
        Ledger ledger = Ledger.open(config);
        LLMAdapter adapter = ledger.around(new ScriptedProvider("openai").usage(Usage.of(6, 10)));
        for (int i = 1; ; i++) {
            for (int n = 0; n < ROUND; n++) {
                adapter.execute(LLMRequest.builder()
                        .prompt("Hello")
                        .config(RunConfig.builder().modelName("gpt-4o").build())
                        .context(CallContext.builder().caller("alice").build())
                        .build());
            }
            if (ledger.flush(Duration.ofSeconds(30))) {
                System.out.println(i * ROUND);
            }
        }
    }
}
