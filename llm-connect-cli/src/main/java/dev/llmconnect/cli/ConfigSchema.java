package dev.llmconnect.cli;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.profiles.ProfileField;
import dev.llmconnect.profiles.policy.PolicyField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.OptionSpec;

/** JSON Schema of the configuration file, for editors. */
final class ConfigSchema {
    /** A reference may stand for any value. */
    private static final String STRING = "string";

    private static final String TYPE = "type";
    private static final String PROPERTIES = "properties";
    private static final String DESCRIPTION = "description";

    private ConfigSchema() {}

    /** The schema with the settings of these providers. */
    static Map<String, Object> document(LLMAdapters registry) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(ConfigFile.SCHEMA, text("Address of this schema."));
        ConfigSettings.general().forEach((name, setting) -> properties.put(name, setting.schema()));
        properties.put(ConfigFile.PROFILES, profiles());
        Map<String, Object> providers = new LinkedHashMap<>();
        // Most providers have the same settings, which the schema has once.
        Map<Map<String, Object>, String> definitions = new LinkedHashMap<>();
        registry.providers().forEach(provider -> {
            Map<String, Object> settings = new LinkedHashMap<>();
            ConfigSettings.of(provider).forEach((name, setting) -> settings.put(name, setting.schema()));
            String definition = definitions.computeIfAbsent(object("", settings), same -> provider.name());
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put(DESCRIPTION, provider.description());
            schema.put("$ref", "#/$defs/" + definition);
            providers.put(provider.name(), schema);
            provider.aliases().forEach(alias -> providers.put(alias, schema));
        });
        properties.put(ConfigFile.PROVIDERS, object("Settings of providers, by the provider's name.", providers));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put(TYPE, "object");
        environment.put(
                DESCRIPTION, "Variables that others define, such as OTEL_EXPORTER_OTLP_ENDPOINT or AWS_REGION.");
        environment.put("patternProperties", Map.of("^(?:" + ConfigFile.FOREIGN_VARIABLE + ")$", type(STRING)));
        environment.put("additionalProperties", false);
        properties.put(ConfigFile.ENVIRONMENT, environment);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(ConfigFile.SCHEMA, "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Configuration file of llm-connect (--config)");
        schema.putAll(object(
                "Options and variables take precedence over this file. ${NAME} and ${file:PATH} in a value stand for a"
                        + " variable and for the text of a file.",
                properties));
        Map<String, Object> byName = new LinkedHashMap<>();
        definitions.forEach((definition, name) -> byName.put(name, definition));
        schema.put("$defs", byName);
        return schema;
    }

    private static Map<String, Object> profiles() {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (ProfileField field : ProfileField.values()) {
            if (!field.key().contains(".")) {
                Map<String, Object> schema = type(typeOf(field.accepted()));
                schema.put(DESCRIPTION, field.description());
                fields.put(field.key(), schema);
            }
        }
        for (PolicyField field : PolicyField.values()) {
            String[] key = field.key().split("\\.", 2);
            if (key.length == 1) {
                fields.put(key[0], policy(field, field.jsonType()));
                continue;
            }
            Object group = fields.computeIfAbsent(key[0], name -> object("", new LinkedHashMap<>()));
            if (group instanceof Map<?, ?> schema && schema.get(PROPERTIES) instanceof Map<?, ?> members) {
                @SuppressWarnings("unchecked") // made above
                Map<String, Object> open = (Map<String, Object>) members;
                open.put(key[1], policy(field, field.jsonType()));
            }
        }
        Map<String, Object> profiles = type("object");
        profiles.put(DESCRIPTION, "Profiles by name: the provider, model and values for which the name stands.");
        profiles.put("additionalProperties", object("", fields));
        return profiles;
    }

    private static String typeOf(String accepted) {
        if (accepted.startsWith("number") || accepted.startsWith("integer")) {
            return accepted.startsWith("number") ? "number" : "integer";
        }
        return accepted.equals("object") ? accepted : accepted.equals("true or false") ? "boolean" : STRING;
    }

    private static Map<String, Object> policy(PolicyField field, Object type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, type);
        schema.put(DESCRIPTION, field.description() + " Accepted: " + field.accepted() + ".");
        return schema;
    }

    /** Of the default of a policy, which is also a variable. */
    static Map<String, Object> of(PolicyField field) {
        return policy(field, List.of(field.jsonType(), STRING));
    }

    /** Of an option. */
    static Map<String, Object> of(OptionSpec option) {
        Map<String, Object> schema = new LinkedHashMap<>();
        Arrays.stream(option.converters())
                .filter(OptionValue.class::isInstance)
                .forEach(converter -> schema.putAll(new TreeMap<>(((OptionValue<?>) converter).schema())));
        if (!schema.containsKey(TYPE)) {
            schema.put(TYPE, option.isMultiValue() ? List.of("array", STRING) : STRING);
        }
        schema.put(DESCRIPTION, String.join(" ", option.description()));
        return schema;
    }

    /** Of a text. */
    static Map<String, Object> text(String description) {
        Map<String, Object> schema = type(STRING);
        schema.put(DESCRIPTION, description);
        return schema;
    }

    private static Map<String, Object> type(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(TYPE, type);
        return schema;
    }

    private static Map<String, Object> object(String description, Map<String, Object> properties) {
        Map<String, Object> schema = type("object");
        if (!description.isEmpty()) {
            schema.put(DESCRIPTION, description);
        }
        schema.put(PROPERTIES, properties);
        schema.put("additionalProperties", false);
        return schema;
    }
}
