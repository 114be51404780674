package dev.llmconnect.providers.mock;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.json.Json;
import java.util.List;
import java.util.Map;

/** Makes up the answer to one request from nothing but the request. */
final class MockAnswer {
    /** Like many tokenizers: about four characters a token. */
    private static final int CHARACTERS_PER_TOKEN = 4;
    /** What a chat format adds to each message. */
    private static final int TOKENS_PER_MESSAGE = 3;

    private final LLMRequest request;
    private final String model;

    MockAnswer(LLMRequest request, String model) {
        this.request = request;
        this.model = model;
    }

    LLMResponse of(MockModel kind) {
        boolean mustCall = request.toolChoice()
                .filter(choice ->
                        choice.mode().equals("required") || choice.mode().equals("tool"))
                .isPresent();
        if (!request.tools().isEmpty()
                && (mustCall || (kind == MockModel.TOOLS && toolResult().isEmpty()))) {
            return call();
        }
        boolean json = request.responseFormat()
                .filter(format -> format.type().startsWith("json"))
                .isPresent();
        return switch (kind) {
            case JSON -> text(object(), FinishReason.STOP);
            case LENGTH -> text(half(prompt()), FinishReason.LENGTH);
            case TOOLS -> text(toolResult().isEmpty() ? prompt() : toolResult(), FinishReason.STOP);
            case REASONING -> reasoned();
            case REFUSAL -> refused();
            case EMPTY -> text("", FinishReason.STOP);
            case OTHER -> text(json ? object() : "Mock answer to: " + prompt(), FinishReason.STOP);
            default -> text(json ? object() : prompt(), FinishReason.STOP);
        };
    }

    private LLMResponse text(String words, FinishReason reason) {
        int limit = request.config().maxTokensIfSet().orElse(Integer.MAX_VALUE / CHARACTERS_PER_TOKEN);
        boolean cut = tokens(words) > limit;
        String kept = cut ? cut(words, limit * CHARACTERS_PER_TOKEN) : words;
        return answer(kept.length(), 0)
                .content(kept)
                .finishReason(cut ? FinishReason.LENGTH : reason)
                .build();
    }

    private LLMResponse reasoned() {
        String thought = "The user wrote " + tokens(prompt()) + " tokens. I repeat them.";
        return answer(prompt().length(), tokens(thought))
                .content(prompt())
                .reasoning(thought)
                .parts(List.of(ContentPart.Reasoning.of(thought), new ContentPart.Text(prompt())))
                .build();
    }

    private LLMResponse refused() {
        String words = "I cannot help with that.";
        return answer(words.length(), 0)
                .refusal(words)
                .finishReason(FinishReason.CONTENT_FILTER)
                .build();
    }

    private LLMResponse call() {
        String wanted = request.toolChoice().flatMap(ToolChoice::toolName).orElse("");
        Tool tool = request.tools().stream()
                .filter(candidate -> candidate.name().equals(wanted))
                .findFirst()
                .orElse(request.tools().get(0));
        Map<String, Object> arguments = MockSchema.object(tool.parameters());
        String text = Json.text(arguments);
        return answer(text.length() + tool.name().length(), 0)
                .toolCalls(List.of(ToolCall.of("call_mock_1", tool.name(), arguments, text)))
                .build();
    }

    private String object() {
        return request.responseFormat()
                .filter(format -> !format.schema().isEmpty())
                .map(format -> Json.text(MockSchema.object(format.schema())))
                .orElseGet(() -> Json.text(Map.of("answer", prompt())));
    }

    private LLMResponse.Builder answer(int characters, int reasoningTokens) {
        long prompt = request.messages().stream()
                .mapToLong(message -> (long) TOKENS_PER_MESSAGE + tokens(allText(message)))
                .sum();
        return LLMResponse.builder()
                .model(model)
                .usage(Usage.builder()
                        .inputTokens(prompt)
                        .textTokens(tokens(characters))
                        .reasoningTokens(reasoningTokens)
                        .build());
    }

    private String prompt() {
        List<Message> messages = request.messages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals(Role.USER)) {
                return messages.get(i).text();
            }
        }
        return messages.get(messages.size() - 1).text();
    }

    /** The text of the last message's tool results; empty when it has none. */
    private String toolResult() {
        StringBuilder text = new StringBuilder();
        for (ContentPart part :
                request.messages().get(request.messages().size() - 1).parts()) {
            if (part instanceof ToolResult result) {
                text.append(result.text());
            }
        }
        return text.toString();
    }

    private static String allText(Message message) {
        StringBuilder text = new StringBuilder(message.text());
        for (ContentPart part : message.parts()) {
            if (part instanceof ToolResult result) {
                text.append(result.text());
            }
        }
        return text.toString();
    }

    private static String half(String text) {
        return cut(text, text.length() / 2);
    }

    /** Never between the two halves of a character. */
    private static String cut(String text, int length) {
        boolean inside = length > 0 && length < text.length() && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, Math.min(text.length(), inside ? length - 1 : length));
    }

    private static int tokens(String text) {
        return tokens(text.length());
    }

    private static int tokens(int characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }
}
