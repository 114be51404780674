package dev.llmconnect.server;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a caller is, and what its credential says of it. Immutable and thread-safe. */
public final class CallerIdentity {
    private final String name;
    private final Map<String, String> tags;
    private final @Nullable List<String> models;

    private CallerIdentity(String name, Map<String, String> tags, @Nullable List<String> models) {
        this.name = name;
        this.tags = tags;
        this.models = models;
    }

    /** Returns a caller whose credential says its name only. */
    public static CallerIdentity of(String name) {
        return new CallerIdentity(name, Map.of(), null);
    }

    /** Returns a copy with tags of its calls; calls cannot override them. */
    public CallerIdentity withTags(Map<String, String> all) {
        return new CallerIdentity(name, Collections.unmodifiableMap(new LinkedHashMap<>(all)), models);
    }

    /** Returns a copy with patterns of the permitted models; an empty list permits none. */
    public CallerIdentity withModels(List<String> patterns) {
        return new CallerIdentity(name, tags, List.copyOf(patterns));
    }

    /** Name of the caller. */
    public String name() {
        return name;
    }

    /** Tags of its calls; empty by default. */
    public Map<String, String> tags() {
        return tags;
    }

    /** Patterns of the permitted models; absent by default, which permits all. */
    public Optional<List<String>> models() {
        return Optional.ofNullable(models);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return "CallerIdentity[" + name + "]";
    }
}
