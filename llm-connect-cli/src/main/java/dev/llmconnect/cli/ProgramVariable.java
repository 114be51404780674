package dev.llmconnect.cli;

import java.util.Arrays;
import java.util.List;

/** The environment variables of the program that have no option. */
enum ProgramVariable {
    LOG_LEVEL("Level of the log: `error`, `warn`, `info`, `debug`, `trace` or `off`. Default: info"),
    LOG_FORMAT("Format of the log: `text`, or `json` for one object a line. Default: text"),
    API_KEYS("Callers' API keys, entries as in `--api-keys-file` with commas between them. Default: none"),
    JAVA_OPTS("Further JVM options, for `bin/llm-connect`"),
    JAVA_HOME("The JDK that `bin/llm-connect` runs on. Default: that of `JAVA_HOME`, else the newest one installed");

    private final String description;

    ProgramVariable(String description) {
        this.description = description;
    }

    /** The variable's name, for example {@code LLM_CONNECT_LOG_LEVEL}. */
    String variable() {
        return EnvironmentDefaults.PREFIX + name();
    }

    /** Meaning and default in Markdown. */
    String description() {
        return description;
    }

    static List<String> variables() {
        return Arrays.stream(values()).map(ProgramVariable::variable).toList();
    }
}
