package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.Network;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The role of a container, from the agent of Amazon ECS or EKS. Over plain HTTP only the machine itself and the agents' own addresses
 * are asked.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">AWS's description</a>.
 */
final class ContainerCredentials implements AwsCredentialSource {
    /** Where relative addresses are found: the agent of Amazon ECS. */
    private static final String ECS_AGENT = "http://169.254.170.2";
    /** The agents of ECS, of EKS, and of EKS on IPv6. */
    private static final Set<String> AGENTS = Set.of("169.254.170.2", "169.254.170.23", "fd00:ec2::23");

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";

    private final AwsEnvironment environment;
    private final String url;
    private final CredentialEndpoint endpoint;

    /**
     * The role that an address gives.
     *
     * @param uri a path of the ECS agent, or a whole address
     * @throws LLMConfigurationException if it is none that may be asked
     */
    ContainerCredentials(String uri, AwsEnvironment environment) {
        this.environment = environment;
        url = uri.startsWith("/") ? ECS_AGENT + uri : checked(uri);
        Network network = url.startsWith("https:") ? environment.network() : Network.DIRECT;
        endpoint = new CredentialEndpoint("the container credentials endpoint", network, TIMEOUT);
    }

    @Override
    public String name() {
        return "container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI)";
    }

    String url() {
        return url;
    }

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        HttpCall call = new HttpCall("GET", url, new byte[0]).header("Accept", "application/json");
        token().ifPresent(token -> call.header("Authorization", token));
        return CredentialLeases.of(
                endpoint.name(),
                endpoint.askForJson(call, request),
                "Token",
                environment.clock().instant());
    }

    /** Its file is read for every request, since it is replaced while the process runs. */
    private Optional<String> token() throws NoCredentialsException {
        try {
            String file = TOKEN + SecretFile.SUFFIX;
            return environment
                    .variable(file)
                    .map(path -> SecretFile.read(file, path))
                    .or(() -> environment.variable(TOKEN))
                    .map(ContainerCredentials::headerValue);
        } catch (LLMConfigurationException e) {
            throw NoCredentialsException.unusable(String.valueOf(e.getMessage()));
        }
    }

    /** A token may consist of a scheme and a credential; the redactor learns both. */
    private static String headerValue(String text) {
        for (String part : text.split(" +", -1)) {
            Secret.of(part);
        }
        return text;
    }

    private static String checked(String uri) {
        try {
            URI parsed = new URI(uri);
            String scheme = String.valueOf(parsed.getScheme()).toLowerCase(Locale.ROOT);
            String host =
                    String.valueOf(parsed.getHost()).toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
            boolean allowed = parsed.getHost() != null
                    && parsed.getUserInfo() == null
                    && (scheme.equals("https") || (scheme.equals("http") && isTrusted(host)));
            if (allowed) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw refused();
        }
        throw refused();
    }

    private static boolean isTrusted(String host) {
        return AGENTS.contains(host)
                || host.equals("localhost")
                || host.equals("::1")
                || host.matches("127(?:\\.\\d{1,3}){3}");
    }

    private static LLMConfigurationException refused() {
        return new LLMConfigurationException(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be an https address, or an http address"
                        + " of a loopback host, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]");
    }
}
