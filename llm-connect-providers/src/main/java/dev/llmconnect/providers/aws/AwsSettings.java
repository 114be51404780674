package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** The settings of a provider that is asked with AWS credentials. A provider one of whose variables is set counts as configured. */
public final class AwsSettings {
    static final ProviderSetting ACCESS_KEY_ID = new ProviderSetting(
            "access_key_id",
            List.of("AWS_ACCESS_KEY_ID"),
            null,
            true,
            "names the AWS key; used when there is no API key");
    static final ProviderSetting SECRET_KEY = new ProviderSetting(
            "secret_access_key", List.of("AWS_SECRET_ACCESS_KEY"), null, true, "the AWS key that signs");
    static final ProviderSetting SESSION_TOKEN = new ProviderSetting(
            "session_token", List.of("AWS_SESSION_TOKEN"), null, true, "what belongs to a temporary AWS key");
    static final ProviderSetting WEB_IDENTITY_TOKEN_FILE = new ProviderSetting(
            "web_identity_token_file",
            List.of("AWS_WEB_IDENTITY_TOKEN_FILE"),
            null,
            false,
            "the file with the token for which AWS STS gives the credentials of a role");
    static final ProviderSetting ROLE_ARN = new ProviderSetting(
            "role_arn", List.of("AWS_ROLE_ARN"), null, false, "the role of the web identity token");
    static final ProviderSetting PROFILE = new ProviderSetting(
            "profile", List.of("AWS_PROFILE"), "default", false, "the profile in AWS's config and credentials files");
    static final ProviderSetting CREDENTIALS_FILE = new ProviderSetting(
            "credentials_file",
            List.of("AWS_SHARED_CREDENTIALS_FILE"),
            null,
            false,
            "AWS's credentials file; ~/.aws/credentials when it is there");
    static final ProviderSetting CONTAINER_URI = new ProviderSetting(
            "container_credentials_uri",
            List.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
            null,
            false,
            "where a container gets the credentials of its role");
    static final ProviderSetting REGION = new ProviderSetting(
            "region", List.of("AWS_REGION", "AWS_DEFAULT_REGION"), null, false, "the AWS region, such as us-east-1");

    private AwsSettings() {}

    /** The settings, in the order in which sources of credentials are tried. */
    public static List<ProviderSetting> all() {
        return List.of(
                ACCESS_KEY_ID,
                SECRET_KEY,
                SESSION_TOKEN,
                WEB_IDENTITY_TOKEN_FILE,
                ROLE_ARN,
                PROFILE,
                CREDENTIALS_FILE,
                CONTAINER_URI,
                REGION);
    }

    /** The region of the settings, the environment, or the profile, unchecked. */
    static Optional<String> region(AdapterSettings settings, SharedConfig files) {
        return settings.value(REGION)
                .or(() -> settings.value(PROFILE)
                        .flatMap(files::profile)
                        .map(values -> values.getOrDefault("region", ""))
                        .filter(name -> !name.isEmpty()));
    }

    /**
     * The region of the settings, the environment, or the profile.
     *
     * @throws LLMConfigurationException if there is none, or it is no region
     */
    public static String requireRegion(String provider, AdapterSettings settings, SharedConfig files) {
        String region = region(settings, files)
                .orElseThrow(() -> new LLMConfigurationException("no region for " + provider
                        + ": set AWS_REGION or AWS_DEFAULT_REGION, or region in the profile of AWS's config file"));
        if (!isRegion(region)) {
            throw new LLMConfigurationException("no AWS region: AWS_REGION must look like us-east-1");
        }
        return region;
    }

    /** A region stands in a host's name, and nothing but a region may. */
    static boolean isRegion(String text) {
        return text.matches("[a-z0-9-]{1,40}");
    }
}
