package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.providers.credentials.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials of a profile: those of a role, of a single sign-on, of a process, or keys that stand in the file. The files are read
 * again for every request.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html">AWS's list of settings</a>.
 */
final class ProfileCredentials implements AwsCredentialSource {
    /** Other tools write temporary keys into the files. */
    private static final Duration KEYS_RELOAD = Duration.ofMinutes(1);

    private final String profile;
    private final AwsEnvironment environment;

    ProfileCredentials(String profile, AwsEnvironment environment) {
        this.profile = profile;
        this.environment = environment;
    }

    @Override
    public String name() {
        return "profile " + profile;
    }

    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        AwsCredentialSource source;
        try {
            source = resolve().orElseThrow(() -> NoCredentialsException.unusable("it has no credentials any more"));
        } catch (LLMConfigurationException e) {
            throw NoCredentialsException.unusable(String.valueOf(e.getMessage()));
        }
        return source.fetch(request);
    }

    /**
     * What the files say now; asks nobody.
     *
     * @return empty if the profile has no setting that gives credentials
     * @throws LLMConfigurationException if its settings are incomplete or contradict each other
     */
    Optional<AwsCredentialSource> resolve() {
        return resolve(profile, new ArrayList<>());
    }

    private Optional<AwsCredentialSource> resolve(String name, List<String> outer) {
        Values values = new Values(
                name,
                environment
                        .files()
                        .profile(name)
                        .orElseThrow(() -> wrong(
                                name, "is in none of " + environment.files().describe())));
        // A role may be assumed with the keys of its own profile.
        boolean ownKeys = !outer.isEmpty() && outer.get(outer.size() - 1).equals(name);
        if (values.has("role_arn") && !ownKeys) {
            return Optional.of(role(values, outer));
        }
        if (values.has("sso_session") || values.has("sso_start_url")) {
            return Optional.of(singleSignOn(values));
        }
        if (values.has("aws_access_key_id") || values.has("aws_secret_access_key")) {
            return Optional.of(keys(values));
        }
        if (values.has("credential_process")) {
            return Optional.of(new ProcessCredentials(
                    "credential_process of profile " + name, values.get("credential_process"), environment.clock()));
        }
        if (values.has("login_session")) {
            throw wrong(name, "has login_session, which is not supported: give it sso_session, a role or keys");
        }
        return Optional.empty();
    }

    private AwsCredentialSource role(Values role, List<String> outer) {
        if (role.has("mfa_serial")) {
            throw wrong(role.profile, "has mfa_serial, which requires an interactive code");
        }
        SecurityTokenService sts = new SecurityTokenService(environment);
        String label = "role of profile " + role.profile;
        String session = role.has("role_session_name") ? role.get("role_session_name") : environment.sessionName();
        if (role.has("web_identity_token_file")) {
            return new WebIdentity(
                    label,
                    "web_identity_token_file of profile " + role.profile,
                    role.get("web_identity_token_file"),
                    role.get("role_arn"),
                    session,
                    sts);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("RoleArn", role.get("role_arn"));
        parameters.put("RoleSessionName", session);
        if (role.has("external_id")) {
            parameters.put("ExternalId", role.get("external_id"));
        }
        if (role.has("duration_seconds")) {
            parameters.put("DurationSeconds", role.get("duration_seconds"));
        }
        return new AssumedRole(label, parameters, base(role, outer), sts);
    }

    private AwsCredentialSource base(Values role, List<String> outer) {
        boolean ofProfile = role.has("source_profile");
        if (ofProfile == role.has("credential_source")) {
            throw wrong(role.profile, "has role_arn, and needs either source_profile or credential_source");
        }
        if (!ofProfile) {
            return ofSource(role);
        }
        String source = role.get("source_profile");
        if (outer.contains(source)) {
            throw wrong(role.profile, "is in a circle of source_profile with " + source);
        }
        List<String> inner = new ArrayList<>(outer);
        inner.add(role.profile);
        return resolve(source, inner)
                .orElseThrow(() -> wrong(source, "has no credentials, and is the source_profile of " + role.profile));
    }

    private AwsCredentialSource ofSource(Values role) {
        return switch (role.get("credential_source")) {
            case "Environment" ->
                CredentialChain.keysOf("credential_source", environment.settings())
                        .map(keys -> (AwsCredentialSource) new FixedKeys("environment", keys, Instant.MAX))
                        .orElseThrow(() -> wrong(
                                role.profile, "has credential_source = Environment, and AWS_ACCESS_KEY_ID is not set"));
            case "Ec2InstanceMetadata" -> new InstanceCredentials(environment);
            case "EcsContainer" ->
                CredentialChain.container(environment)
                        .orElseThrow(
                                () -> wrong(
                                        role.profile,
                                        "has credential_source = EcsContainer, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set"));
            default ->
                throw wrong(
                        role.profile,
                        "has a wrong credential_source: it must be Environment, Ec2InstanceMetadata or EcsContainer");
        };
    }

    private AwsCredentialSource singleSignOn(Values values) {
        String session = values.get("sso_session");
        Map<String, String> settings = session.isEmpty()
                ? values.all
                : environment
                        .files()
                        .ssoSession(session)
                        .orElseThrow(() -> wrong(
                                values.profile,
                                "names the sso_session " + session + ", which AWS's config file does not have"));
        String region = settings.getOrDefault("sso_region", "");
        String startUrl = settings.getOrDefault("sso_start_url", "");
        if (!AwsSettings.isRegion(region) || startUrl.isEmpty()) {
            throw wrong(values.profile, "needs sso_region and sso_start_url, in its sso-session if it has one");
        }
        if (!values.has("sso_account_id") || !values.has("sso_role_name")) {
            throw wrong(values.profile, "needs sso_account_id and sso_role_name");
        }
        Path cache = environment
                .files()
                .ssoCache()
                .orElseThrow(() -> wrong(values.profile, "needs a sign-in in the home folder, and HOME is not set"));
        return new SingleSignOn(
                "single sign-on of profile " + values.profile,
                values.profile,
                session.isEmpty() ? startUrl : session,
                region,
                values.get("sso_account_id"),
                values.get("sso_role_name"),
                cache,
                environment);
    }

    private AwsCredentialSource keys(Values values) {
        if (!values.has("aws_access_key_id") || !values.has("aws_secret_access_key")) {
            throw wrong(values.profile, "needs both aws_access_key_id and aws_secret_access_key");
        }
        AwsCredentials keys = new AwsCredentials(
                values.get("aws_access_key_id"),
                Secret.of(values.get("aws_secret_access_key")),
                values.has("aws_session_token") ? Secret.of(values.get("aws_session_token")) : null);
        return new FixedKeys(
                "keys of profile " + values.profile,
                keys,
                environment.clock().instant().plus(KEYS_RELOAD));
    }

    private static LLMConfigurationException wrong(String profile, String what) {
        return new LLMConfigurationException("the AWS profile " + profile + " " + what);
    }

    private record Values(String profile, Map<String, String> all) {
        boolean has(String key) {
            return !get(key).isEmpty();
        }

        String get(String key) {
            return all.getOrDefault(key, "");
        }

        /** The values may be keys. */
        @Override
        public String toString() {
            return "Values[" + profile + "]";
        }
    }

    private record FixedKeys(String name, AwsCredentials keys, Instant renewAt) implements AwsCredentialSource {
        @Override
        public Lease<AwsCredentials> fetch(LLMCall request) {
            return new Lease<>(keys, renewAt, Instant.MAX);
        }
    }
}
