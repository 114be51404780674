package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.store.LedgerBatch;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageRow;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code keys}, {@code prices} and {@code usage}. */
class MoneyCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                new Console(
                        Map.of("XDG_DATA_HOME", folder.toString()),
                        InputStream.nullInputStream(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true)),
                args);
    }

    @Test
    void keysAreMadeListedReplacedAndTakenOut() throws Exception {
        String file = "--api-keys-file=" + folder.resolve("callers.json");
        assertThat(run("keys", "new", "alice", file)).as(err.toString()).isZero();
        String first = out.toString().strip();
        assertThat(first).startsWith("llmc-");
        assertThat(Files.readString(folder.resolve("callers.json"))).doesNotContain(first);
        assertThat(run("keys", "rotate", "alice", "--grace=1h", file)).isZero();
        assertThat(out.toString().strip()).startsWith("llmc-").isNotEqualTo(first);
        assertThat(run("keys", "list", file)).isZero();
        assertThat(out.toString()).startsWith("alice  2 keys, one until 20");
        assertThat(run("keys", "revoke", "alice", file)).isZero();
        assertThat(run("keys", "list", file)).isZero();
        assertThat(out.toString().strip()).isEqualTo("alice  0 keys");
    }

    @Test
    void wrongUseOfKeysSaysWhatIsAccepted() {
        assertThat(run("keys")).isEqualTo(2);
        assertThat(err.toString()).contains("new, list, revoke or rotate");
        assertThat(run("keys", "new", "alice")).isEqualTo(3);
        assertThat(err.toString()).contains("set --api-keys-file");
        assertThat(run("keys", "new", "a:b", "--api-keys-file=" + folder.resolve("f")))
                .isEqualTo(3);
        assertThat(run("keys", "rotate", "alice", "--grace=soon", "--api-keys-file=" + folder.resolve("f")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--grace must be a duration such as 30s, 15m, 24h or 7d, got \"soon\"");
    }

    @Test
    void aPriceIsExplained() throws Exception {
        assertThat(run("prices", "openai/gpt-4o-2024-08-06")).isZero();
        assertThat(out.toString()).contains("openai: ", "input=2.5", "output=10", "bundled, as of 20");
        assertThat(run("prices", "gpt-4o", "--provider", "openai", "--json")).isZero();
        assertThat(out.toString()).startsWith("{\"provider\":\"openai\"").contains("\"row\":\"openai/gpt-4o\"");
        Path file = Files.writeString(folder.resolve("p.json"), "{\"openai\": {\"discount\": 0.5}}");
        assertThat(run("prices", "openai/gpt-4o", "--prices-file=" + file)).isZero();
        assertThat(out.toString()).contains("input=1.25", "operator");
        assertThat(run("prices", "no-such-model-at-all")).isEqualTo(3);
        assertThat(err.toString()).contains("there is no price for no-such-model-at-all");
    }

    private static UsageRow row(String id, String caller, long tokens) {
        return UsageRow.builder(Instant.now(), id)
                .caller(caller)
                .provider("openai")
                .model("gpt-4o", "gpt-4o")
                .tags(Map.of("team", "triage"))
                .usage(Usage.of(tokens, 0), false)
                .cost(Cost.of(new BigDecimal("0.000000001"), Cost.Source.BUNDLED))
                .build();
    }

    private void written(UsageRow... rows) {
        try (SqliteStore store = SqliteStore.open(folder.resolve("llm-connect").resolve(StoreOptions.FILE))) {
            store.write(LedgerBatch.of(List.of(rows), List.of()));
        }
    }

    @Test
    void usageIsSummedAsTextAsJsonAndAsCsv() {
        assertThat(run("usage")).isEqualTo(3);
        assertThat(err.toString()).contains("there is no usage yet");
        written(row("1", "alice", 1000), row("2", "alice", 500), row("3", "=HYPERLINK(1)", 10));

        assertThat(run("usage", "--by", "caller,tag:team", "--since", "1h", "--json"))
                .isZero();
        assertThat(out.toString().lines())
                .contains("{\"caller\":\"alice\",\"tag:team\":\"triage\",\"attempts\":2,\"unpriced\":0,\"estimated\":0,"
                        + "\"input_tokens\":1500,\"cached_tokens\":0,\"output_tokens\":0,\"cost_usd\":2E-9}");
        assertThat(run("usage", "--by", "caller", "--csv")).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "caller,attempts,unpriced,estimated,input_tokens,cached_tokens,output_tokens,cost_usd",
                        "alice,2,0,0,1500,0,0,0.000000002",
                        "'=HYPERLINK(1),1,0,0,10,0,0,0.000000001");
        assertThat(run("usage", "--by", "model")).isZero();
        assertThat(out.toString()).contains("gpt-4o         3");
        assertThat(run("usage", "--since", "2001-01-01", "--until", "2001-01-02", "--json"))
                .isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(run("usage", "--by", "color")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown dimension color, expected caller, profile");
        assertThat(run("usage", "--since", "yesterday")).isEqualTo(2);
    }

    @Test
    void aPromptOfTheCommandLineIsAccountedFor() throws Exception {
        Path file = Files.writeString(
                folder.resolve("p.json"),
                "{\"mock\": {\"models\": {\"mock/echo\": {\"input\": 0, \"output\": 1000000}}}}");
        assertThat(run("execute", "--model=mock/echo", "--prices-file=" + file, "--json", "Hi"))
                .isZero();
        assertThat(out.toString()).contains("\"cost_source\":\"operator\"");
        assertThat(run("execute", "--model=mock/echo", "Hi")).isZero();
        assertThat(out.toString()).isEqualTo("Hi\n");
        assertThat(err.toString()).isEmpty();
        assertThat(run("execute", "--model=mock/error-400", "Hi")).isNotZero();
        assertThat(run("usage", "--by", "provider,outcome", "--csv")).isZero();
        assertThat(out.toString()).contains("mock,ok,2,").contains("mock,").contains(",1,");
    }

    @Test
    void usageIsPricedAgainByThePricesOfNow() throws Exception {
        written(row("1", "alice", 1000));
        Path file = Files.writeString(
                folder.resolve("p.json"), "{\"openai\": {\"models\": {\"gpt-4o\": {\"input\": 3, \"output\": 1}}}}");
        assertThat(run("usage", "--reprice", "--prices-file=" + file, "--json")).isZero();
        assertThat(out.toString()).contains("\"cost_usd\":0.003}");
        assertThat(err.toString()).contains("1 rows repriced");
    }
}
