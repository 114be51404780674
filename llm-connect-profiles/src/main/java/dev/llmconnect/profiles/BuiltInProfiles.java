package dev.llmconnect.profiles;

/** The profiles that are there without any configuration, written as an operator would write them (the wire contract, section 4). */
final class BuiltInProfiles {
    static final String SOURCE = "built in";

    /** Other services ask for it by this name. */
    static final String CUSTODIAN_TRIAGE = "custodian-triage-balanced";

    /** Its environment variables are older than the rule for all other profiles, and have a prefix of their own. */
    static final String CUSTODIAN_TRIAGE_PREFIX = "LLM_CONNECT_CUSTODIAN_TRIAGE_";

    static final String DEFINITIONS = """
            {
              "custodian-triage-balanced": {
                "provider": "openrouter",
                "model": "anthropic/claude-sonnet-4",
                "temperature": 0.2,
                "max_tokens": 1800,
                "max_depth": 2,
                "timeout_seconds": 300,
                "model_params": {"reasoning_effort": "medium"}
              }
            }
            """;

    private BuiltInProfiles() {}
}
