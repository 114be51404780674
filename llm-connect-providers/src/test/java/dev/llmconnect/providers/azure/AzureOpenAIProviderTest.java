package dev.llmconnect.providers.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureOpenAIProviderTest {
    private static final String ANSWER =
            "{\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"message\":{\"content\":\"Hi!\"},\"finish_reason\":\"stop\"}]}";
    private static final RunConfig DEPLOYMENT =
            RunConfig.builder().modelName("my deployment/4o").build();

    private final StubProvider stub = new StubProvider();

    @AfterEach
    void close() {
        stub.close();
    }

    private LLMAdapter adapter(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.putIfAbsent("AZURE_OPENAI_ENDPOINT", stub.url());
        environment.putIfAbsent("AZURE_OPENAI_API_KEY", StubProvider.KEY);
        return LLMAdapters.create("azure-openai", AdapterSettings.of(environment));
    }

    private RecordedRequest asked(Map<String, String> environment) {
        stub.answers(200, ANSWER);
        try (LLMAdapter adapter = adapter(environment)) {
            assertThat(adapter.execute("Hello", DEPLOYMENT).content()).isEqualTo("Hi!");
        }
        return stub.request();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, none, /openai/v1/chat/completions",
                "OPENAI_API_VERSION, preview, /openai/v1/chat/completions?api-version=preview",
                "OPENAI_API_VERSION, 2024-10-21, /openai/deployments/my%20deployment%2F4o/chat/completions?api-version=2024-10-21",
                "AZURE_OPENAI_API_VERSION, 2025-01-01-preview, /openai/deployments/my%20deployment%2F4o/chat/completions?api-version=2025-01-01-preview",
            })
    void theVersionOfTheApiDecidesOnThePath(String variable, String version, String target) {
        RecordedRequest request = asked(variable == null ? Map.of() : Map.of(variable, version));
        assertThat(request.getTarget()).isEqualTo(target);
        assertThat(request.getHeaders().get("api-key")).isEqualTo(StubProvider.KEY);
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(Json.read(request.getBody())).isEqualTo(Json.read("""
                {"model":"my deployment/4o","messages":[{"role":"user","content":"Hello"}],"temperature":0.7,"max_tokens":2000}"""));
    }

    @ParameterizedTest
    @CsvSource({"''", "/", "/openai", "/openai/", "/openai/v1", "/openai/v1/"})
    void theEndpointIsUnderstoodAsPeopleCopyIt(String suffix) {
        RecordedRequest request = asked(Map.of("AZURE_OPENAI_ENDPOINT", stub.url() + suffix));
        assertThat(request.getTarget()).isEqualTo("/openai/v1/chat/completions");
    }

    @Test
    void aTokenOfEntraIdIsABearerToken() {
        RecordedRequest request =
                asked(Map.of("AZURE_OPENAI_AD_TOKEN", "entra-token-0123456789", "AZURE_OPENAI_API_KEY", ""));
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer entra-token-0123456789");
        assertThat(request.getHeaders().get("api-key")).isNull();
    }

    @Test
    void aKeyGoesBeforeATokenSoThatAProfilesOwnKeyIsTheOneThatIsSent() {
        RecordedRequest request = asked(Map.of("AZURE_OPENAI_AD_TOKEN", "entra-token-0123456789"));
        assertThat(request.getHeaders().get("api-key")).isEqualTo(StubProvider.KEY);
        assertThat(request.getHeaders().get("Authorization")).isNull();
    }

    @Test
    void withoutADeploymentNothingIsAsked() {
        try (LLMAdapter adapter = adapter(Map.of())) {
            assertThat(adapter.models()).isEmpty();
            assertThatThrownBy(() -> adapter.execute("Hello", RunConfig.defaults()))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessageStartingWith("azure-openai needs a model");
        }
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void theDeploymentOfTheSettingsIsUsedWhenARequestNamesNone() {
        stub.answers(200, ANSWER);
        try (LLMAdapter adapter = adapter(Map.of("AZURE_OPENAI_DEPLOYMENT", "mine"))) {
            adapter.execute("Hello", RunConfig.defaults());
        }
        assertThat(stub.requestBody().text("model")).contains("mine");
    }

    @ParameterizedTest
    @CsvSource({"2024-06-01, false", "2024-08-01-preview, true", "2024-10-21, true", "preview, true"})
    void tokensOfAStreamAreAskedForWhereTheVersionKnowsHow(String version, boolean asked) {
        stub.answers(200, ANSWER);
        try (LLMAdapter adapter = adapter(Map.of("OPENAI_API_VERSION", version))) {
            adapter.stream(LLMRequest.of("Hello", DEPLOYMENT)).close();
        }
        assertThat(stub.requestBody().has("stream_options")).isEqualTo(asked);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> LLMAdapters.create("azure-openai", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no base_url for azure-openai: set LLM_CONNECT_AZURE_OPENAI_BASE_URL or"
                        + " AZURE_OPENAI_ENDPOINT or AZURE_API_BASE");
        assertThatThrownBy(() -> LLMAdapters.create(
                        "azure-openai", AdapterSettings.of(Map.of("AZURE_OPENAI_ENDPOINT", stub.url()))))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for azure-openai: set AZURE_OPENAI_API_KEY or AZURE_API_KEY");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | {"error":{"code":"401","message":"Access denied due to invalid subscription key."}} | authentication | false | HTTP 401 from azure-openai: Access denied due to invalid subscription key.; check AZURE_OPENAI_API_KEY
            401 | {"error":{"code":"PermissionDenied","message":"The principal lacks the required data action"}} | authentication | false | HTTP 401 from azure-openai (PermissionDenied): The principal lacks the required data action; check AZURE_OPENAI_API_KEY
            403 | {"error":{"code":"AuthenticationTypeDisabled","message":"Key based authentication is disabled for this resource."}} | permission | false | HTTP 403 from azure-openai (AuthenticationTypeDisabled): Key based authentication is disabled for this resource.
            404 | {"error":{"code":"404","message":"Resource not found"}} | not_found | false | HTTP 404 from azure-openai: Resource not found
            404 | {"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}} | not_found | false | HTTP 404 from azure-openai (DeploymentNotFound): The API deployment for this resource does not exist.
            400 | {"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}} | content_policy | false | HTTP 400 from azure-openai (content_filter): The response was filtered
            200 | {"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400}} | content_policy | false | HTTP 400 from azure-openai (content_filter): The response was filtered
            429 | {"error":{"code":"RateLimitReached","message":"You have exceeded the rate limit."}} | rate_limit | true | HTTP 429 from azure-openai (RateLimitReached): You have exceeded the rate limit.
            429 | {"statusCode":429,"message":"Rate limit is exceeded. Try again in 5 seconds."} | rate_limit | true | HTTP 429 from azure-openai: Rate limit is exceeded. Try again in 5 seconds.
            500 | {"error":{"code":"InternalServerError","message":"Backend returned unexpected response."}} | server | true | HTTP 500 from azure-openai (InternalServerError): Backend returned unexpected response.
            503 | <html><body><h1>503 Service Unavailable</h1></body></html> | server | true | HTTP 503 from azure-openai: an HTML page: 503 Service Unavailable
            """)
    void statusAndBodyBecomeOneException(int status, String body, String reason, boolean retryable, String message) {
        stub.answers(status, body);
        try (LLMAdapter adapter = adapter(Map.of())) {
            LLMException e = catchThrowableOfType(LLMException.class, () -> adapter.execute("Q", DEPLOYMENT));
            assertThat(e.getMessage()).isEqualTo(message);
            assertThat(e.reason().value()).isEqualTo(reason);
            assertThat(e.isRetryable()).isEqualTo(retryable);
            assertThat(e).isInstanceOf(status == 429 ? LLMRateLimitException.class : LLMException.class);
            assertThat(e.toString() + e.toMap("id") + adapter).doesNotContain(StubProvider.KEY);
        }
    }

    @Test
    void aPauseOfNoMillisecondsBesideOneOfASecondIsASecond() {
        stub.answers(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after", "1")
                .setHeader("retry-after-ms", "0")
                .setHeader("apim-request-id", "apim-1")
                .body("{\"error\":{\"code\":\"RateLimitReached\",\"message\":\"No\"}}"));
        try (LLMAdapter adapter = adapter(Map.of())) {
            LLMException e = catchThrowableOfType(LLMException.class, () -> adapter.execute("Q", DEPLOYMENT));
            assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
            assertThat(e.details().providerRequestId()).contains("apim-1");
        }
    }
}
