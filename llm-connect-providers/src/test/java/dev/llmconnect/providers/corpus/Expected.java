package dev.llmconnect.providers.corpus;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a recording says, read out of it by the test and not by the code under test. */
public sealed interface Expected {

    /** An answer. Fields that the recording does not give stay as they are here. Changed while it is being put together. */
    final class Answer implements Expected {
        public final StringBuilder content = new StringBuilder();
        public final StringBuilder reasoning = new StringBuilder();
        public final StringBuilder refusal = new StringBuilder();
        public final List<Call> toolCalls = new ArrayList<>();
        /** Counts by the contract's names; those that are not here are not compared, 0 is as good as absent. */
        public final Map<String, Long> usageDetails = new LinkedHashMap<>();

        /** Empty: not told by the provider, and not compared. */
        public String model = "";

        public long promptTokens;
        public long completionTokens;
        public long totalTokens;
        /** The contract's word. */
        public String finishReason = "stop";
        /** The provider's word. */
        public @Nullable String providerFinishReason;
        /** Whether white space at the ends of the content is not compared. */
        public boolean lenientEnds;
    }

    /**
     * A tool call.
     *
     * @param arguments as the provider wrote them, a JSON text or what was cut off of one; {@code {}} for none
     */
    record Call(String id, String name, String arguments) {
        /** A call whose arguments came as an object. */
        public static Call of(String id, String name, JsonNode arguments) {
            return new Call(id, name, dev.llmconnect.formats.json.Json.text(arguments.object()));
        }
    }

    /**
     * A failure.
     *
     * @param status the provider's status; {@code null} when there is none to be told
     * @param message a part of what the provider said; empty when it said nothing
     * @param reason why, in the words of {@link dev.llmconnect.FailureReason}; {@code null} when it is not compared
     */
    record Failure(
            @Nullable Integer status,
            String message,
            @Nullable String reason) implements Expected {
        /** An answer with a status of failure, whose reason is compared where the status alone settles it. */
        public static Failure of(int status, String message) {
            return new Failure(
                    status,
                    message,
                    switch (status) {
                        case 401 -> "authentication";
                        case 402 -> "quota";
                        case 403 -> "permission";
                        case 404 -> "not_found";
                        case 500, 502, 503, 529 -> "server";
                        default -> null;
                    });
        }

        /** An answer with a status of success that is cut off. */
        public static Failure cutOff() {
            return new Failure(null, "", "truncated");
        }

        /** An answer with a status of success that is none. */
        public static Failure noAnswer() {
            return new Failure(null, "", "malformed");
        }
    }
}
