package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.SecretFile;
import dev.llmconnect.providers.credentials.Lease;
import java.util.Map;

/**
 * A role for a token of another identity provider, as Kubernetes mounts it. The token's file is read for every request, since it is
 * replaced while the process runs.
 *
 * @param tokenSource what names the file, for messages
 */
record WebIdentity(
        String name, String tokenSource, String tokenFile, String roleArn, String sessionName, SecurityTokenService sts)
        implements AwsCredentialSource {
    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        Secret token;
        try {
            token = Secret.of(SecretFile.read(tokenSource, tokenFile));
        } catch (LLMConfigurationException e) {
            throw NoCredentialsException.unusable(String.valueOf(e.getMessage()));
        }
        return sts.assume(
                "AssumeRoleWithWebIdentity",
                Map.of("RoleArn", roleArn, "RoleSessionName", sessionName, "WebIdentityToken", token.reveal()),
                null,
                request);
    }
}
