package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Patterns of hosts or origins, compared without case: {@code *} stands for one or more labels of a host or for a port, and alone for
 * everything. Immutable.
 */
final class NamePatterns {
    private static final String NAME = "(\\*|(\\*\\.)?[a-z0-9_-]+(\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+\\])";
    private static final Pattern HOST = Pattern.compile(NAME);
    private static final Pattern ORIGIN =
            Pattern.compile("\\*|null|[a-z][a-z0-9+.-]*://(" + NAME + "(:([0-9]+|\\*))?)?");
    private static final Pattern EVERYTHING = Pattern.compile(".*", Pattern.DOTALL);

    private final List<Pattern> patterns;

    private NamePatterns(List<Pattern> patterns) {
        this.patterns = patterns;
    }

    /** @throws LLMConfigurationException when one is not a host */
    static NamePatterns ofHosts(List<String> hosts) {
        return of(
                hosts,
                HOST,
                "an allowed host is a name without scheme and port, such as app.example or *.example, or *");
    }

    /** @throws LLMConfigurationException when one is not an origin */
    static NamePatterns ofOrigins(List<String> origins) {
        return of(
                origins,
                ORIGIN,
                "an allowed origin is a scheme and a host, and a port where there is one, such as https://app.example,"
                        + " https://*.example or http://app.example:*, or *");
    }

    private static NamePatterns of(List<String> texts, Pattern valid, String expected) {
        return new NamePatterns(
                texts.stream().map(text -> compiled(text, valid, expected)).toList());
    }

    private static Pattern compiled(String text, Pattern valid, String expected) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!valid.matcher(lower).matches()) {
            throw new LLMConfigurationException(expected + "; got `" + text + "`");
        }
        if (lower.equals("*")) {
            return EVERYTHING;
        }
        return Pattern.compile(
                Arrays.stream(lower.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/@?#:]+")));
    }

    boolean match(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Pattern pattern : patterns) {
            if (pattern.matcher(lower).matches()) {
                return true;
            }
        }
        return false;
    }
}
