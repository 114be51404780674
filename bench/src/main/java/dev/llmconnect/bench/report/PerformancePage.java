package dev.llmconnect.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/performance.md}: the results of the last full run, and of the full soak, which is run by itself. */
public final class PerformancePage {
    private static final String INTRODUCTION = """
            # Performance

            Throughput, latency, CPU and memory of llm-connect, compared with other gateways on one machine, against a stub provider on loopback,
            with logging, redaction and profiles on. [bench/README.md](../bench/README.md) describes each scenario, each column, and how to add a
            gateway.

            `bench/run.sh full` writes this page; `bench/run.sh full soak` writes its last section:

            ```sh
            bench/run.sh full           # about 50 minutes on a quiet machine
            bench/run.sh full soak      # 20 minutes more
            bench/run.sh quick start    # one scenario, to see the effect of a change
            ```

            `mvn verify` checks the bytes allocated per call (`AllocationTest`), because they do not depend on the machine.

            ## How to read it

            - **Compare within a run.** The machine is a shared one: in one hour a call takes half again as much CPU as in another, with the same
              program. The gateways of a run take turns in each round, so their ratios hold; seconds and rates of two runs do not compare.
            - **Two cores serve everyone**: the gateway, the callers and the stub. Where calls per second are limited by the machine, they follow
              from the CPU per call.
            - **llm-connect runs with nothing set but a log file**: usage of each call goes into SQLite, metrics and the admin page count it, its
              log line is redacted. The other gateways run with their defaults, too, and keep no account of a call.
            - **Warm** is after some 25 s of full load on JDK 25, when the JVM has compiled the way of a call. `cold` shows the seconds before:
              there a call costs up to fifty times as much, and compiling it all takes 9 s of CPU. An autoscaled node should get its share of calls
              slowly.
            - The jar's bound was 10 MB until it held the ledger, whose SQLite driver brings native code for eight platforms, and the exposition
              formats of the metrics; it is 20 MB since then. What is not used is not loaded.

            ## Where the CPU of a call goes

            Measured on 2026-11-30 at 64 connections, warm, JDK 25, unary calls of 1 KB: 62 % in the call's own thread, 20 % in Netty's, 5 % in that of
            the observers (log line, metrics, page), 4 % each in the garbage collector, OkHttp's pool cleaner and the ledger's writer, 2 % in the
            log's. Of the call's own thread, a fifth is OkHttp's pool: each call wakes the cleaner under one lock of the process and
            searches the connections, each under its lock. Pools of 4, 8, 16 and 64 connections make no difference, nor do platform threads
            in place of virtual ones (0.24 to 0.26 for 0.19 s of CPU per 1,000 calls, which is worse). The rest is flat: no method has 4 %.

            The program of 2026-11-27, which kept no accounts, metrics or parts of an answer and replaced OkHttp's cleaner through its
            internals, in turns with the present one: unary calls at 64 connections 0.15 to 0.16 s of CPU per 1,000 calls, now 0.21 to 0.27;
            at 10 connections 0.20 to 0.23, now 0.24 to 0.33; streams 0.52 to 0.76, now 0.48 to 0.85.

            ## Beside the figures

            - The heap grows to its maximum of 448 MB under hundreds of connections: calls that live through two collections move to the old
              generation, which the serial collector empties when the heap cannot grow, and gives back only then. That is why the process has 181 MB
              resident at 64 connections, 227 at 256, and some 550 in all measurements after those at 512.
            - Of the stalled readers of this run, half were lost with `server_overloaded`: each event of a long stream counted whole in the memory
              for all calls. Since then its text counts: with the same scenario and program but for that, 0 of 200 at both endpoints.
            - The program of this run wrote JSON into an array of its own, which was taken out afterwards for what it allocated. Without it, 50.6 KB per
              unary call and 126 KB (`/execute`) and 154 KB (OpenAI) per stream of 20 chunks.
            - Since this run a start takes less: in turns, with JDK 25, 604 ms and 1.07 s of CPU became 514 and 0.92 (Netty frees its buffers without
              the foreign function API), and 574 ms and 1.06 s became 527 and 0.98 (strings are put together without `invokedynamic`); with
              JDK 17, 741 ms and 1.32 s became 672 and 1.18. The seconds after a start differ by a factor of two from start to start, with the
              same program: only medians of ten and more say anything.
            - Being watched, with the program after this run, 9 rounds in turns, warm: an open admin page and scrapes cost 4 and 6 % of the calls
              per second at 64 connections, those and the spans of every call over OTLP 18 and 19 %. Of some 27 µs of CPU per call that OTLP takes,
              13 go into the observer's thread, which makes two spans and a dozen measurements, 11 into OpenTelemetry's batches and their
              export, and the rest into collecting garbage. A sampler (`OTEL_TRACES_SAMPLER`) takes less.
            - Calls and streams in one process: the compiler then knows two ways through the same code. In turns with the program of 2026-11-27, calls
              at 64 connections took 0.22 s of CPU per 1,000 in both, where calls alone took 0.13 to 0.15 and 0.20 to 0.22.
            """;

    private final Path root;
    private final Path results;

    /**
     * The page of a source tree.
     *
     * @param results the folder with what runs left
     */
    public PerformancePage(Path root, Path results) {
        this.root = root;
        this.results = results;
    }

    /** Writes the page anew from what there is. */
    public void write() throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (String run : List.of("full", "full-soak")) {
            Path report = results.resolve(run + ".md");
            if (Files.exists(report)) {
                // One level deeper: the page has a title of its own.
                page.append('\n').append(Files.readString(report).replaceAll("(?m)^#", "##"));
            }
        }
        Files.writeString(root.resolve("docs/performance.md"), page);
    }
}
