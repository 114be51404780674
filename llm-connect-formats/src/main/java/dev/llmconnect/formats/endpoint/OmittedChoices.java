package dev.llmconnect.formats.endpoint;

import dev.llmconnect.LLMResponse;
import java.util.ArrayList;
import java.util.List;

/** Reports further choices, which a profile may ask for, where the client's format has room for one answer. */
public final class OmittedChoices {
    private static final String ALTERNATIVES = "alternatives";

    private OmittedChoices() {}

    /** Returns what is left out of an answer, with its further choices. */
    public static List<String> with(List<String> omitted, LLMResponse answer) {
        if (answer.alternatives().isEmpty()) {
            return omitted;
        }
        List<String> all = new ArrayList<>(omitted);
        all.add(ALTERNATIVES);
        return all;
    }
}
