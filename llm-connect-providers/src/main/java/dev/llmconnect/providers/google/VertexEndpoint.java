package dev.llmconnect.providers.google;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.formats.wire.ModelSegment;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * One project in one location of Vertex AI, with the credential that may use it. Thread-safe.
 *
 * <p>Source: <a href="https://cloud.google.com/vertex-ai/docs/reference/rest">Vertex AI's REST reference</a>.
 */
public final class VertexEndpoint {
    /** Where the service answers without a region of its own, which is Google's advice unless data must stay somewhere. */
    private static final String GLOBAL = "global";

    private static final ProviderSetting PROJECT = ProviderSetting.builder("project")
            .variables("GOOGLE_CLOUD_PROJECT", "GOOGLE_VERTEX_PROJECT", "ANTHROPIC_VERTEX_PROJECT_ID")
            .description("the Google Cloud project that is billed; by default the one of the credentials file")
            .build();
    private static final ProviderSetting LOCATION = ProviderSetting.builder("location")
            .variables("GOOGLE_CLOUD_LOCATION", "GOOGLE_VERTEX_LOCATION", "CLOUD_ML_REGION")
            .defaultValue(GLOBAL)
            .description("the location of Vertex AI, for example europe-west1")
            .build();
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.:-]{0,98}[a-z0-9])?");

    private final HttpUrl models;
    private final GoogleCredential credential;

    private VertexEndpoint(HttpUrl models, GoogleCredential credential) {
        this.models = models;
        this.credential = credential;
    }

    /** What {@link #find} reads for a provider of that name. */
    public static List<ProviderSetting> settings(String provider) {
        List<ProviderSetting> settings = new ArrayList<>();
        settings.add(PROJECT);
        settings.add(LOCATION);
        settings.add(baseUrl(provider));
        settings.addAll(GoogleCredentials.settings());
        return settings;
    }

    /**
     * The endpoint that is set up. Asks nobody yet.
     *
     * @throws LLMConfigurationException when project or credential are missing or wrong
     */
    public static VertexEndpoint find(String provider, AdapterSettings settings) {
        return find(provider, settings, "v1");
    }

    /**
     * The endpoint that is set up, in a version of the API other than {@code v1}, which a base URL that is set names itself.
     *
     * @throws LLMConfigurationException when project or credential are missing or wrong
     */
    public static VertexEndpoint find(String provider, AdapterSettings settings, String version) {
        GoogleCredential credential = GoogleCredentials.find(provider, settings);
        String project =
                settings.value(PROJECT).or(credential::project).orElseGet(() -> settings.require(provider, PROJECT));
        String location = settings.require(provider, LOCATION);
        String base =
                settings.value(baseUrl(provider)).orElseGet(() -> address(checked(location, LOCATION)) + "/" + version);
        HttpUrl models = HttpUrl.get(DirectBackend.checked(base))
                .newBuilder()
                .addPathSegment("projects")
                .addPathSegment(checked(project, PROJECT))
                .addPathSegment("locations")
                .addPathSegment(checked(location, LOCATION))
                .addPathSegment("publishers")
                .build();
        return new VertexEndpoint(models, credential);
    }

    /**
     * The address of a method of a model.
     *
     * @param publisher who makes the model: {@code anthropic}, {@code google}
     * @param method for example {@code rawPredict}
     */
    public String url(String publisher, String model, String method) {
        return models.newBuilder()
                .addPathSegment(publisher)
                .addPathSegment("models")
                .addEncodedPathSegment(ModelSegment.encode(model) + ":" + method)
                .build()
                .toString();
    }

    /**
     * Adds the access token; may block to fetch one.
     *
     * @throws dev.llmconnect.LLMException when Google gives none
     */
    public void authorize(HttpCall http, LLMCall request) {
        credential.authorize(http, request);
    }

    private static ProviderSetting baseUrl(String provider) {
        return ProviderSetting.baseUrl(provider, null);
    }

    /** Regions have hosts of their own, the two multi-regions others, and the global location the plain one. */
    private static String address(String location) {
        return switch (location) {
            case GLOBAL -> "https://aiplatform.googleapis.com";
            case "us", "eu" -> "https://aiplatform." + location + ".rep.googleapis.com";
            default -> "https://" + location + "-aiplatform.googleapis.com";
        };
    }

    private static String checked(String name, ProviderSetting setting) {
        if (!NAME.matcher(name).matches()) {
            throw new LLMConfigurationException("the Google Cloud " + setting.name()
                    + " must consist of lower-case letters, digits and hyphens, got " + name);
        }
        return name;
    }

    /** Tells where it is, never who asks. */
    @Override
    public String toString() {
        return "VertexEndpoint[" + models + "]";
    }
}
