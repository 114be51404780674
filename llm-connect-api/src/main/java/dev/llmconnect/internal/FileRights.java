package dev.llmconnect.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Warns of files whose rights are too open: secrets that other users can read, and files that decide who may do what and that other users
 * can write. A warning and no refusal, since container platforms mount secrets readable for all users of the container.
 */
public final class FileRights {
    private static final Logger LOG = System.getLogger(FileRights.class.getName());
    private static final int MAX_REMEMBERED = 1000;
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private FileRights() {}

    /**
     * Warns once of a file with a secret that others can read or write.
     *
     * @param source option or variable that names the file
     */
    public static void checkSecret(String source, Path file) {
        problem(file, true, System.getProperty("user.name", ""))
                .ifPresent(problem -> warn(source, file, problem, "600"));
    }

    /**
     * Warns once of a file that others can write.
     *
     * @param source option or variable that names the file
     */
    public static void checkTrusted(String source, Path file) {
        problem(file, false, System.getProperty("user.name", ""))
                .ifPresent(problem -> warn(source, file, problem, "go-w"));
    }

    private static void warn(String source, Path file, String problem, String mode) {
        if (WARNED.size() < MAX_REMEMBERED && WARNED.add(file + " " + problem)) {
            LOG.log(Level.WARNING, "{0}: the file {1} {2}; run chmod {3} {1}", source, file, problem, mode);
        }
    }

    /**
     * Returns what is too open about a file; empty if nothing is, or the system has no such rights. The group may read a file of another
     * user, since that is how a service gets a file that root owns.
     */
    static Optional<String> problem(Path file, boolean secret, String user) {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, PosixFileAttributes.class);
        } catch (IOException | UnsupportedOperationException e) {
            // Whoever reads the file reports what is wrong with it.
            return Optional.empty();
        }
        Set<PosixFilePermission> rights = attributes.permissions();
        if (rights.contains(PosixFilePermission.OTHERS_WRITE) || rights.contains(PosixFilePermission.GROUP_WRITE)) {
            return Optional.of("can be written by other users");
        }
        boolean own = attributes.owner().getName().equals(user);
        if (secret
                && (rights.contains(PosixFilePermission.OTHERS_READ)
                        || (own && rights.contains(PosixFilePermission.GROUP_READ)))) {
            return Optional.of("holds a secret and can be read by other users");
        }
        return Optional.empty();
    }
}
