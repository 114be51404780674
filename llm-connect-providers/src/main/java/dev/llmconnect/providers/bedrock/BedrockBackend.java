package dev.llmconnect.providers.bedrock;

import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.providers.aws.AwsCredentials;
import dev.llmconnect.providers.aws.SigV4;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.DirectBackend;

/**
 * Bedrock's runtime, asked with the signature of an AWS account.
 *
 * @param baseUrl the runtime's address in the region the signature is for
 */
record BedrockBackend(String baseUrl, SigV4 signature, RenewedCredential<AwsCredentials> credentials)
        implements Backend {
    BedrockBackend {
        baseUrl = DirectBackend.checked(baseUrl);
    }

    @Override
    public String url(ProviderCall call, String path) {
        return baseUrl + path;
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        signature.sign(http, credentials.get(call.request()));
    }

    /** Never tells the credentials. */
    @Override
    public String toString() {
        return "BedrockBackend[" + BaseUrlText.shown(baseUrl) + "]";
    }
}
