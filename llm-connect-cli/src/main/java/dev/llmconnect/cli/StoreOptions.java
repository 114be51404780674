package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.ledger.store.DeferredStore;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.PostgresStore;
import dev.llmconnect.ledger.store.SqliteStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where usage and budgets are kept; the same for every command that reads or writes them. */
final class StoreOptions {
    /** The file of the data folder. */
    static final String FILE = "ledger.db";

    private static final Logger LOG = System.getLogger(StoreOptions.class.getName());

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Folder for usage and budgets, in an SQLite file that several servers on one machine can share."
                            + " Default: llm-connect in $XDG_DATA_HOME, else in ~/.local/share")
    private @Nullable Path dataDir;

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "PostgreSQL database to use instead of the data folder, for servers on several machines:"
                    + " postgresql://USER:PASSWORD@HOST:PORT/DATABASE. Default: none")
    private @Nullable String database;

    /** Whether several nodes share the store. */
    boolean isDatabase() {
        return database != null;
    }

    /**
     * The store of a server, which is opened when it is first needed. Where no folder can be written it counts in memory, and the log says so.
     *
     * @throws LLMConfigurationException when the address of a database is none
     */
    LedgerStore forServer(Map<String, String> environment) {
        if (database != null) {
            return PostgresStore.deferred(database);
        }
        Optional<Path> folder = folder(environment);
        if (folder.isEmpty()) {
            LOG.log(Level.DEBUG, "there is no data folder; usage is kept in memory");
            return new MemoryStore();
        }
        Path file = folder.get().resolve(FILE);
        try {
            Files.createDirectories(folder.get());
            if (!Files.isWritable(folder.get()) || (Files.exists(file) && !Files.isWritable(file))) {
                return inMemory(folder.get(), "it is not writable");
            }
        } catch (IOException e) {
            return inMemory(folder.get(), e.toString());
        }
        return DeferredStore.of("SQLite file " + file, () -> SqliteStore.open(file))
                .orInMemory();
    }

    private static LedgerStore inMemory(Path folder, String reason) {
        LOG.log(
                Level.WARNING,
                "the data folder {0} cannot be used, so usage and budgets are kept in memory only, and lost at exit: {1}"
                        + " (set --data-dir to another folder)",
                folder,
                reason);
        return new MemoryStore();
    }

    /**
     * The store as a server has left it.
     *
     * @throws LLMConfigurationException when there is none
     */
    LedgerStore existing(Map<String, String> environment) {
        if (database != null) {
            return PostgresStore.open(database);
        }
        Path file = folder(environment)
                .map(folder -> folder.resolve(FILE))
                .orElseThrow(
                        () -> new LLMConfigurationException("set --data-dir or --database to where usage is stored"));
        if (!Files.exists(file)) {
            throw new LLMConfigurationException("there is no usage yet: " + file
                    + " does not exist (set --data-dir or --database to where usage is stored)");
        }
        return SqliteStore.open(file);
    }

    /** Whether a server could keep usage and budgets there. */
    DoctorCheck doctor(Map<String, String> environment) {
        if (database == null) {
            return folder(environment)
                    .map(folder -> ServerDoctor.store(folder.resolve(FILE)))
                    .orElseGet(() -> DoctorCheck.warn(
                            "store",
                            "server",
                            "there is no data folder, so usage and budgets are lost at exit: set --data-dir"));
        }
        long start = System.nanoTime();
        try (PostgresStore store = PostgresStore.open(database)) {
            return DoctorCheck.ok("store", "server", store.description() + " answers")
                    .since(start);
        } catch (LLMException e) {
            return DoctorCheck.fail("store", "server", "the database cannot be used: " + e.getMessage())
                    .since(start);
        }
    }

    private Optional<Path> folder(Map<String, String> environment) {
        return dataDir != null ? Optional.of(dataDir) : defaultFolder(environment);
    }

    /** By the XDG Base Directory Specification, where a relative path counts as unset; on Windows the folder for local data. */
    private static Optional<Path> defaultFolder(Map<String, String> environment) {
        Optional<Path> base = absolute(environment.get("XDG_DATA_HOME"));
        if (base.isEmpty()) {
            base = absolute(environment.get("LOCALAPPDATA"));
        }
        if (base.isEmpty()) {
            base = absolute(environment.get("HOME"))
                    .map(home -> home.resolve(".local").resolve("share"));
        }
        return base.map(folder -> folder.resolve("llm-connect"));
    }

    private static Optional<Path> absolute(@Nullable String folder) {
        return Optional.ofNullable(folder)
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
