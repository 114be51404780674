package dev.llmconnect.cli;

import java.util.List;
import java.util.Map;

/**
 * A setting of the configuration file.
 *
 * @param path name in the file: {@code max_body_bytes}, {@code providers.openai.api_key}
 * @param variable variable whose value it is
 * @param variables all variables that set the same thing; while one of them is set, the file's value does not apply
 * @param isSecret whether the value must be a reference
 * @param schema type and description, as JSON Schema
 */
record ConfigSetting(String path, String variable, List<String> variables, boolean isSecret, Map<String, ?> schema) {}
