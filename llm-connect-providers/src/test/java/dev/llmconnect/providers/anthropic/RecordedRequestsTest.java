package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.MessagesRequestWriter;
import dev.llmconnect.formats.messages.PlatformBetas;
import dev.llmconnect.formats.messages.RequestBlocks;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.providers.corpus.Corpus;
import dev.llmconnect.providers.corpus.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same request in our words leads to the body that Anthropic's own SDKs, and others' clients, have sent. */
class RecordedRequestsTest {
    @Test
    void weAskAsOthersHaveAsked() {
        List<Recording> recordings = Corpus.recordings().stream()
                .filter(recording -> recording.wire().startsWith("anthropic-messages")
                        || recording.wire().equals("anthropic-vertex"))
                .filter(recording ->
                        !recording.request().get("body").items("messages").isEmpty())
                .toList();
        assertThat(recordings).isNotEmpty();
        for (Recording recording : recordings) {
            JsonNode theirs = recording.request().get("body");
            LLMRequest request = RecordedRequest.of(theirs);
            WireCall call = new WireCall(
                    "anthropic",
                    request.config().modelName(),
                    request,
                    theirs.isTrue("stream"),
                    new ProviderFailures("anthropic", ErrorBodyFormat.COMMON, ""));
            Map<String, Object> ours =
                    MessagesRequestWriter.encode(call, PlatformBetas.ANTHROPIC).body();
            if (!theirs.has("temperature")) {
                ours.remove("temperature");
            }
            if (!theirs.has("model")) {
                ours.remove("model");
            }
            assertThat(normal(JsonNode.of(ours)).raw())
                    .as(recording.name())
                    .isEqualTo(normal(theirs).raw());
        }
    }

    /** What says the same in other words is made alike: one plain text and its list, and what is the default anyway. */
    private static JsonNode normal(JsonNode body) {
        Map<String, Object> map = new LinkedHashMap<>(body.object());
        map.remove("anthropic_version");
        map.remove("stream", false);
        map.computeIfPresent("temperature", (name, value) -> ((Number) value).doubleValue());
        map.computeIfPresent("system", (name, value) -> content(JsonNode.of(value)));
        map.remove("system", List.of());
        map.put("messages", turns(body.items("messages")));
        map.computeIfPresent("tool_choice", (name, value) -> {
            Map<String, Object> choice = new LinkedHashMap<>(JsonNode.of(value).object());
            choice.remove("disable_parallel_tool_use", false);
            return choice;
        });
        map.computeIfPresent(
                "tools",
                (name, value) -> JsonNode.of(value).items().stream()
                        .map(tool -> {
                            Map<String, Object> copy = new LinkedHashMap<>(tool.object());
                            copy.remove("description", "");
                            return copy;
                        })
                        .collect(Collectors.toSet()));
        map.remove("tools", Set.of());
        map.computeIfPresent("max_tokens", (name, value) -> ((Number) value).longValue());
        return JsonNode.of(map);
    }

    /** Anthropic joins turns of the same role itself. */
    private static List<Object> turns(List<JsonNode> messages) {
        List<Object> turns = new ArrayList<>();
        String last = "";
        List<Object> said = new ArrayList<>();
        for (JsonNode message : messages) {
            String role = message.textOrEmpty("role");
            if (!role.equals(last)) {
                said = new ArrayList<>();
                turns.add(List.of(role, said));
                last = role;
            }
            said.addAll(content(message.get("content")));
        }
        return turns;
    }

    private static List<?> content(JsonNode content) {
        if (content.isText()) {
            return List.of(RequestBlocks.typed("text", "text", content.text().orElse("")));
        }
        return content.items().stream()
                .map(block -> {
                    Map<String, Object> copy = new LinkedHashMap<>(block.object());
                    copy.remove("is_error", false);
                    copy.computeIfPresent(
                            "content",
                            (name, value) -> block.textOrEmpty("type").equals("tool_result")
                                    ? content(JsonNode.of(value))
                                    : value);
                    return copy;
                })
                .toList();
    }
}
