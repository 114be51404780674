package dev.llmconnect.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** State of a file, to find out whether it has changed: replaced, written, or a link whose target is another one now. */
public final class FileState {
    private FileState() {}

    /** Returns a text that differs when the file has changed. Never fails: a file that is absent or cannot be read has a state, too. */
    public static String of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return "absent";
        } catch (IOException e) {
            return "unreadable: " + e.getMessage();
        }
    }
}
