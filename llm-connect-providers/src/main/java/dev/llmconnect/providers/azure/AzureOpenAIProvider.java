package dev.llmconnect.providers.azure;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.formats.rules.RequestRules;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.wire.WireAdapter;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.util.List;
import java.util.Optional;

/**
 * Azure OpenAI, over Chat Completions. A model's name is the name of its deployment. With a dated API version the deployment is
 * addressed as before 2025, otherwise by the v1 path.
 */
public final class AzureOpenAIProvider implements LLMAdapterProvider {
    private static final String NAME = "azure-openai";
    private static final ProviderSetting KEY = ProviderSetting.apiKey("AZURE_OPENAI_API_KEY", "AZURE_API_KEY");
    private static final ProviderSetting TOKEN = ProviderSetting.builder("ad_token")
            .variables("AZURE_OPENAI_AD_TOKEN")
            .secret()
            .description("a token of Microsoft Entra ID, used if there is no API key")
            .build();
    private static final ProviderSetting ENDPOINT =
            ProviderSetting.baseUrl(NAME, null, "AZURE_OPENAI_ENDPOINT", "AZURE_API_BASE");
    private static final ProviderSetting VERSION = ProviderSetting.builder("api_version")
            .variables("OPENAI_API_VERSION", "AZURE_OPENAI_API_VERSION", "AZURE_API_VERSION")
            .description("the version of the API: a date for the classic path; nothing, or preview, for the v1 path")
            .build();
    private static final ProviderSetting DEPLOYMENT = ProviderSetting.builder("deployment")
            .variables("AZURE_OPENAI_DEPLOYMENT", "AZURE_OPENAI_DEPLOYMENT_NAME")
            .description("the deployment for requests that name no model")
            .build();

    /** The first version whose streams tell the tokens used; older ones refuse to be asked. */
    private static final String STREAM_USAGE_SINCE = "2024-08-01";

    private static final ChatDialect BEFORE_STREAM_USAGE = ChatDialect.builder()
            .rules(RequestRules.OPENAI_CHAT)
            .withoutStreamUsage()
            .build();

    /** For the service loader. */
    public AzureOpenAIProvider() {}

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
        return "Azure OpenAI, over the Chat Completions API; the model is the name of a deployment";
    }

    @Override
    public List<ProviderSetting> settings() {
        return Network.settings(NAME, KEY, TOKEN, ENDPOINT, VERSION, DEPLOYMENT);
    }

    @Override
    public LLMAdapter create(AdapterSettings settings) {
        String endpoint = settings.require(NAME, ENDPOINT);
        Optional<String> version = settings.value(VERSION);
        Optional<Secret> token = settings.secret(TOKEN);
        // A key given for one profile must not be overtaken by the environment's token.
        boolean byToken = settings.secret(KEY).isEmpty() && token.isPresent();
        Secret credential = byToken ? token.get() : settings.requireSecret(NAME, KEY);
        boolean old = version.filter(AzureBackend::isClassic)
                .filter(date -> date.compareTo(STREAM_USAGE_SINCE) < 0)
                .isPresent();
        LLMAdapter adapter = WireAdapter.builder(
                        NAME,
                        new ChatWire(old ? BEFORE_STREAM_USAGE : ChatDialect.OPENAI),
                        new AzureBackend(endpoint, version.orElse(null), credential, byToken))
                .embeddings(new ChatEmbeddings(ChatDialect.OPENAI))
                .defaultModel(settings.value(DEPLOYMENT).orElse(null))
                .modelRequired()
                .keyHint(byToken ? "check AZURE_OPENAI_AD_TOKEN" : "check AZURE_OPENAI_API_KEY")
                .transport(settings)
                .build();
        return new ForwardingAdapter(adapter) {
            /** Azure lists what could be deployed, not what is. */
            @Override
            public List<ModelInfo> models() {
                return List.of();
            }
        };
    }
}
