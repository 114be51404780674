package dev.llmconnect.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.profiles.ProfileField;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.profiles.policy.PolicyField;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.configurationprocessor.ConfigurationMetadataAnnotationProcessor;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The properties of a profile are the fields of a definition. */
class PropertiesTest {
    @Test
    void everyFieldOfAProfileHasAProperty() {
        Map<String, Object> properties = new HashMap<>();
        Stream.of(
                        "provider=mock",
                        "model=m",
                        "temperature=0.5",
                        "max-tokens=5",
                        "max-depth=2",
                        "timeout=30s",
                        "model-params.reasoning-effort=high",
                        "unsupported-params=drop",
                        "prompt-cache=auto",
                        "base-url=http://127.0.0.1:9",
                        "api-key-env=KEY",
                        "api-key-file=/run/secrets/key",
                        "reasoning-field=none",
                        "max-tokens-field=max_tokens",
                        "stream-usage=true",
                        "default-temperature=true",
                        "alternating-turns=true",
                        "cache-marks=true",
                        "policy.retry.max-attempts=2",
                        "policy.retry.base-delay=250ms",
                        "policy.retry.max-delay=5s",
                        "policy.fallbacks=other, mock/mock/echo",
                        "policy.attempt-timeout=1500ms",
                        "policy.first-token-timeout=5s",
                        "policy.idle-timeout=5s",
                        "policy.circuit-breaker.failure-threshold=3",
                        "policy.circuit-breaker.max-delay=1m",
                        "policy.max-concurrent=4",
                        "policy.buffer-stream=true")
                .map(line -> line.split("=", 2))
                .forEach(pair -> properties.put("llm-connect.profiles.all." + pair[0], pair[1]));
        LLMConnectProperties bound = new Binder(new MapConfigurationPropertySource(properties))
                .bind(LLMConnectProperties.PREFIX, LLMConnectProperties.class)
                .get();

        Map<String, Object> definition = bound.profiles().get("all").toDefinition();

        TreeSet<String> fields = new TreeSet<>();
        definition.forEach((name, value) -> {
            if (value instanceof Map<?, ?> entries) {
                entries.keySet().forEach(entry -> fields.add(name + "." + entry));
            } else {
                fields.add(name);
            }
        });
        TreeSet<String> known = new TreeSet<>();
        Stream.of(ProfileField.values()).map(ProfileField::key).forEach(known::add);
        Stream.of(PolicyField.values()).map(PolicyField::key).forEach(known::add);
        // An object, whose entries are fields.
        known.remove("model_params");
        assertThat(fields).isEqualTo(known);
        assertThat(definition)
                .containsEntry("timeout_seconds", 30L)
                .containsEntry("api_key", "${file:/run/secrets/key}");
    }

    /** The metadata that editors complete properties from; written with {@code -Dllmconnect.writeDocs=true}. */
    @Test
    void theMetadataIsThatOfTheSources(@TempDir Path folder) throws IOException {
        Path module = Path.of(
                System.getProperty("llmconnect.root", "../.."),
                "integrations/llm-connect-spring-boot-starter/src/main");
        Path sources = module.resolve("java/dev/llmconnect/spring");
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:only",
                "-parameters",
                "-d",
                folder.toString(),
                "-processor",
                ConfigurationMetadataAnnotationProcessor.class.getName(),
                "-cp",
                classPath(
                        ConfigurationMetadataAnnotationProcessor.class,
                        ConfigurationProperties.class,
                        LLMAdapters.class,
                        Profiles.class,
                        Nullable.class)));
        Stream.of("LLMConnectProperties", "PolicyProperties", "ProfileProperties", "Definition", "PropertyTree")
                .map(name -> sources.resolve(name + ".java").toString())
                .forEach(arguments::add);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result =
                ToolProvider.getSystemJavaCompiler().run(null, messages, messages, arguments.toArray(String[]::new));
        assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();

        String generated = Files.readString(folder.resolve("META-INF/spring-configuration-metadata.json"));
        Path committed = module.resolve("resources/META-INF/spring-configuration-metadata.json");
        if (Boolean.getBoolean("llmconnect.writeDocs")) {
            Files.writeString(committed, generated);
        }
        assertThat(Files.readString(committed)).isEqualTo(generated);
    }

    private static String classPath(Class<?>... types) {
        return Stream.of(types)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
