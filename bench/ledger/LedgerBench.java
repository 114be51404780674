import dev.llmconnect.CallContext;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.Cost;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LedgerConfig;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.PostgresStore;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageQuery.Dimension;
import dev.llmconnect.ledger.store.UsageRow;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What accounting costs: CPU of a call with a budget (reserve, settle, usage row), the time that PostgreSQL adds, the sum of a million rows,
 * and the look-up of a key among ten thousand. Run by {@code bench/ledger.sh}, with the address of a PostgreSQL if there is one.
 */
public final class LedgerBench {
    private static final int ROWS = 1_000_000;

    /** Answers at once, with plausible usage. */
    private static final class AtOnce implements LLMAdapter {
        @Override
        public String provider() {
            return "openai";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return LLMResponse.builder()
                    .content("Hello")
                    .model("gpt-4o")
                    .usage(Usage.of(1000, 200))
                    .finishReason(FinishReason.STOP)
                    .build();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("llm-connect-bench");
        System.out.println("| what | figure |\n|---|---|");
        try (LLMAdapter plain = CheckedAdapter.of(new AtOnce())) {
            cpu("no ledger", plain, null, 200_000);
        }
        accounted("memory", new MemoryStore());
        accounted("SQLite, one process", SqliteStore.open(folder.resolve("one.db")));
        if (arguments.length > 0) {
            postgres(arguments[0]);
        }
        callers();
        million(SqliteStore.open(folder.resolve("million.db")));
        System.exit(0);
    }

    private static LedgerConfig config(LedgerStore store) {
        return LedgerConfig.builder()
                .store(store)
                .callers(Callers.parse(
                        "bench", "{\"callers\": {\"alice\": {\"budgets\": [{\"usd\": 1000000, \"per\": \"month\"}]}}}"))
                .build();
    }

    private static void accounted(String name, LedgerStore store) throws Exception {
        try (Ledger ledger = Ledger.open(config(store));
                LLMAdapter adapter = ledger.around(new AtOnce())) {
            cpu(name, adapter, ledger, 60_000);
        }
    }

    private static LLMRequest request() {
        return LLMRequest.builder()
                .prompt("Say hello to the world, please, in a few words")
                .config(RunConfig.builder().modelName("gpt-4o").build())
                .context(CallContext.builder().caller("alice").build())
                .build();
    }

    /** All threads of the process count: whoever writes usage, too. Not more calls than can wait to be written. */
    private static void cpu(String name, LLMAdapter adapter, Ledger ledger, int calls) throws Exception {
        LLMRequest request = request();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 8; round++) {
            long before = cpuNanos();
            for (int i = 0; i < calls; i += 5_000) {
                for (int j = 0; j < 5_000; j++) {
                    adapter.execute(request);
                }
                if (ledger != null) {
                    ledger.flush(Duration.ofSeconds(60));
                }
            }
            best = Math.min(best, (cpuNanos() - before) / 1000.0 / calls);
        }
        row("CPU of a call: " + name, "%.1f µs", best);
        if (ledger != null && ledger.lostRows() > 0) {
            row("rows lost: " + name, "%.0f", (double) ledger.lostRows());
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void postgres(String url) throws Exception {
        try (Ledger ledger = Ledger.open(config(PostgresStore.open(url)));
                LLMAdapter adapter = ledger.around(new AtOnce())) {
            LLMRequest request = request();
            long[] nanos = new long[2000];
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < nanos.length; i++) {
                    long began = System.nanoTime();
                    adapter.execute(request);
                    nanos[i] = System.nanoTime() - began;
                }
            }
            Arrays.sort(nanos);
            row("time that PostgreSQL adds to a call, median", "%.2f ms", nanos[nanos.length / 2] / 1e6);
            row("time that PostgreSQL adds to a call, 99 %", "%.2f ms", nanos[nanos.length * 99 / 100] / 1e6);
        }
    }

    private static void callers() throws Exception {
        for (int count : new int[] {10, 10_000}) {
            StringBuilder text = new StringBuilder("{\"callers\": {");
            for (int i = 0; i < count; i++) {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(("key" + i).getBytes("UTF-8"));
                text.append(i == 0 ? "" : ",")
                        .append("\"c" + i + "\": {\"sha256\": [\""
                                + HexFormat.of().formatHex(hash) + "\"], \"budgets\": [{\"usd\": 1}]}");
            }
            Callers callers = Callers.parse("bench", text + "}}");
            double best = Double.MAX_VALUE;
            for (int round = 0; round < 5; round++) {
                long began = System.nanoTime();
                for (int i = 0; i < 200_000; i++) {
                    callers.byKey("key" + i % count).orElseThrow();
                }
                best = Math.min(best, (System.nanoTime() - began) / 1000.0 / 200_000);
            }
            row("look-up of a key among " + count, "%.2f µs", best);
        }
    }

    private static void million(LedgerStore store) {
        Instant now = Instant.now();
        List<UsageRow> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(UsageRow.builder(now.minusMillis(30L * 86_400_000 * i / ROWS), "r" + i)
                    .caller("caller" + i * 31L % 1000)
                    .provider("openai")
                    .model("gpt-4o", "model" + i * 17L % 20)
                    .tags(Map.of("team", "team" + i % 10))
                    .usage(Usage.of(1000, 200), false)
                    .cost(Cost.of(new BigDecimal("0.0045"), Cost.Source.BUNDLED))
                    .build());
            if (rows.size() == 5_000) {
                store.write(LedgerBatch.of(rows, List.of()));
                rows.clear();
            }
        }
        UsageQuery query = UsageQuery.between(now.minus(Duration.ofDays(30)), now.plusMillis(1))
                .groupedBy(Dimension.parse("caller"), Dimension.parse("model"));
        long first = System.nanoTime();
        store.summarize(query);
        row(
                "a million rows by caller and model over 30 days, the first time",
                "%.2f s",
                (System.nanoTime() - first) / 1e9);
        long again = System.nanoTime();
        store.summarize(query);
        row("the same again", "%.2f s", (System.nanoTime() - again) / 1e9);
        store.close();
    }

    private static void row(String what, String format, double figure) {
        System.out.println("| " + what + " | " + String.format(Locale.ROOT, format, figure) + " |");
    }
}
