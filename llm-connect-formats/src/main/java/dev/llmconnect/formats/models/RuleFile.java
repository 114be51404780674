package dev.llmconnect.formats.models;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A file of rules beside this class: one a line, with empty lines and comments that begin with {@code #}. */
final class RuleFile {
    private RuleFile() {}

    /** Its rules, stripped. */
    static List<String> lines(String name) {
        InputStream file = RuleFile.class.getResourceAsStream(name);
        if (file == null) {
            throw new IllegalStateException(name + " is missing from the jar");
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return rules(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> rules(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
