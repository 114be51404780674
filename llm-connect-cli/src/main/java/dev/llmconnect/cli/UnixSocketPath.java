package dev.llmconnect.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code unix:PATH}. */
final class UnixSocketPath implements ITypeConverter<Path> {
    private static final String PREFIX = "unix:";

    @Override
    public Path convert(String value) {
        if (!value.startsWith(PREFIX) || value.length() == PREFIX.length()) {
            throw new TypeConversionException("must be unix:PATH, got " + value + "; a TCP port is --host and --port");
        }
        try {
            return Path.of(value.substring(PREFIX.length()));
        } catch (InvalidPathException e) {
            throw new TypeConversionException("is no path: " + e.getReason());
        }
    }
}
