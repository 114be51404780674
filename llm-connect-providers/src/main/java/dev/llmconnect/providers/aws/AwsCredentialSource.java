package dev.llmconnect.providers.aws;

import dev.llmconnect.LLMCall;
import dev.llmconnect.providers.credentials.Lease;

/** One place where AWS credentials come from. Immutable and thread-safe; holds nothing that must be closed. */
interface AwsCredentialSource {
    /** The source as messages name it, with the variable or profile that sets it up. */
    String name();

    /**
     * Fetches credentials. Blocks.
     *
     * @param request whose deadline and cancellation end the fetching
     * @throws NoCredentialsException if the source gives none
     * @throws dev.llmconnect.LLMException if the call was cancelled or its deadline has passed
     */
    Lease<AwsCredentials> fetch(LLMCall request) throws NoCredentialsException;
}
