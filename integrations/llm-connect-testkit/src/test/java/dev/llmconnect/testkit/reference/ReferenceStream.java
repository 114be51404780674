package dev.llmconnect.testkit.reference;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.AbstractLLMStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads an answer: lines of {@code model}, {@code text}, {@code usage}, and {@code end} or {@code error}. */
final class ReferenceStream extends AbstractLLMStream {
    private final LLMRequest request;
    private final ReferenceCall call;
    private final StringBuilder text = new StringBuilder();
    private String model;
    private Usage usage = Usage.NONE;

    ReferenceStream(LLMRequest request, ReferenceCall call) {
        this.request = request;
        this.call = call;
        this.model = request.config().modelName();
        if (call.status() != 200) {
            try (call) {
                throw failed(call.status(), words());
            }
        }
    }

    @Override
    protected @Nullable StreamEvent next() {
        while (true) {
            String line = call.line();
            if (line == null) {
                throw api(FailureReason.TRUNCATED, "the answer ended before its end");
            }
            int equals = line.indexOf('=');
            String value = decoded(line.substring(equals + 1));
            switch (line.substring(0, Math.max(equals, 0))) {
                case "model" -> model = value;
                case "usage" -> usage = usage(value);
                case "text" -> {
                    text.append(value);
                    return new StreamEvent.Text(value);
                }
                case "error" -> throw failed(200, value);
                case "end" -> {
                    return null;
                }
                default -> throw api(FailureReason.MALFORMED, "the provider's answer is none: " + line);
            }
        }
    }

    @Override
    protected LLMResponse assemble() {
        return LLMResponse.builder()
                .content(text.toString())
                .model(model)
                .usage(usage)
                .metadata(known -> known.provider(ReferenceAdapter.NAME))
                .metadata(known -> known.requestId(request.requestId()))
                .build();
    }

    @Override
    protected void release() {
        call.close();
    }

    private String words() {
        String line = call.line();
        return line != null && line.startsWith("error=") ? decoded(line.substring("error=".length())) : "";
    }

    private static Usage usage(String counts) {
        try {
            String[] both = counts.split("/", 2);
            return Usage.of(Long.parseLong(both[0]), Long.parseLong(both[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw api(FailureReason.MALFORMED, "the provider counts tokens oddly: " + counts);
        }
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw api(FailureReason.MALFORMED, "the provider's answer is cut or broken: " + value);
        }
    }

    private LLMException failed(int status, String words) {
        ErrorDetails.Builder details = ErrorDetails.builder()
                .provider(ReferenceAdapter.NAME)
                .providerStatus(status)
                .providerMessage(words);
        String message = "HTTP " + status + " from the provider: " + words;
        if (status == 429) {
            String pause = call.header("Retry-After");
            details.reason(FailureReason.RATE_LIMIT);
            details.retryAfter(pause == null ? null : Duration.ofSeconds(Long.parseLong(pause)));
            return new LLMRateLimitException(message, null, details.build());
        }
        return new LLMApiException(message, null, details.reason(reason(status)).build());
    }

    private static FailureReason reason(int status) {
        return switch (status) {
            case 400 -> FailureReason.INVALID_REQUEST;
            case 401 -> FailureReason.AUTHENTICATION;
            case 403 -> FailureReason.PERMISSION;
            default -> status >= 500 ? FailureReason.SERVER : FailureReason.OTHER;
        };
    }

    private static LLMApiException api(FailureReason reason, String message) {
        ErrorDetails details = ErrorDetails.builder()
                .provider(ReferenceAdapter.NAME)
                .reason(reason)
                .build();
        return new LLMApiException(message, null, details);
    }
}
