package dev.llmconnect.cli;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A log file that is renamed to {@code FILE.1} before it would exceed its maximum size, and {@code FILE.1} to {@code FILE.2} and so on. A
 * file is created readable for its owner only. A write is never split. Thread-safe.
 */
final class RotatingLogFile extends OutputStream {
    private final Path file;
    private final long maxBytes;
    private final int count;
    private @Nullable OutputStream out;
    private long size;
    private boolean reopen;

    /**
     * Opens the file, and appends to it if it exists.
     *
     * @param maxBytes size beyond which the file is renamed
     * @param count number of renamed files that are kept
     * @throws LLMConfigurationException if it cannot be written
     */
    RotatingLogFile(Path file, long maxBytes, int count) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.count = count;
        try {
            open();
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "--log-file: " + file + " cannot be written: " + e, e, ErrorDetails.none());
        }
    }

    private OutputStream open() throws IOException {
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                ownerOnly);
        size = channel.size();
        OutputStream opened = Channels.newOutputStream(channel);
        out = opened;
        return opened;
    }

    /** Opens the file anew at the next write, after another program has renamed it. */
    synchronized void reopen() {
        reopen = true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (reopen) {
            closeFile();
            reopen = false;
        }
        OutputStream open = out == null ? open() : out;
        if (size > 0 && size + length > maxBytes) {
            closeFile();
            rotate();
            open = open();
        }
        open.write(bytes, offset, length);
        size += length;
    }

    private void rotate() throws IOException {
        if (count == 0) {
            Files.deleteIfExists(file);
            return;
        }
        for (int i = count - 1; i >= 0; i--) {
            Path from = i == 0 ? file : numbered(i);
            if (Files.exists(from)) {
                Files.move(from, numbered(i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void closeFile() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closeFile();
    }
}
