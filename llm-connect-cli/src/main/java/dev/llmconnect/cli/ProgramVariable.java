package dev.llmconnect.cli;

import java.util.Arrays;
import java.util.List;

/** The environment variables of the program that have no option. */
enum ProgramVariable {
    LOG_LEVEL("Log level: `error`, `warn`, `info`, `debug`, `trace` or `off`. Default: info"),
    LOG_FORMAT("Log format: `text`, or `json` for one JSON object per line. Default: text"),
    API_KEYS("Callers, as in `--api-keys-file`; entries NAME:SHA256 are separated by commas. Default: none"),
    ADMIN_KEY("Admin key, if no `--admin-key-file` is given. Default: none, which makes the admin API read-only"),
    JAVA_OPTS("Additional JVM options for `bin/llm-connect`. Default: none"),
    JAVA_HOME("JDK that `bin/llm-connect` runs on. Default: `JAVA_HOME`, else the newest JDK installed");

    private final String description;

    ProgramVariable(String description) {
        this.description = description;
    }

    /** The variable's name, for example {@code LLM_CONNECT_LOG_LEVEL}. */
    String variable() {
        return EnvironmentDefaults.PREFIX + name();
    }

    /** Whether {@code bin/llm-connect} reads it before the program starts. */
    boolean isOfLauncher() {
        return this == JAVA_OPTS || this == JAVA_HOME;
    }

    /** Meaning and default in Markdown. */
    String description() {
        return description;
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(ProgramVariable::variable).toList();
    }
}
