package dev.llmconnect.providers.aws;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that AWS's tools share, {@code ~/.aws/config} and {@code ~/.aws/credentials}: sections with lines of {@code name = value}.
 * What both files say of a profile is taken from the credentials file. Each request reads the files again, since other tools write
 * them. Immutable and thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">AWS's description of the format</a>.
 */
public final class SharedConfig {
    private static final int MAX_BYTES = 1 << 20;

    private final @Nullable Path home;
    private final @Nullable Path config;
    private final @Nullable Path credentials;
    private final boolean configNamed;
    private final boolean credentialsNamed;

    private SharedConfig(AdapterSettings settings) {
        home = settings.environment("HOME")
                .or(() -> settings.environment("USERPROFILE"))
                .map(Path::of)
                .orElse(null);
        Optional<String> configFile = settings.environment("AWS_CONFIG_FILE");
        Optional<String> credentialsFile = settings.value(AwsSettings.CREDENTIALS_FILE);
        configNamed = configFile.isPresent();
        credentialsNamed = credentialsFile.isPresent();
        config = configFile.map(name -> named("AWS_CONFIG_FILE", name)).orElseGet(() -> inHome("config"));
        credentials = credentialsFile
                .map(name -> named("AWS_SHARED_CREDENTIALS_FILE", name))
                .orElseGet(() -> inHome("credentials"));
    }

    /** The files that the settings and the environment name; reads nothing yet. */
    public static SharedConfig of(AdapterSettings settings) {
        return new SharedConfig(settings);
    }

    /**
     * The values of a profile; empty if no file has it.
     *
     * @throws LLMConfigurationException if a file that a variable names cannot be read, or any file is no text
     */
    Optional<Map<String, String>> profile(String name) {
        Map<String, Map<String, String>> ofConfig = sections(config, configNamed);
        Map<String, Map<String, String>> ofCredentials = sections(credentials, credentialsNamed);
        Map<String, String> values = new HashMap<>();
        boolean found = false;
        // AWS prefers [profile default] to [default].
        Map<String, String> section = ofConfig.get("profile " + name);
        if (section == null && name.equals("default")) {
            section = ofConfig.get(name);
        }
        if (section != null) {
            values.putAll(section);
            found = true;
        }
        section = ofCredentials.get(name);
        if (section != null) {
            values.putAll(section);
            found = true;
        }
        return found ? Optional.of(values) : Optional.empty();
    }

    /** The values of a section {@code [sso-session name]}; empty if the config file has none. */
    Optional<Map<String, String>> ssoSession(String name) {
        return Optional.ofNullable(sections(config, configNamed).get("sso-session " + name));
    }

    /** The folder of cached sign-ins; empty if the environment names no home folder. */
    Optional<Path> ssoCache() {
        return Optional.ofNullable(home)
                .map(folder -> folder.resolve(".aws").resolve("sso").resolve("cache"));
    }

    /** The files, for messages. */
    String describe() {
        return config == null && credentials == null
                ? "no file, since HOME is not set"
                : config + " and " + credentials;
    }

    private @Nullable Path inHome(String name) {
        return home == null ? null : home.resolve(".aws").resolve(name);
    }

    private Path named(String variable, String name) {
        try {
            return home != null && (name.startsWith("~/") || name.startsWith("~\\"))
                    ? home.resolve(name.substring(2))
                    : Path.of(name);
        } catch (InvalidPathException e) {
            throw new LLMConfigurationException(variable + " is not a path: " + name, e, ErrorDetails.none());
        }
    }

    private static Map<String, Map<String, String>> sections(@Nullable Path file, boolean mustExist) {
        if (file == null || (!mustExist && !Files.isReadable(file))) {
            return Map.of();
        }
        return parse(text(file));
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new LLMConfigurationException("the AWS file " + file + " is larger than " + MAX_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new LLMConfigurationException(
                    "the AWS file " + file + " cannot be read: it does not exist", e, ErrorDetails.none());
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "the AWS file " + file + " cannot be read: " + e, e, ErrorDetails.none());
        }
    }

    private static Map<String, Map<String, String>> parse(String text) {
        Map<String, Map<String, String>> sections = new HashMap<>();
        Map<String, String> section = new HashMap<>();
        for (String line : text.lines().toList()) {
            String content = line.strip();
            int equals = content.indexOf('=');
            if (content.startsWith("[") && content.indexOf(']') > 0) {
                String name = content.substring(1, content.indexOf(']')).strip().replaceAll("\\s+", " ");
                section = sections.computeIfAbsent(name, key -> new HashMap<>());
            } else if (equals > 0 && !isComment(content) && !Character.isWhitespace(line.charAt(0))) {
                // An indented line belongs to the value above it.
                section.put(content.substring(0, equals).strip(), value(content.substring(equals + 1)));
            }
        }
        return sections;
    }

    /** A comment may follow a value after a blank. */
    private static String value(String text) {
        return text.replaceFirst("\\s[#;].*", "").strip();
    }

    private static boolean isComment(String text) {
        return text.startsWith("#") || text.startsWith(";");
    }
}
