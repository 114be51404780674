package dev.llmconnect.spring;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The variables that providers and policies read, from all property sources of an application: {@code OPENAI_API_KEY} may be a
 * variable of the process, or a property of that name in a file or a vault.
 */
final class EnvironmentVariables {
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");

    private EnvironmentVariables() {}

    static Map<String, String> of(ConfigurableEnvironment environment) {
        Map<String, String> variables = new HashMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                for (String name : enumerable.getPropertyNames()) {
                    String value = VARIABLE.matcher(name).matches() ? environment.getProperty(name) : null;
                    if (value != null) {
                        variables.put(name, value);
                    }
                }
            }
        }
        return variables;
    }
}
