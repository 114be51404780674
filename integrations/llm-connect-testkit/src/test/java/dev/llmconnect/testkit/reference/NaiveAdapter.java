package dev.llmconnect.testkit.reference;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What one writes on the first day: a time limit for each read instead of the call, and text made of each read by itself. */
final class NaiveAdapter implements LLMAdapter {
    private final URI url;
    private final String key;

    NaiveAdapter(URI baseUrl, String key) {
        this.url = URI.create(baseUrl + "/answer");
        this.key = key;
    }

    @Override
    public String provider() {
        return ReferenceAdapter.NAME;
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        request.validate();
        try {
            HttpURLConnection call = (HttpURLConnection) url.toURL().openConnection();
            call.setReadTimeout((int) request.deadline().remaining().toMillis());
            call.setRequestProperty("Authorization", "Bearer " + key);
            call.setDoOutput(true);
            try (OutputStream out = call.getOutputStream()) {
                out.write(ReferenceRequest.json(request, true).getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream in = call.getInputStream()) {
                return LLMResponse.builder().content(read(in)).build();
            }
        } catch (SocketTimeoutException e) {
            throw new LLMTimeoutException("too late", e, ErrorDetails.none());
        } catch (IOException e) {
            ErrorDetails details =
                    ErrorDetails.builder().reason(FailureReason.CONNECTION).build();
            throw new LLMApiException("it broke", e, details);
        }
    }

    private static String read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] some = new byte[8192];
        for (int count = in.read(some); count > 0; count = in.read(some)) {
            for (String line : new String(some, 0, count, StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.startsWith("text=")) {
                    text.append(URLDecoder.decode(line.substring("text=".length()), StandardCharsets.UTF_8));
                }
            }
        }
        return text.toString();
    }
}
