package dev.llmconnect.ledger.callers;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;

/** File of callers. Replaced as a whole; a {@code .lock} file serializes updates across processes. */
record FileCallerSource(Path file) implements CallerSource {
    /** In-process lock, since a file lock belongs to the whole process. */
    private static final Object IN_PROCESS = new Object();

    @Override
    public String read() {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    @Override
    public void update(UnaryOperator<String> change) {
        Path absolute = file.toAbsolutePath();
        try {
            Path folder = absolute.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path lock = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
            synchronized (IN_PROCESS) {
                try (FileChannel locked = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    locked.lock();
                    replace(Files.exists(absolute) ? absolute.toRealPath() : absolute, change.apply(read()));
                }
            }
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** Replaces the file, preserving links and permissions. */
    private static void replace(Path target, String text) throws IOException {
        Path next = target.resolveSibling("." + target.getFileName() + ".next");
        Files.writeString(next, text);
        if (Files.getFileStore(next).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    next,
                    Files.exists(target)
                            ? Files.getPosixFilePermissions(target)
                            : PosixFilePermissions.fromString("rw-------"));
        }
        Files.move(next, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private LLMConfigurationException failed(String what, IOException e) {
        return new LLMConfigurationException(file + " cannot be " + what + ": " + e, e, ErrorDetails.none());
    }

    @Override
    public String description() {
        return file.toString();
    }
}
