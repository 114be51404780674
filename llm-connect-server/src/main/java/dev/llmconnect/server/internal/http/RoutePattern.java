package dev.llmconnect.server.internal.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pattern of paths, as {@link dev.llmconnect.server.HttpRoute} describes it. Immutable. */
final class RoutePattern {
    /** The most specific pattern first. */
    static final Comparator<RoutePattern> MOST_SPECIFIC_FIRST = RoutePattern::compare;

    private static final Pattern PARAMETER =
            Pattern.compile("([^{}]*)\\{([A-Za-z][A-Za-z0-9_]*)(\\.\\.\\.)?\\}([^{}]*)");

    /**
     * A piece of a pattern between slashes.
     *
     * @param parameter the parameter's name; empty for plain text, which is then in {@code prefix}
     * @param isRest whether the parameter takes slashes too
     */
    private record Segment(String prefix, String parameter, boolean isRest, String suffix) {
        static Segment parse(String text, String pattern) {
            if (text.indexOf('{') < 0 && text.indexOf('}') < 0) {
                return new Segment(text, "", false, "");
            }
            Matcher matcher = PARAMETER.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "the segment `" + text + "` of the route " + pattern + " must hold one {name} or {name...}");
            }
            return new Segment(matcher.group(1), matcher.group(2), matcher.group(3) != null, matcher.group(4));
        }

        boolean isText() {
            return parameter.isEmpty();
        }

        boolean matches(String text) {
            return isText()
                    ? text.equals(prefix)
                    : text.length() > prefix.length() + suffix.length()
                            && text.startsWith(prefix)
                            && text.endsWith(suffix);
        }

        String value(String text) {
            return text.substring(prefix.length(), text.length() - suffix.length());
        }

        int rank() {
            return isText() ? 0 : isRest ? 2 : 1;
        }
    }

    private final String text;
    private final List<Segment> segments = new ArrayList<>();

    private RoutePattern(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException when it is no pattern */
    static RoutePattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a route begins with a slash, got `" + text + "`");
        }
        RoutePattern pattern = new RoutePattern(text);
        Set<String> names = new HashSet<>();
        for (String segment : text.substring(1).split("/", -1)) {
            Segment parsed = Segment.parse(segment, text);
            if (pattern.hasRest()) {
                throw new IllegalArgumentException("{name...} must be in the last segment of the route " + text);
            }
            if (!parsed.isText() && !names.add(parsed.parameter())) {
                throw new IllegalArgumentException("the route " + text + " has two parameters " + parsed.parameter());
            }
            pattern.segments.add(parsed);
        }
        return pattern;
    }

    private boolean hasRest() {
        return !segments.isEmpty() && segments.get(segments.size() - 1).isRest();
    }

    boolean hasParameters() {
        return segments.stream().anyMatch(segment -> !segment.isText());
    }

    /** The parameters of a path, not decoded; empty when it does not match. */
    Optional<Map<String, String>> match(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        // A rest takes what is left, slashes included.
        String[] pieces = path.substring(1).split("/", hasRest() ? segments.size() : -1);
        if (pieces.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < pieces.length; i++) {
            Segment segment = segments.get(i);
            if (!segment.matches(pieces[i])) {
                return Optional.empty();
            }
            if (!segment.isText()) {
                parameters.put(segment.parameter(), segment.value(pieces[i]));
            }
        }
        return Optional.of(parameters);
    }

    /** The text without the names of parameters: the same for patterns that match the same paths. */
    String shape() {
        StringBuilder shape = new StringBuilder();
        for (Segment segment : segments) {
            String parameter = segment.isText() ? "" : segment.isRest() ? "{...}" : "{}";
            shape.append('/').append(segment.prefix()).append(parameter).append(segment.suffix());
        }
        return shape.toString();
    }

    private static int compare(RoutePattern one, RoutePattern other) {
        int common = Math.min(one.segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            Segment a = one.segments.get(i);
            Segment b = other.segments.get(i);
            int byKind = Integer.compare(a.rank(), b.rank());
            int byLength = Integer.compare(
                    b.prefix().length() + b.suffix().length(),
                    a.prefix().length() + a.suffix().length());
            if (byKind != 0 || byLength != 0) {
                return byKind != 0 ? byKind : byLength;
            }
        }
        return Integer.compare(other.segments.size(), one.segments.size());
    }

    @Override
    public String toString() {
        return text;
    }
}
