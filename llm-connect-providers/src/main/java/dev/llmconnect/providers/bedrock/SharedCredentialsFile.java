package dev.llmconnect.providers.bedrock;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The file in which AWS's tools keep keys, {@code ~/.aws/credentials}: profiles with lines of {@code name = value}. Keys that stand
 * in it are read; roles, single sign-on and programs that would give one are not.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html">AWS's description of the format</a>.
 */
final class SharedCredentialsFile {
    private SharedCredentialsFile() {}

    /**
     * The keys of a profile.
     *
     * @return empty when the file has no such profile
     * @throws LLMConfigurationException naming the file, the profile and what is wrong, never what is in it
     */
    static Optional<AwsCredentials> read(Path file, String profile) {
        Map<String, String> values = new HashMap<>();
        boolean found = false;
        boolean inside = false;
        try {
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                int equals = text.indexOf('=');
                if (text.startsWith("[") && text.indexOf(']') > 0) {
                    inside = text.substring(1, text.indexOf(']')).strip().equals(profile);
                    found |= inside;
                } else if (inside && equals > 0 && !isComment(text) && !Character.isWhitespace(line.charAt(0))) {
                    // An indented line belongs to the value above it.
                    values.put(
                            text.substring(0, equals).strip(),
                            text.substring(equals + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "the AWS credentials file " + file + " cannot be read: " + e, e, ErrorDetails.none());
        }
        return found ? Optional.of(credentials(values, file, profile)) : Optional.empty();
    }

    private static boolean isComment(String text) {
        return text.startsWith("#") || text.startsWith(";");
    }

    private static AwsCredentials credentials(Map<String, String> values, Path file, String profile) {
        String id = values.getOrDefault("aws_access_key_id", "");
        String key = values.getOrDefault("aws_secret_access_key", "");
        if (id.isEmpty() || key.isEmpty()) {
            throw new LLMConfigurationException("the profile " + profile + " of the AWS credentials file " + file
                    + " has no aws_access_key_id and aws_secret_access_key, and nothing else is read from it");
        }
        String token = values.getOrDefault("aws_session_token", "");
        return new AwsCredentials(id, Secret.of(key), token.isEmpty() ? null : Secret.of(token));
    }
}
