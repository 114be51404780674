package dev.llmconnect.cli;

import java.io.Console;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Standard input of the process, which knows whether a person sits at it. */
final class StandardInput {
    private static final Path LINUX = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /** Standard input that is a terminal: nobody waits for what is typed there unless a command asks for it. */
    static final class Terminal extends FilterInputStream {
        Terminal(InputStream in) {
            super(in);
        }
    }

    /** Standard input, as a {@link Terminal} if it is one. */
    static InputStream open() {
        return isTerminal() ? new Terminal(System.in) : System.in;
    }

    private static boolean isTerminal() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows")) {
            return hasConsole();
        }
        try {
            if (Files.exists(Path.of("/proc/self"))) {
                String target = Files.readSymbolicLink(LINUX).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
            Process test = new ProcessBuilder("test", "-t", "0")
                    .redirectInput(Redirect.INHERIT)
                    .start();
            return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException e) {
            return hasConsole();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether standard input and output together are a console, which is the best that Windows tells. */
    @SuppressWarnings("SystemConsoleNull") // asked on JDK 22 and later
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            // Up to JDK 21 there is no such method, nor a console that is not a terminal.
            return true;
        }
    }
}
