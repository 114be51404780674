package dev.llmconnect.providers.aws;

import dev.llmconnect.providers.credentials.CredentialHttp;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.spi.AdapterSettings;
import java.time.Clock;
import java.util.Optional;

/**
 * What the sources of credentials read: settings and environment variables, AWS's files, the time, and the network. Immutable and
 * thread-safe.
 *
 * @param network how services on the Internet are reached
 */
record AwsEnvironment(AdapterSettings settings, SharedConfig files, Clock clock, Network network) {
    Optional<String> variable(String name) {
        return settings.environment(name);
    }

    /** The region of the environment or the profile, where it looks like one. */
    Optional<String> region() {
        return AwsSettings.region(settings, files).filter(AwsSettings::isRegion);
    }

    CredentialEndpoint endpoint(String name) {
        return new CredentialEndpoint(name, network, CredentialHttp.DEFAULT_TIMEOUT);
    }

    /** The address of a service in a region. */
    static String url(String host, String region) {
        return "https://" + host + "." + region + ".amazonaws.com" + (region.startsWith("cn-") ? ".cn" : "");
    }

    /** The name of a session of a role that is assumed. */
    String sessionName() {
        return "llm-connect-" + clock.millis();
    }

    @Override
    public String toString() {
        return "AwsEnvironment";
    }
}
