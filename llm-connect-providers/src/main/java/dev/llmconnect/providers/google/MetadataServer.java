package dev.llmconnect.providers.google;

import dev.llmconnect.providers.http.HttpCall;
import java.time.Instant;

/** The server inside Google Cloud that gives a machine the token of its own service account. */
record MetadataServer(String host) implements TokenSource {
    @Override
    public HttpCall ask(Instant now) {
        String url = "http://" + host + "/computeMetadata/v1/instance/service-accounts/default/token";
        return new HttpCall("GET", url, new byte[0]).header("Metadata-Flavor", "Google");
    }
}
