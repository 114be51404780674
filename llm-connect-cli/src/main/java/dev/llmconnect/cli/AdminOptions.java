package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.server.ApiKeys;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the admin API and its page are, and who may change something with them. */
final class AdminOptions {
    private static final String KEY_FILE = "--admin-key-file";

    @Option(
            names = KEY_FILE,
            paramLabel = "FILE",
            description =
                    "File with the admin key, at least 16 characters; `llm-connect new-key admin` makes one. The key"
                            + " allows changes of callers, budgets and circuits at /admin/, and is required for everything"
                            + " there on an address other than loopback or with callers' keys. Default:"
                            + " LLM_CONNECT_ADMIN_KEY, else none")
    private @Nullable Path keyFile;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            converter = OptionValue.Port.class,
            description = "Separate port for /admin/; 0 for a free port. Default: the port of the server")
    private @Nullable Integer port;

    @Option(
            names = "--admin-host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "Address of --admin-port. Default: 127.0.0.1, this machine only")
    private String host = "127.0.0.1";

    @Option(
            names = "--disable-admin",
            arity = "0..1",
            converter = OptionValue.Flag.class,
            preprocessor = OptionValue.Flag.class,
            paramLabel = "YES|NO",
            description = "Disable /admin/ and its API. Default: no")
    private boolean disabled;

    boolean isDisabled() {
        return disabled;
    }

    /** The port of a listener of its own; empty for that of the server. */
    Optional<Integer> port() {
        return Optional.ofNullable(port);
    }

    String host() {
        return host;
    }

    /**
     * The admin key.
     *
     * @throws LLMConfigurationException when the file cannot be read, or the key is too short
     */
    ApiKeys keys(Map<String, String> environment) {
        String inline = environment.getOrDefault(ProgramVariable.ADMIN_KEY.variable(), "");
        if (keyFile != null) {
            return ApiKeys.ofKey("admin", Secret.of(SecretFile.read(KEY_FILE, keyFile.toString())));
        }
        return inline.isBlank() ? ApiKeys.NONE : ApiKeys.ofKey("admin", Secret.of(inline));
    }
}
