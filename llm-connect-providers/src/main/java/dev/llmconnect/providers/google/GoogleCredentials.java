package dev.llmconnect.providers.google;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the credential that is set up: an access token, else the file {@code GOOGLE_APPLICATION_CREDENTIALS} names, else the file
 * that {@code gcloud auth application-default login} leaves, else, only when switched on, the metadata server.
 */
public final class GoogleCredentials {
    static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private static final ProviderSetting ACCESS_TOKEN = ProviderSetting.builder("access_token")
            .variables("GOOGLE_VERTEX_ACCESS_TOKEN", "VERTEX_ACCESS_TOKEN")
            .secret()
            .description("a Google access token, used until it expires")
            .build();
    private static final ProviderSetting FILE = ProviderSetting.builder("credentials_file")
            .variables("GOOGLE_APPLICATION_CREDENTIALS")
            .description("the file with the credentials of a service account or a user")
            .build();
    private static final ProviderSetting METADATA = ProviderSetting.builder("metadata_server")
            .variables("LLM_CONNECT_GOOGLE_METADATA_SERVER")
            .defaultValue("false")
            .description("true to use the service account of the Google Cloud machine this runs on")
            .build();
    private static final ProviderSetting METADATA_HOST = ProviderSetting.builder("metadata_host")
            .variables("GCE_METADATA_HOST")
            .defaultValue("metadata.google.internal")
            .description("the address of the metadata server")
            .build();

    private GoogleCredentials() {}

    /** What {@link #find} reads. */
    public static List<ProviderSetting> settings() {
        return List.of(ACCESS_TOKEN, FILE, METADATA, METADATA_HOST);
    }

    /**
     * The credential of a provider. Reads files, but asks nobody yet.
     *
     * @throws LLMConfigurationException when there is none, or its file is wrong
     */
    public static GoogleCredential find(String provider, AdapterSettings settings) {
        return find(provider, settings, Clock.systemUTC());
    }

    static GoogleCredential find(String provider, AdapterSettings settings, Clock clock) {
        Optional<Secret> token = settings.secret(ACCESS_TOKEN);
        if (token.isPresent()) {
            return new GivenToken(token.get());
        }
        return settings.value(FILE)
                .map(Path::of)
                .or(() -> fileOfGcloud(settings))
                .map(CredentialsFile::read)
                .or(() -> metadataServer(settings))
                .map(source -> (GoogleCredential)
                        new RenewedToken(provider, source, clock, network(provider, source, settings)))
                .orElseThrow(() -> new LLMConfigurationException("no Google credential for " + provider
                        + ": set GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_VERTEX_ACCESS_TOKEN,"
                        + " or run gcloud auth application-default login"));
    }

    /** A metadata server is on the machine's own network. */
    private static Network network(String provider, TokenSource source, AdapterSettings settings) {
        return source instanceof MetadataServer ? Network.DIRECT : Network.of(provider, settings);
    }

    private static Optional<Path> fileOfGcloud(AdapterSettings settings) {
        return settings.environment("CLOUDSDK_CONFIG")
                .map(Path::of)
                .or(() -> settings.environment("APPDATA").map(folder -> Path.of(folder, "gcloud")))
                .or(() -> settings.environment("HOME").map(folder -> Path.of(folder, ".config", "gcloud")))
                .map(folder -> folder.resolve("application_default_credentials.json"))
                .filter(Files::isRegularFile);
    }

    private static Optional<TokenSource> metadataServer(AdapterSettings settings) {
        return settings.value(METADATA)
                .filter(GoogleCredentials::isOn)
                .flatMap(on -> settings.value(METADATA_HOST))
                .map(MetadataServer::new);
    }

    private static boolean isOn(String value) {
        return BooleanText.parse(value)
                .orElseThrow(() -> new LLMConfigurationException(
                        String.join(" or ", METADATA.variables()) + " must be " + BooleanText.ACCEPTED));
    }

    /** A form as OAuth wants it. */
    static HttpCall form(String url, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return new HttpCall("POST", url, body.getBytes(StandardCharsets.US_ASCII))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json");
    }

    private record GivenToken(Secret token) implements GoogleCredential {
        @Override
        public void authorize(HttpCall http, LLMCall request) {
            http.header("Authorization", "Bearer " + token.reveal());
        }

        @Override
        public Optional<String> project() {
            return Optional.empty();
        }
    }
}
