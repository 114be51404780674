package dev.llmconnect.cli;

import dev.llmconnect.Secret;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.internal.SecretFile;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what a server does now, in a terminal, until it is interrupted. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Shows a running server live: rates, latencies, providers, running calls. Reads its admin API.")
final class TopCommand implements Runnable {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private final Console console;

    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "Address of the server, or of its --admin-port. Default: http://127.0.0.1:8080")
    private String url = "http://127.0.0.1:8080";

    @Option(
            names = "--admin-key-file",
            paramLabel = "FILE",
            description = "File with the admin key, if the server requires it for reading. Default:"
                    + " LLM_CONNECT_ADMIN_KEY, else none")
    private @Nullable Path keyFile;

    @Option(
            names = "--interval",
            defaultValue = "2",
            paramLabel = "SECONDS",
            converter = OptionValue.Seconds.class,
            description = "Refresh interval. Default: 2")
    private Duration interval = Duration.ofSeconds(2);

    @Option(
            names = "--once",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Print once and exit. Default: no")
    private boolean once;

    TopCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        AdminClient client = new AdminClient(url, key());
        boolean terminal = isTerminal();
        try {
            while (true) {
                String screen = screen(client);
                console.out().print((terminal && !once ? CLEAR : "") + screen);
                console.out().flush();
                if (once || console.out().checkError()) {
                    return;
                }
                Thread.sleep(interval.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A server that starts anew is waited for, but not one that was never there. */
    private String screen(AdminClient client) throws InterruptedException {
        try {
            return TopScreen.of(client.get("summary"), client.get("providers"), client.get("calls/live"));
        } catch (AdminClient.UnreachableException e) {
            if (once || !client.hasAnswered()) {
                throw e;
            }
            return e.getMessage() + "; waiting for it\n";
        }
    }

    @SuppressWarnings(
            "SystemConsoleNull") // JDK 22 and later have a console also for a file, which says so by isTerminal()
    private static boolean isTerminal() {
        java.io.Console attached = System.console();
        if (attached == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(
                    java.io.Console.class.getMethod("isTerminal").invoke(attached));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private @Nullable Secret key() {
        if (keyFile != null) {
            return Secret.of(SecretFile.read("--admin-key-file", keyFile.toString()));
        }
        String inline = console.environment().getOrDefault(ProgramVariable.ADMIN_KEY.variable(), "");
        return inline.isBlank() ? null : Secret.of(inline);
    }
}
