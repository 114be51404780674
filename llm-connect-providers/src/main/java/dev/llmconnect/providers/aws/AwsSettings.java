package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/** The settings of a provider that is asked with AWS credentials. A provider one of whose variables is set counts as configured. */
public final class AwsSettings {
    static final ProviderSetting ACCESS_KEY_ID = ProviderSetting.builder("access_key_id")
            .variables("AWS_ACCESS_KEY_ID")
            .secret()
            .description("the id of the AWS access key; used if there is no API key")
            .build();
    static final ProviderSetting SECRET_KEY = ProviderSetting.builder("secret_access_key")
            .variables("AWS_SECRET_ACCESS_KEY")
            .secret()
            .description("the secret of the AWS access key")
            .build();
    static final ProviderSetting SESSION_TOKEN = ProviderSetting.builder("session_token")
            .variables("AWS_SESSION_TOKEN")
            .secret()
            .description("the session token of temporary AWS credentials")
            .build();
    static final ProviderSetting WEB_IDENTITY_TOKEN_FILE = ProviderSetting.builder("web_identity_token_file")
            .variables("AWS_WEB_IDENTITY_TOKEN_FILE")
            .description("the file with the web identity token that AWS STS exchanges for credentials")
            .build();
    static final ProviderSetting ROLE_ARN = ProviderSetting.builder("role_arn")
            .variables("AWS_ROLE_ARN")
            .description("the AWS role to assume with the web identity token")
            .build();
    static final ProviderSetting PROFILE = ProviderSetting.builder("profile")
            .variables("AWS_PROFILE")
            .defaultValue("default")
            .description("the profile in AWS's config and credentials files")
            .build();
    static final ProviderSetting CREDENTIALS_FILE = ProviderSetting.builder("credentials_file")
            .variables("AWS_SHARED_CREDENTIALS_FILE")
            .description("AWS's credentials file; ~/.aws/credentials if it exists")
            .build();
    static final ProviderSetting CONTAINER_URI = ProviderSetting.builder("container_credentials_uri")
            .variables("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
            .description("the address that provides the credentials of a container's role")
            .build();
    static final ProviderSetting REGION = ProviderSetting.builder("region")
            .variables("AWS_REGION", "AWS_DEFAULT_REGION")
            .description("the AWS region, such as us-east-1")
            .build();

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
