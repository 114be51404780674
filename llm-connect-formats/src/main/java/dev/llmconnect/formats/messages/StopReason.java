package dev.llmconnect.formats.messages;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why the model stopped, in Anthropic's words. */
final class StopReason {
    private static final String SEQUENCE = "stop_sequence";

    private StopReason() {}

    /**
     * Adds {@code stop_reason} and {@code stop_sequence}.
     *
     * @throws LLMApiException when the provider says that it failed, for which Anthropic has no word but an error
     */
    static void put(Map<String, Object> tree, LLMResponse answer) {
        @Nullable Object sequence = answer.metadata().extras().get(SEQUENCE);
        tree.put("stop_reason", word(answer, sequence != null));
        tree.put(SEQUENCE, sequence);
    }

    /**
     * The contract's word for a stop reason (https://platform.claude.com/docs/en/api/handling-stop-reasons). One that is not known is an
     * error: it is not said that the answer is complete.
     */
    static FinishReason read(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "", "end_turn", "stop_sequence", "pause_turn", "compaction" -> FinishReason.STOP;
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.ERROR;
        };
    }

    private static String word(LLMResponse answer, boolean bySequence) {
        if (AnswerBlocks.isOwn(answer) && answer.providerFinishReason().isPresent()) {
            return answer.providerFinishReason().get();
        }
        FinishReason reason = answer.finishReason();
        if (reason.equals(FinishReason.ERROR)) {
            ErrorDetails details = ErrorDetails.builder()
                    .provider(answer.metadata().provider().orElse(null))
                    .reason(FailureReason.SERVER)
                    .build();
            throw new LLMApiException(
                    "the provider stopped its answer: "
                            + answer.providerFinishReason().orElse(reason.value()),
                    null,
                    details);
        }
        if (reason.equals(FinishReason.LENGTH)) {
            return "max_tokens";
        }
        if (reason.equals(FinishReason.TOOL_CALLS)) {
            return "tool_use";
        }
        if (reason.equals(FinishReason.CONTENT_FILTER) || answer.refusal().isPresent()) {
            return "refusal";
        }
        return bySequence ? SEQUENCE : "end_turn";
    }
}
