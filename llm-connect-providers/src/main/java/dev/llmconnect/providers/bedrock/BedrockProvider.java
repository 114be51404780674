package dev.llmconnect.providers.bedrock;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Amazon Bedrock. Asked with {@code AWS_BEARER_TOKEN_BEDROCK} where it is set, else signed with {@code AWS_ACCESS_KEY_ID} and
 * {@code AWS_SECRET_ACCESS_KEY}, else with the keys of a profile in AWS's credentials file. Other sources of AWS credentials (single
 * sign-on, roles) are not read.
 */
public final class BedrockProvider implements LLMAdapterProvider {
    private static final String NAME = "bedrock";
    /** A small model that every account may use without asking for it. */
    private static final String DEFAULT_MODEL = "amazon.nova-lite-v1:0";

    private static final String SERVICE = "bedrock";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("AWS_BEARER_TOKEN_BEDROCK");
    private static final ProviderSetting ACCESS_KEY_ID = new ProviderSetting(
            "access_key_id",
            List.of("AWS_ACCESS_KEY_ID"),
            null,
            true,
            "names the AWS key; used when there is no API key");
    private static final ProviderSetting SECRET_KEY = new ProviderSetting(
            "secret_access_key", List.of("AWS_SECRET_ACCESS_KEY"), null, true, "the AWS key that signs");
    private static final ProviderSetting SESSION_TOKEN = new ProviderSetting(
            "session_token", List.of("AWS_SESSION_TOKEN"), null, true, "what belongs to a temporary AWS key");
    private static final ProviderSetting PROFILE = new ProviderSetting(
            "profile", List.of("AWS_PROFILE"), "default", false, "whose keys are taken from AWS's credentials file");
    private static final ProviderSetting CREDENTIALS_FILE = new ProviderSetting(
            "credentials_file",
            List.of("AWS_SHARED_CREDENTIALS_FILE"),
            null,
            false,
            "AWS's credentials file; ~/.aws/credentials when it is there");
    private static final ProviderSetting REGION = new ProviderSetting(
            "region", List.of("AWS_REGION", "AWS_DEFAULT_REGION"), null, false, "the AWS region, such as us-east-1");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, null, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");

    /** For the service loader. */
    public BedrockProvider() {}

    @Override
    public int apiVersion() {
        return API_VERSION;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Amazon Bedrock, over the Converse API";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(
                NAME, KEY, ACCESS_KEY_ID, SECRET_KEY, SESSION_TOKEN, PROFILE, CREDENTIALS_FILE, REGION, BASE_URL);
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        return WireAdapter.builder(NAME, new BedrockConverse(), backend(settings, Clock.systemUTC()))
                .defaultModel(DEFAULT_MODEL)
                .keyHint(
                        "check AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE")
                .network(Network.of(NAME, settings))
                .build();
    }

    static Backend backend(AdapterSettings settings, Clock clock) {
        Optional<Secret> key = settings.secret(KEY);
        if (key.isPresent()) {
            return DirectBackend.bearer(address(settings), key.get());
        }
        AwsCredentials credentials = settings.value(ACCESS_KEY_ID)
                .map(id -> new AwsCredentials(
                        id,
                        settings.requireSecret(NAME, SECRET_KEY),
                        settings.secret(SESSION_TOKEN).orElse(null)))
                .or(() -> shared(settings))
                .orElseThrow(
                        () -> new LLMConfigurationException(
                                "no API key for " + NAME
                                        + ": set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"));
        // A signature names the region, so it is needed whatever the address.
        String region = settings.require(NAME, REGION);
        return new BedrockBackend(address(settings), new SigV4(credentials, region, SERVICE, clock));
    }

    /** Empty when there is no file and nobody named one or a profile of it. */
    private static Optional<AwsCredentials> shared(AdapterSettings settings) {
        String profile = settings.require(NAME, PROFILE);
        Optional<Path> file = settings.value(CREDENTIALS_FILE)
                .map(Path::of)
                .or(() -> settings.environment("HOME")
                        .or(() -> settings.environment("USERPROFILE"))
                        .map(home -> Path.of(home, ".aws", "credentials")));
        boolean named = settings.value(CREDENTIALS_FILE).isPresent() || !profile.equals(PROFILE.defaultValue());
        if (file.isEmpty() || !(named || Files.isReadable(file.get()))) {
            return Optional.empty();
        }
        Optional<AwsCredentials> keys = SharedCredentialsFile.read(file.get(), profile);
        if (keys.isEmpty() && named) {
            throw new LLMConfigurationException(
                    "the AWS credentials file " + file.get() + " has no profile " + profile + ": see AWS_PROFILE");
        }
        return keys;
    }

    private static String address(AdapterSettings settings) {
        return settings.value(BASE_URL)
                .orElseGet(() -> "https://bedrock-runtime." + region(settings) + ".amazonaws.com");
    }

    /** A region stands in the host's name, and nothing but a region may. */
    private static String region(AdapterSettings settings) {
        String region = settings.require(NAME, REGION);
        if (!region.matches("[a-z0-9-]{1,40}")) {
            throw new LLMConfigurationException("no AWS region: AWS_REGION must look like us-east-1");
        }
        return region;
    }
}
