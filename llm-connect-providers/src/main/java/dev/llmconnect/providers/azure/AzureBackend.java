package dev.llmconnect.providers.azure;

import dev.llmconnect.Secret;
import dev.llmconnect.formats.wire.ModelSegment;
import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.DirectBackend;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A resource of Azure OpenAI. The model of a request is the name of a deployment: in the body on the v1 path, in the address on the
 * classic one. Immutable and thread-safe.
 *
 * <p>Source: <a href="https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle">API version lifecycle</a>.
 */
final class AzureBackend implements Backend {
    private static final Pattern DATED = Pattern.compile("\\d{4}-\\d{2}-\\d{2}.*");
    /** What people copy from the portal along with the endpoint. */
    private static final List<String> KNOWN_PATHS = List.of("/v1", "/openai");

    private final String endpoint;
    private final @Nullable String apiVersion;
    private final Secret credential;
    private final boolean isToken;

    /**
     * A resource.
     *
     * @param endpoint its address, with or without {@code /openai} or {@code /openai/v1}
     * @param apiVersion a date asks on the classic path; another word, or {@code null}, on the v1 path
     * @param isToken whether the credential is a token of Entra ID and not the resource's key
     * @throws dev.llmconnect.LLMConfigurationException when {@code endpoint} is no address
     */
    AzureBackend(String endpoint, @Nullable String apiVersion, Secret credential, boolean isToken) {
        String resource = DirectBackend.checked(endpoint);
        for (String path : KNOWN_PATHS) {
            if (resource.toLowerCase(Locale.ROOT).endsWith(path)) {
                resource = resource.substring(0, resource.length() - path.length());
            }
        }
        this.endpoint = resource;
        this.apiVersion = apiVersion;
        this.credential = credential;
        this.isToken = isToken;
    }

    /** Whether a version of the API is asked for on the classic path. */
    static boolean isClassic(String apiVersion) {
        return DATED.matcher(apiVersion).matches();
    }

    @Override
    public String url(ProviderCall call, String path) {
        String query = apiVersion == null ? "" : "?api-version=" + encoded(apiVersion);
        return apiVersion != null && isClassic(apiVersion)
                ? endpoint + "/openai/deployments/" + ModelSegment.encode(call.model()) + path + query
                : endpoint + "/openai/v1" + path + query;
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        if (isToken) {
            http.header("Authorization", "Bearer " + credential.reveal());
        } else {
            http.header("api-key", credential.reveal());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Never tells the credential. */
    @Override
    public String toString() {
        return "AzureBackend[" + BaseUrlText.shown(endpoint) + "]";
    }
}
