package dev.llmconnect.providers.bedrock;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.converse.ConverseWire;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.providers.anthropic.ClaudeSettings;
import dev.llmconnect.providers.aws.AwsCredentials;
import dev.llmconnect.providers.aws.AwsSettings;
import dev.llmconnect.providers.aws.CredentialChain;
import dev.llmconnect.providers.aws.SharedConfig;
import dev.llmconnect.providers.aws.SigV4;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Amazon Bedrock. Asked with {@code AWS_BEARER_TOKEN_BEDROCK} where it is set, else signed with the credentials of AWS's default chain,
 * see {@link CredentialChain}.
 */
public final class BedrockProvider implements LLMAdapterProvider {
    private static final String NAME = "bedrock";
    /** A small model that every account may use without asking for it. */
    private static final String DEFAULT_MODEL = "amazon.nova-lite-v1:0";

    private static final String SERVICE = "bedrock";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("AWS_BEARER_TOKEN_BEDROCK");
    private static final ProviderSetting BASE_URL =
            ProviderSetting.baseUrl(NAME, null, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
    private static final ProviderSetting BETAS = ClaudeSettings.betas(NAME);

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
                NAME,
                Stream.of(List.of(KEY), AwsSettings.all(), List.of(BASE_URL, BETAS))
                        .flatMap(List::stream)
                        .toList());
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of(DEFAULT_MODEL);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        PlatformBetas betas = PlatformBetas.BEDROCK.with(settings.value(BETAS).orElse(""));
        return WireAdapter.builder(NAME, new ConverseWire(betas), backend(settings, Clock.systemUTC()))
                .defaultModel(DEFAULT_MODEL)
                .keyHint(
                        "check AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
                                + " or the role")
                .transport(settings)
                .build();
    }

    static Backend backend(AdapterSettings settings, Clock clock) {
        SharedConfig files = SharedConfig.of(settings);
        Optional<Secret> key = settings.secret(KEY);
        if (key.isPresent()) {
            return DirectBackend.bearer(address(settings, files), key.get());
        }
        RenewedCredential<AwsCredentials> credentials =
                CredentialChain.find(NAME, settings, files, Network.of(NAME, settings), clock);
        // A signature names the region, so it is needed whatever the address.
        String region = AwsSettings.requireRegion(NAME, settings, files);
        return new BedrockBackend(address(settings, files), new SigV4(region, SERVICE, clock), credentials);
    }

    private static String address(AdapterSettings settings, SharedConfig files) {
        return settings.value(BASE_URL)
                .orElseGet(() -> "https://bedrock-runtime." + AwsSettings.requireRegion(NAME, settings, files)
                        + ".amazonaws.com");
    }
}
