package dev.llmconnect.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets of attributes with the same keys. Each set is made once: the SDK looks up a series by its set for every measurement, and a set keeps
 * its hash code. Thread-safe.
 */
final class AttributeSets {
    /** Sets beyond so many are made for each measurement. The SDK's own limit of series per instrument is 2,000. */
    private static final int MAX_KEPT = 2000;

    private final List<AttributeKey<String>> keys;
    private final Map<List<String>, Attributes> kept = new ConcurrentHashMap<>();

    AttributeSets(List<AttributeKey<String>> keys) {
        this.keys = List.copyOf(keys);
    }

    /** The set with these values, in the order of the keys. */
    Attributes of(String... values) {
        List<String> key = List.of(values);
        Attributes known = kept.get(key);
        if (known == null) {
            known = make(values);
            if (kept.size() < MAX_KEPT) {
                kept.put(key, known);
            }
        }
        return known;
    }

    private Attributes make(String... values) {
        AttributesBuilder attributes = Attributes.builder();
        for (int i = 0; i < values.length; i++) {
            attributes.put(keys.get(i), values[i]);
        }
        return attributes.build();
    }
}
