package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may ask the server: the entries of a file and of a variable. */
final class ApiKeyOptions {
    /** Entries without a file, for where secrets come as variables. */
    static final String VARIABLE = "LLM_CONNECT_API_KEYS";

    @Option(
            names = "--api-keys-file",
            paramLabel = "FILE",
            description =
                    "The callers' names with the SHA-256 of each one's API key, NAME:SHA256 a line; `llm-connect new-key` makes one."
                            + " More of them may stand in " + VARIABLE
                            + ". Default: none, and whoever reaches the server may use it")
    private @Nullable Path file;

    /**
     * The callers.
     *
     * @throws LLMConfigurationException when the file cannot be read, or an entry is wrong, or there is no entry at all where there
     *     should be some: an empty list must not open the server to everybody
     */
    ApiKeys keys(Map<String, String> environment) {
        String inline = environment.getOrDefault(VARIABLE, "");
        ApiKeys keys = ApiKeys.parse(VARIABLE, inline);
        if (file != null) {
            keys = ApiKeys.parse(file.toString(), read(file)).and(keys);
        }
        if (keys.isEmpty() && (file != null || !inline.isBlank())) {
            throw new LLMConfigurationException((file != null ? file : VARIABLE) + " names no caller");
        }
        return keys;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LLMConfigurationException("the API keys' file " + file + " cannot be read: " + e);
        }
    }
}
