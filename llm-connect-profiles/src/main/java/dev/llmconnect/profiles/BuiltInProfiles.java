package dev.llmconnect.profiles;

import java.util.LinkedHashMap;
import java.util.Map;

/** The profiles that are there without any configuration (the wire contract, section 4). */
final class BuiltInProfiles {
    static final String SOURCE = "built in";

    /** Other services ask for it by this name. */
    static final String CUSTODIAN_TRIAGE = "custodian-triage-balanced";

    /** Its environment variables are older than the rule for all other profiles, and have a prefix of their own. */
    static final String CUSTODIAN_TRIAGE_PREFIX = "LLM_CONNECT_CUSTODIAN_TRIAGE_";

    /** As JSON would be read, but 0.2 is no {@code BigDecimal}: to set that class up takes a tenth of a start. */
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
