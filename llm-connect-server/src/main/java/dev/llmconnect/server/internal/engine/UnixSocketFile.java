package dev.llmconnect.server.internal.engine;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The file of a Unix domain socket. */
public final class UnixSocketFile {
    private UnixSocketFile() {}

    /**
     * The address of a socket file that does not exist. A socket that nobody listens on is deleted: a process that was killed leaves one.
     *
     * @throws LLMConfigurationException when the path is taken
     */
    public static UnixDomainSocketAddress address(Path file) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            if (!isSocket(file)) {
                throw new LLMConfigurationException(
                        "cannot listen on unix:" + file + ": it is a file that is no socket");
            }
            if (isInUse(address)) {
                throw new LLMConfigurationException("cannot listen on unix:" + file + ": another process does");
            }
            delete(file);
        }
        return address;
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInUse(UnixDomainSocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            return channel.isConnected();
        } catch (IOException e) {
            // nobody listens
            return false;
        }
    }

    /** Deletes the file, if it is there. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "cannot delete the socket " + file + ": " + e.getMessage(), e, ErrorDetails.none());
        }
    }
}
