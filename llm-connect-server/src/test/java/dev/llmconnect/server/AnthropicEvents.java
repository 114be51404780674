package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The events of a streamed message as a client of Anthropic's reads them: their order checked, and put together again. */
final class AnthropicEvents {
    /** One letter for each event: start, ping, block begin, delta, block end, message delta, message end, error. */
    private static final Pattern WHOLE = Pattern.compile("SP*(B[dP]*EP*)*MZ");

    private static final Pattern FAILED = Pattern.compile("SP*(B[dP]*EP*)*(B[dP]*)?X");

    private static final Map<String, String> LETTERS = Map.of(
            "message_start", "S",
            "ping", "P",
            "content_block_start", "B",
            "content_block_delta", "d",
            "content_block_stop", "E",
            "message_delta", "M",
            "message_stop", "Z",
            "error", "X");

    private static final Map<String, List<String>> DELTAS = Map.of(
            "text", List.of("text_delta", "citations_delta"),
            "thinking", List.of("thinking_delta", "signature_delta"),
            "tool_use", List.of("input_json_delta"),
            "server_tool_use", List.of("input_json_delta"));

    private final List<Map<String, Object>> events = new ArrayList<>();

    private AnthropicEvents() {}

    static AnthropicEvents read(String body) {
        AnthropicEvents read = new AnthropicEvents();
        assertThat(body).endsWith("\n\n");
        for (String event : body.strip().split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            assertThat(lines).as(event).hasSize(2);
            Map<String, Object> data = json(lines[1].substring("data: ".length()));
            assertThat(lines[0]).isEqualTo("event: " + data.get("type"));
            read.events.add(data);
        }
        return read;
    }

    static Map<String, Object> json(String text) {
        return StrictJsonParser.object(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Checks the published order, the indexes, and that each delta fits its block. */
    AnthropicEvents areWhole() {
        assertThat(order()).matches(WHOLE);
        return fit();
    }

    AnthropicEvents areBrokenOff() {
        assertThat(order()).matches(FAILED);
        return fit();
    }

    Map<String, Object> only(String type) {
        List<Map<String, Object>> found =
                events.stream().filter(event -> type.equals(event.get("type"))).toList();
        assertThat(found).as(type).hasSize(1);
        return found.get(0);
    }

    /** The content, each block with its deltas in place. */
    List<Map<String, Object>> content() {
        List<Map<String, Object>> content = new ArrayList<>();
        StringBuilder input = new StringBuilder();
        for (Map<String, Object> event : events) {
            switch (String.valueOf(event.get("type"))) {
                case "content_block_start" -> {
                    content.add(new LinkedHashMap<>(object(event, "content_block")));
                    input.setLength(0);
                }
                case "content_block_delta" -> grow(content.get(content.size() - 1), object(event, "delta"), input);
                case "content_block_stop" -> {
                    if (!input.isEmpty()) {
                        content.get(content.size() - 1).put("input", json(input.toString()));
                    }
                }
                default -> {}
            }
        }
        return content;
    }

    private static void grow(Map<String, Object> block, Map<String, Object> delta, StringBuilder input) {
        switch (String.valueOf(delta.get("type"))) {
            case "text_delta" -> block.merge("text", delta.get("text"), (a, b) -> a + "" + b);
            case "thinking_delta" -> block.merge("thinking", delta.get("thinking"), (a, b) -> a + "" + b);
            case "signature_delta" -> block.put("signature", delta.get("signature"));
            case "citations_delta" -> {
                List<Object> citations = new ArrayList<>((List<?>) block.getOrDefault("citations", List.of()));
                citations.add(delta.get("citation"));
                block.put("citations", citations);
            }
            case "input_json_delta" -> input.append(delta.get("partial_json"));
            default -> throw new AssertionError("an unknown delta: " + delta);
        }
    }

    private String order() {
        StringBuilder order = new StringBuilder();
        events.forEach(event -> order.append(LETTERS.getOrDefault(String.valueOf(event.get("type")), "?")));
        return order.toString();
    }

    private AnthropicEvents fit() {
        long index = -1;
        String type = "";
        for (Map<String, Object> event : events) {
            String name = String.valueOf(event.get("type"));
            if (name.equals("content_block_start")) {
                index++;
                type = String.valueOf(object(event, "content_block").get("type"));
            }
            if (name.startsWith("content_block")) {
                assertThat(event.get("index")).isEqualTo(index);
            }
            if (name.equals("content_block_delta")) {
                assertThat(DELTAS.getOrDefault(type, List.of()))
                        .contains(String.valueOf(object(event, "delta").get("type")));
            }
        }
        return this;
    }

    @SuppressWarnings("unchecked") // JSON has no other maps
    static Map<String, Object> object(Map<String, Object> tree, String name) {
        return (Map<String, Object>) tree.get(name);
    }
}
