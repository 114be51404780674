package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Value of {@link PolicyField#FALLBACKS}. */
record FallbackTargets(List<FallbackTarget> list) {
    /** Maximum number of fallbacks. */
    static final int MAX = 8;

    private static final List<String> FIELDS = List.of("provider", "model");

    FallbackTargets {
        list = List.copyOf(list);
    }

    /** Parses fallbacks; returns {@code null} if an entry is neither a name nor an object with a provider. */
    static @Nullable FallbackTargets read(List<?> json) {
        List<FallbackTarget> targets = new ArrayList<>();
        for (Object entry : json) {
            FallbackTarget target = entry instanceof Map<?, ?> map ? read(map) : profile(entry);
            if (target == null) {
                return null;
            }
            targets.add(target);
        }
        return new FallbackTargets(targets);
    }

    private static @Nullable FallbackTarget profile(@Nullable Object entry) {
        return entry instanceof String name && !name.isBlank() ? FallbackTarget.profile(name) : null;
    }

    private static @Nullable FallbackTarget read(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            String field = String.valueOf(key);
            if (!FIELDS.contains(field)) {
                throw new LLMConfigurationException("unknown fallbacks field `" + PolicyReader.cut(field) + "`"
                        + Suggestions.didYouMean(field, FIELDS) + "; accepted: " + String.join(", ", FIELDS));
            }
        }
        Object provider = map.get("provider");
        if (!(provider instanceof String name) || name.isBlank()) {
            return null;
        }
        Object model = map.get("model");
        if (model == null) {
            return FallbackTarget.provider(name);
        }
        return model instanceof String text && !text.isBlank() ? FallbackTarget.provider(name, text) : null;
    }
}
