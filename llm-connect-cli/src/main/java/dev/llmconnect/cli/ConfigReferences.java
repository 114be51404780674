package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} by a variable and {@code ${file:PATH}} by the text of a file; <code>$${</code> stands for <code>${</code>. */
record ConfigReferences(Map<String, String> environment) {
    private static final String FILE = "file:";
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\$)\\$\\{([^}]*)}");

    private static final Pattern USER_INFO = Pattern.compile("//[^/@:\\s]*:?\\$\\{[^}]*}@");

    /** Whether a text is one reference and nothing else. */
    boolean isReference(String text) {
        return REFERENCE.matcher(text.strip()).matches();
    }

    /** The text without its references, and without user-info whose password is one. */
    String without(String text) {
        return REFERENCE.matcher(USER_INFO.matcher(text).replaceAll("//")).replaceAll("");
    }

    /** Whether no variable of these has a value. */
    boolean noneIsSet(Collection<String> variables) {
        return variables.stream()
                .allMatch(variable -> environment.getOrDefault(variable, "").isBlank());
    }

    /**
     * The text with the values of its references.
     *
     * @throws LLMConfigurationException if a variable is not set or a file cannot be read
     */
    String resolve(String text) {
        Matcher references = REFERENCE.matcher(text);
        return references
                .replaceAll(reference -> Matcher.quoteReplacement(value(reference.group(1))))
                .replace("$${", "${");
    }

    private String value(String name) {
        if (name.startsWith(FILE)) {
            return Secret.of(SecretFile.read("${" + name + "}", name.substring(FILE.length())))
                    .reveal();
        }
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new LLMConfigurationException("the variable " + name + " of ${" + name + "} is not set");
        }
        return value.strip();
    }

    /** The names of the variables only. */
    @Override
    public String toString() {
        return "ConfigReferences" + environment.keySet();
    }
}
