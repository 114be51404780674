package dev.llmconnect.internal;

import dev.llmconnect.CallInfo;
import dev.llmconnect.Redactor;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Values of labels: redacted, short, and of a number that clients cannot raise. A model counts as known when a provider has answered with
 * it, or when the operator named it; any other is {@value #OTHER}, since clients may ask for whatever they like. Thread-safe.
 */
public final class LabelNames {
    /** Stands for all that is not shown by its own name: {@value}. */
    public static final String OTHER = "other";

    private static final int MAX_LENGTH = 120;
    private static final int MAX_VALUES = 4000;
    private static final int MAX_MODELS = 1000;

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> modelsByProvider = new ConcurrentHashMap<>();
    private final AtomicInteger models = new AtomicInteger();

    /** A value as it may be shown. */
    public String value(String text) {
        String known = values.get(text);
        if (known != null) {
            return known;
        }
        if (values.size() >= MAX_VALUES) {
            return OTHER;
        }
        String shown = Redactor.redact(text, MAX_LENGTH);
        if (text.length() <= MAX_LENGTH) {
            values.put(text, shown);
        }
        return shown;
    }

    /** Whether a call comes from another call, from a caller with a key, or from anybody. */
    public static String callerClass(CallInfo call) {
        return call.depth() > 0 ? "nested" : call.caller().isPresent() ? "key" : "anonymous";
    }

    /** Counts a model as known. */
    public void known(String provider, String model) {
        if (model.isEmpty() || isKnown(provider, model) || models.get() >= MAX_MODELS) {
            return;
        }
        if (modelsByProvider
                .computeIfAbsent(provider, unused -> ConcurrentHashMap.newKeySet())
                .add(model)) {
            models.incrementAndGet();
        }
    }

    /** The value for a model; empty where none was named. */
    public String model(String provider, String model) {
        if (model.isEmpty()) {
            return "";
        }
        return isKnown(provider, model) ? value(model) : OTHER;
    }

    private boolean isKnown(String provider, String model) {
        Set<String> known = modelsByProvider.get(provider);
        return known != null && known.contains(model);
    }
}
