package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    /** Those without an asterisk, which are found at once. */
    private final Set<String> names = new HashSet<>();

    private final List<Pattern> patterns = new ArrayList<>();

    private NamePatterns(List<String> texts, Pattern valid, String expected) {
        for (String text : texts) {
            String lower = text.strip().toLowerCase(Locale.ROOT);
            if (!valid.matcher(lower).matches()) {
                throw new LLMConfigurationException(expected + "; got `" + text + "`");
            }
            if (lower.indexOf('*') < 0) {
                names.add(lower);
            } else {
                patterns.add(compiled(lower));
            }
        }
    }

    /** @throws LLMConfigurationException when one is not a host */
    static NamePatterns ofHosts(List<String> hosts) {
        return new NamePatterns(
                hosts,
                HOST,
                "an allowed host is a name without scheme and port, such as app.example or *.example, or *");
    }

    /** @throws LLMConfigurationException when one is not an origin */
    static NamePatterns ofOrigins(List<String> origins) {
        return new NamePatterns(
                origins,
                ORIGIN,
                "an allowed origin is a scheme and a host, and a port where there is one, such as https://app.example,"
                        + " https://*.example or http://app.example:*, or *");
    }

    private static Pattern compiled(String lower) {
        if (lower.equals("*")) {
            return EVERYTHING;
        }
        return Pattern.compile(
                Arrays.stream(lower.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/@?#:]+")));
    }

    boolean match(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (names.contains(lower)) {
            return true;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matcher(lower).matches()) {
                return true;
            }
        }
        return false;
    }
}
