package dev.llmconnect.providers.aws;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.providers.credentials.CredentialSource;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first source of AWS credentials that is set up, in the order of AWS's default chain: environment variables, web identity, the
 * shared files, container, EC2 instance. Which one it is, is decided from settings and files when the chain is made, without asking
 * anybody; a source that is set up and fails is not replaced by the next, which may be somebody else's identity. Thread-safe.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdk-for-java/latest/developer-guide/credentials-chain.html">AWS's order</a>.
 */
public final class CredentialChain implements CredentialSource<AwsCredentials> {
    private final String provider;
    private final AwsCredentialSource source;
    private final List<String> skipped;

    private CredentialChain(String provider, AwsCredentialSource source, List<String> skipped) {
        this.provider = provider;
        this.source = source;
        this.skipped = List.copyOf(skipped);
    }

    /**
     * The credentials of a provider. Reads files, but asks nobody yet.
     *
     * @param network how AWS's services are reached
     * @throws LLMConfigurationException if no source is set up, or the first one wrongly
     */
    public static RenewedCredential<AwsCredentials> find(
            String provider, AdapterSettings settings, SharedConfig files, Network network, Clock clock) {
        AwsEnvironment environment = new AwsEnvironment(settings, files, clock, network);
        Optional<AwsCredentials> keys = keysOf(provider, settings);
        CredentialSource<AwsCredentials> source =
                keys.isPresent() ? request -> Lease.permanent(keys.get()) : firstSetUp(provider, environment);
        return new RenewedCredential<>("the AWS credentials of " + provider, source, clock);
    }

    /** Keys of the settings or the environment. */
    static Optional<AwsCredentials> keysOf(String provider, AdapterSettings settings) {
        return settings.value(AwsSettings.ACCESS_KEY_ID)
                .map(id -> new AwsCredentials(
                        id,
                        settings.requireSecret(provider, AwsSettings.SECRET_KEY),
                        settings.secret(AwsSettings.SESSION_TOKEN).orElse(null)));
    }

    /** The role of the container, if it has one. */
    static Optional<AwsCredentialSource> container(AwsEnvironment environment) {
        return environment
                .settings()
                .value(AwsSettings.CONTAINER_URI)
                .map(uri -> new ContainerCredentials(uri, environment));
    }

    private static CredentialChain firstSetUp(String provider, AwsEnvironment environment) {
        List<String> skipped = new ArrayList<>();
        skipped.add("environment (AWS_ACCESS_KEY_ID is not set)");
        Optional<AwsCredentialSource> source = webIdentity(environment, skipped)
                .or(() -> profile(environment, skipped))
                .or(() -> container(environment, skipped))
                .or(() -> instance(environment, skipped));
        return new CredentialChain(provider, source.orElseThrow(() -> nothing(provider, skipped)), skipped);
    }

    private static Optional<AwsCredentialSource> webIdentity(AwsEnvironment environment, List<String> skipped) {
        Optional<String> file = environment.settings().value(AwsSettings.WEB_IDENTITY_TOKEN_FILE);
        Optional<String> role = environment.settings().value(AwsSettings.ROLE_ARN);
        if (file.isEmpty() || role.isEmpty()) {
            skipped.add("web identity (" + (file.isEmpty() ? "AWS_WEB_IDENTITY_TOKEN_FILE" : "AWS_ROLE_ARN")
                    + " is not set)");
            return Optional.empty();
        }
        return Optional.of(new WebIdentity(
                "web identity (AWS_WEB_IDENTITY_TOKEN_FILE)",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                file.get(),
                role.get(),
                environment.variable("AWS_ROLE_SESSION_NAME").orElseGet(environment::sessionName),
                new SecurityTokenService(environment)));
    }

    private static Optional<AwsCredentialSource> profile(AwsEnvironment environment, List<String> skipped) {
        AdapterSettings settings = environment.settings();
        String name = settings.value(AwsSettings.PROFILE).orElse("default");
        if (environment.files().profile(name).isEmpty()) {
            boolean named = !name.equals(AwsSettings.PROFILE.defaultValue())
                    || settings.value(AwsSettings.CREDENTIALS_FILE).isPresent();
            if (named) {
                throw new LLMConfigurationException("there is no AWS profile " + name + " in "
                        + environment.files().describe() + ": see AWS_PROFILE");
            }
            skipped.add("profile (there is no profile " + name + " in "
                    + environment.files().describe() + ")");
            return Optional.empty();
        }
        ProfileCredentials profile = new ProfileCredentials(name, environment);
        if (profile.resolve().isEmpty()) {
            skipped.add("profile (" + name + " has no credentials in "
                    + environment.files().describe() + ")");
            return Optional.empty();
        }
        return Optional.of(profile);
    }

    private static Optional<AwsCredentialSource> container(AwsEnvironment environment, List<String> skipped) {
        Optional<AwsCredentialSource> container = container(environment);
        if (container.isEmpty()) {
            skipped.add("container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI"
                    + " are not set)");
        }
        return container;
    }

    private static Optional<AwsCredentialSource> instance(AwsEnvironment environment, List<String> skipped) {
        boolean off = environment
                .variable("AWS_EC2_METADATA_DISABLED")
                .map(value -> BooleanText.parse(value)
                        .orElseThrow(() -> new LLMConfigurationException(
                                "AWS_EC2_METADATA_DISABLED must be " + BooleanText.ACCEPTED)))
                .orElse(false);
        if (off || environment.region().isEmpty()) {
            skipped.add("instance metadata (" + (off ? "AWS_EC2_METADATA_DISABLED is true" : "AWS_REGION is not set")
                    + ")");
            return Optional.empty();
        }
        return Optional.of(new InstanceCredentials(environment));
    }

    private static LLMConfigurationException nothing(String provider, List<String> skipped) {
        return new LLMConfigurationException(
                "no credentials for " + provider + ": " + hint() + "; tried " + String.join(", ", skipped));
    }

    private static String hint() {
        return "set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
                + " or run where AWS provides a role";
    }

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) {
        try {
            return source.fetch(request);
        } catch (NoCredentialsException e) {
            throw failure(e);
        }
    }

    private LLMException failure(NoCredentialsException e) {
        boolean noInstance = source instanceof InstanceCredentials && e.reason().equals(FailureReason.CONNECTION);
        String message = "no AWS credentials for " + provider + " from " + source.name() + ": " + e.getMessage()
                + "; tried before it: " + String.join(", ", skipped) + (noInstance ? "; " + hint() : "");
        ErrorDetails details = ErrorDetails.builder()
                .provider(provider)
                .providerStatus(e.status())
                .reason(noInstance ? FailureReason.AUTHENTICATION : e.reason())
                .build();
        if (noInstance) {
            return new LLMConfigurationException(message, null, details);
        }
        return e.reason().equals(FailureReason.RATE_LIMIT)
                ? new LLMRateLimitException(message, null, details)
                : new LLMApiException(message, null, details);
    }

    @Override
    public String toString() {
        return "CredentialChain[" + source.name() + "]";
    }
}
