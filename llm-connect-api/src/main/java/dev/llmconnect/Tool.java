package dev.llmconnect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool the model may call.
 *
 * @param name the name the model uses
 * @param description what it does, for the model to read
 * @param parameters the JSON schema of its arguments
 * @param strict whether the provider shall hold the model to the schema; {@code null} leaves it to the provider
 * @param hints by wire format (see {@link WireFormat}), further fields that its adapters add and other formats leave out
 */
public record Tool(
        String name,
        String description,
        Map<String, Object> parameters,
        @Nullable Boolean strict,
        Map<String, Map<String, Object>> hints) {
    /** Copies the maps. */
    public Tool {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        hints = Map.copyOf(hints);
    }

    /** A tool without hints. */
    public Tool(String name, String description, Map<String, Object> parameters, @Nullable Boolean strict) {
        this(name, description, parameters, strict, Map.of());
    }

    /** A tool whose strictness is the provider's choice. */
    public Tool(String name, String description, Map<String, Object> parameters) {
        this(name, description, parameters, null);
    }
}
