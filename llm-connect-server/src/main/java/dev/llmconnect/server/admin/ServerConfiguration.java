package dev.llmconnect.server.admin;

import java.util.List;
import java.util.Map;

/** What the server was configured with. Thread-safe. */
public interface ServerConfiguration {
    /** Knows nothing. */
    ServerConfiguration NONE = new ServerConfiguration() {
        @Override
        public List<Map<String, ?>> values() {
            return List.of();
        }

        @Override
        public List<String> models() {
            return List.of();
        }

        @Override
        public void reload() {}
    };

    /** Every value in force: {@code name}, {@code value}, {@code source}. No credential is among them. */
    List<Map<String, ?>> values();

    /** The names that a call may give as its model, the profiles first. Asks no provider. */
    List<String> models();

    /** Reads all files again; one that is wrong changes nothing, and the log says why. */
    void reload();
}
