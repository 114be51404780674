package dev.llmconnect.profiles;

import java.util.LinkedHashMap;
import java.util.Map;

/** Profiles available without configuration (wire contract, section 4). */
final class BuiltInProfiles {
    static final String SOURCE = "built in";

    /** Name of the built-in profile, used by other services. */
    static final String CUSTODIAN_TRIAGE = "custodian-triage-balanced";

    /** Prefix of the profile's environment variables, which predates the general rule. */
    static final String CUSTODIAN_TRIAGE_PREFIX = "LLM_CONNECT_CUSTODIAN_TRIAGE_";

    /**
     * Definitions, as parsed from JSON. 0.2 is not a {@code BigDecimal}, since loading that class takes a tenth of the start-up
     * time.
     */
    static final Map<String, Object> DEFINITIONS = Map.of(CUSTODIAN_TRIAGE, custodianTriage());

    private BuiltInProfiles() {}

    private static Map<String, Object> custodianTriage() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(ProfileField.PROVIDER.key(), "openrouter");
        fields.put(ProfileField.MODEL.key(), "anthropic/claude-sonnet-4");
        fields.put(ProfileField.TEMPERATURE.key(), 0.2);
        fields.put(ProfileField.MAX_TOKENS.key(), 1800L);
        fields.put(ProfileField.MAX_DEPTH.key(), 2L);
        fields.put(ProfileField.TIMEOUT_SECONDS.key(), 300L);
        fields.put(ProfileField.MODEL_PARAMS.key(), Map.of("reasoning_effort", "medium"));
        return fields;
    }
}
