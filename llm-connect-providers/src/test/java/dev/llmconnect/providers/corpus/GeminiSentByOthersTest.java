package dev.llmconnect.providers.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What Google's own libraries and others sent, and Google accepted: the same conversation must be sent by us in the same words.
 */
class GeminiSentByOthersTest {
    private static final String DONE = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";
    private static final Pattern MODEL = Pattern.compile("/models/([^:/]+):");
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

    @Test
    void conversationsAreSentAsTheyWereRecorded() {
        int compared = 0;
        int leftOut = 0;
        for (Recording recording : Corpus.recordings()) {
            JsonNode contents = recording.request().get("body").get("contents");
            if (!recording.wire().equals("gemini-generate") || !recording.successful() || !contents.isArray()) {
                continue;
            }
            if (!contents.items().stream().allMatch(content -> isOfMessages(content, model(recording)))) {
                leftOut++;
                continue;
            }
            Object sent = sent(recording, contents);
            assertThat(sent).as(recording.name()).isEqualTo(normal(contents.raw(), false));
            compared++;
        }
        System.out.println("gemini-generate: " + compared + " recorded conversations are sent as they were, left out "
                + leftOut + " with parts that messages do not have");
        assertThat(compared).isPositive();
    }

    private static String model(Recording recording) {
        Matcher model = MODEL.matcher(recording.request().textOrEmpty("path"));
        return model.find() ? model.group(1) : "gemini-2.5-flash";
    }

    /** Whether it can be told in messages, and holds nothing that we would send otherwise, such as an unsigned call. */
    private static boolean isOfMessages(JsonNode content, String model) {
        List<JsonNode> parts = content.items("parts");
        return content.has("role")
                && !parts.isEmpty()
                && parts.stream()
                        .map(part -> JsonNode.of(normal(part.raw(), false)))
                        .allMatch(part -> switch (String.join(
                                ",", new TreeSet<>(part.object().keySet()))) {
                            case "text" -> part.filled("text").isPresent();
                            case "functionCall" -> !model.contains("gemini-3");
                            case "functionCall,thoughtSignature" -> true;
                            case "functionResponse" ->
                                part.get("functionResponse").get("response").isObject()
                                        && !part.get("functionResponse").has("parts");
                            case "inlineData" -> part.get("inlineData").object().size() == 2;
                            case "fileData" -> part.get("fileData").object().size() == 2;
                            default -> false;
                        });
    }

    private static Object sent(Recording recording, JsonNode contents) {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY")) {
            stub.answers(200, DONE);
            adapter.execute(LLMRequest.builder()
                    .messages(contents.items().stream()
                            .map(GeminiSentByOthersTest::message)
                            .toList())
                    .config(RunConfig.builder().modelName(model(recording)).build())
                    .build());
            return normal(stub.requestBody().get("contents").raw(), false);
        }
    }

    private static Message message(JsonNode content) {
        List<ContentPart> parts = new ArrayList<>();
        for (JsonNode part : content.items("parts")) {
            parts.add(part(JsonNode.of(normal(part.raw(), false))));
        }
        boolean results = parts.get(0) instanceof ToolResult;
        boolean model = content.textOrEmpty("role").equals("model");
        return Message.of(model ? Role.ASSISTANT : results ? Role.TOOL : Role.USER, parts);
    }

    private static ContentPart part(JsonNode part) {
        JsonNode call = part.get("functionCall");
        JsonNode result = part.get("functionResponse");
        JsonNode inline = part.get("inlineData");
        JsonNode file = part.get("fileData");
        if (call.exists()) {
            Map<String, Object> extras = part.has("thoughtSignature")
                    ? Map.of("thoughtSignature", part.textOrEmpty("thoughtSignature"))
                    : Map.of();
            return ToolCall.of(id(call), call.textOrEmpty("name"), call.object("args"), "{}")
                    .withExtras(extras);
        }
        if (result.exists()) {
            Text text = new Text(Json.text(result.get("response").raw()));
            return ToolResult.of(id(result), result.textOrEmpty("name"), List.of(text), false);
        }
        if (inline.exists()) {
            return Media.ofBase64(inline.textOrEmpty("mimeType"), inline.textOrEmpty("data"));
        }
        return file.exists()
                ? Media.ofUrl(file.textOrEmpty("mimeType"), file.textOrEmpty("fileUri"))
                : new Text(part.textOrEmpty("text"));
    }

    /** A call without an id has one of ours in our own words. */
    private static String id(JsonNode call) {
        return call.filled("id").orElse("gemini_call__0");
    }

    /** One spelling of names, no {@code "thought": false}; what a function takes and gives is left as it is. */
    private static Object normal(Object tree, boolean data) {
        if (tree instanceof List<?> list) {
            return list.stream().map(item -> normal(item, data)).toList();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return tree;
        }
        Map<String, Object> normal = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (data || !name.equals("thought") || Boolean.TRUE.equals(value)) {
                boolean inner = data || name.equals("args") || name.equals("response");
                normal.put(data ? name : camelCase(name), value == null ? "null" : normal(value, inner));
            }
        });
        return normal;
    }

    private static String camelCase(String name) {
        return UNDERSCORE.matcher(name).replaceAll(GeminiSentByOthersTest::capital);
    }

    private static String capital(MatchResult letter) {
        return letter.group(1).toUpperCase(Locale.ROOT);
    }
}
