package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.FileRights;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.ledger.callers.Callers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may ask the server: the entries of a file and of a variable. */
final class CallerOptions {
    /** Entries without a file, for where secrets come as variables. */
    static final String VARIABLE = "LLM_CONNECT_API_KEYS";

    @Option(
            names = "--api-keys-file",
            paramLabel = "FILE",
            description = "File with the callers and the SHA-256 of their API keys: JSON with budgets and limits, as"
                    + " `llm-connect keys` writes it, or one NAME:SHA256 per line. Reloaded on change. More"
                    + " callers can be in "
                    + VARIABLE
                    + ". Default: the callers in the --database, else none, and everyone who reaches the"
                    + " server may use it")
    private @Nullable Path file;

    /** Where callers can be changed while the server runs; empty without a file. */
    Optional<CallerSource> file() {
        return Optional.ofNullable(file).map(CallerSource::of);
    }

    /**
     * The callers.
     *
     * @param shared where they are when there is no file
     * @throws LLMConfigurationException when the file cannot be read, or an entry is wrong, or there is no entry at all where there
     *     should be some: an empty list must not open the server to everybody
     */
    Callers callers(Map<String, String> environment, Optional<CallerSource> shared) {
        String inline = environment.getOrDefault(VARIABLE, "");
        Callers callers = Callers.parse(VARIABLE, inline);
        if (file != null) {
            FileRights.checkTrusted("--api-keys-file", file);
            callers = Callers.of(file).and(callers);
        } else if (shared.isPresent()) {
            return Callers.shared(shared.get()).and(callers);
        }
        if (callers.isEmpty() && !callers.hasBudgets() && (file != null || !inline.isBlank())) {
            throw new LLMConfigurationException((file != null ? file : VARIABLE) + " names no caller");
        }
        return callers;
    }
}
