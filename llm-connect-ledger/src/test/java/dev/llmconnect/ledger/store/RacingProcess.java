package dev.llmconnect.ledger.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that reserves of one budget with 32 callers, and prints how often it was granted. */
final class RacingProcess {
    static final long LIMIT = 5000;
    static final long AMOUNT = 13;

    private RacingProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (LedgerStore store = arguments[0].startsWith("postgresql:")
                ? PostgresStore.open(arguments[0])
                : SqliteStore.open(Path.of(arguments[0]))) {
            List<BudgetWindow> windows = windows();
            long granted = LedgerStoreContract.together(32, i -> {
                int fits = 0;
                for (int n = 0; n < 10; n++) {
                    String id = ProcessHandle.current().pid() + "-" + i + "-" + n;
                    if (store.reserve(id, windows, AMOUNT, Instant.now().plusSeconds(600))
                            .isGranted()) {
                        fits++;
                    }
                }
                return fits;
            });
            System.out.println(granted);
        }
    }

    static List<BudgetWindow> windows() {
        return List.of(
                LedgerStoreContract.total("server", LIMIT), LedgerStoreContract.hour("caller:shared", LIMIT * 2));
    }

    /** How often two such processes at once were granted together. */
    static long twoAtOnce(String store) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RacingProcess.class.getName(),
                            store)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        long granted = 0;
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("the process failed: " + output);
            }
            granted += Long.parseLong(output.strip());
        }
        return granted;
    }
}
