package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.providers.credentials.Lease;
import java.util.Map;

/**
 * A role that other credentials may assume.
 *
 * @param parameters of the request, the role's name among them
 * @param base gives the credentials that assume the role
 */
record AssumedRole(String name, Map<String, String> parameters, AwsCredentialSource base, SecurityTokenService sts)
        implements AwsCredentialSource {
    @Override
    public Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException {
        return sts.assume("AssumeRole", parameters, base.fetch(request).value(), request);
    }
}
