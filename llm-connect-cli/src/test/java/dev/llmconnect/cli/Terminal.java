package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs a command in this process, and keeps what it prints. */
final class Terminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Console console;

    Terminal(Map<String, String> environment, InputStream in) {
        console = new Console(environment, in, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    Terminal(Map<String, String> environment) {
        this(environment, InputStream.nullInputStream());
    }

    /** With a text on standard input. */
    static Terminal with(Map<String, String> environment, String in) {
        return new Terminal(environment, new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)));
    }

    int run(String... args) {
        return Main.run(console, args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    Console console() {
        return console;
    }
}
