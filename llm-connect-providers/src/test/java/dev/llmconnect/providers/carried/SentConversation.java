package dev.llmconnect.providers.carried;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the conversation and the tools out of a request's body, whichever of the formats it is in. */
final class SentConversation {
    /**
     * A turn.
     *
     * @param kinds of what is said, in order: text, call, result, other
     * @param calls the ids of its calls; their names where the format has no ids
     * @param results the ids of the calls that its results answer; the tools' names where the format has no ids
     * @param texts every text outside of results
     * @param said every text, those of results included
     */
    record Turn(
            String role,
            List<String> kinds,
            List<String> calls,
            List<String> results,
            List<String> texts,
            List<String> said) {
        private Turn(String role) {
            this(role, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        private void text(String text) {
            kinds.add("text");
            texts.add(text);
            said.add(text);
        }

        private void call(String id) {
            kinds.add("call");
            calls.add(id);
        }

        private void result(String id, String text) {
            kinds.add("result");
            results.add(id);
            said.add(text);
        }
    }

    private SentConversation() {}

    static List<Turn> of(JsonNode body) {
        List<Turn> turns = new ArrayList<>();
        for (String list : List.of("messages", "contents", "input")) {
            for (JsonNode item : body.items(list)) {
                add(item, turns);
            }
        }
        return turns;
    }

    private static void add(JsonNode item, List<Turn> turns) {
        switch (item.textOrEmpty("type")) {
            case "function_call" -> responsesCall(item, turns);
            case "function_call_output" -> {
                Turn turn = new Turn("tool");
                turn.result(item.textOrEmpty("call_id"), item.textOrEmpty("output"));
                turns.add(turn);
            }
            default -> turns.add(turn(item));
        }
    }

    /** The calls of one turn are items beside each other. */
    private static void responsesCall(JsonNode item, List<Turn> turns) {
        Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
        if (last == null || !last.role().equals("assistant")) {
            turns.add(new Turn("assistant"));
        }
        turns.get(turns.size() - 1).call(item.textOrEmpty("call_id"));
    }

    private static Turn turn(JsonNode item) {
        Turn turn = new Turn(item.textOrEmpty("role"));
        JsonNode content = item.get("content");
        if (turn.role().equals("tool")) {
            String id = item.filled("tool_call_id").orElseGet(() -> item.textOrEmpty("tool_name"));
            turn.result(id, content.text().orElseGet(() -> Json.text(content.raw())));
            return turn;
        }
        content.text().ifPresent(turn::text);
        content.items().forEach(part -> part(part, turn));
        item.items("parts").forEach(part -> part(part, turn));
        item.items("tool_calls")
                .forEach(call -> turn.call(
                        call.filled("id").orElseGet(() -> call.get("function").textOrEmpty("name"))));
        return turn;
    }

    private static void part(JsonNode part, Turn turn) {
        Optional<String> text = part.text("text");
        if (part.textOrEmpty("type").equals("tool_use")) {
            turn.call(part.textOrEmpty("id"));
        } else if (part.has("toolUse")) {
            turn.call(part.get("toolUse").textOrEmpty("toolUseId"));
        } else if (part.has("functionCall")) {
            turn.call(part.get("functionCall")
                    .filled("id")
                    .orElseGet(() -> part.get("functionCall").textOrEmpty("name")));
        } else if (part.textOrEmpty("type").equals("tool_result")) {
            turn.result(
                    part.textOrEmpty("tool_use_id"),
                    part.text("content").orElseGet(() -> texts(part.items("content"))));
        } else if (part.has("toolResult")) {
            JsonNode result = part.get("toolResult");
            turn.result(result.textOrEmpty("toolUseId"), texts(result.items("content")));
        } else if (part.has("functionResponse")) {
            JsonNode result = part.get("functionResponse");
            turn.result(
                    result.filled("id").orElseGet(() -> result.textOrEmpty("name")),
                    result.get("response").textOrEmpty("output"));
        } else if (text.isPresent()) {
            turn.text(text.get());
        } else {
            turn.kinds().add("other");
        }
    }

    private static String texts(List<JsonNode> parts) {
        StringBuilder texts = new StringBuilder();
        parts.forEach(part -> texts.append(part.textOrEmpty("text")));
        return texts.toString();
    }

    /** The tools, whatever they are called where. */
    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.items("tools")) {
            if (tool.has("functionDeclarations")) {
                tools.addAll(tool.items("functionDeclarations"));
            } else {
                tools.add(tool.has("function") ? tool.get("function") : tool);
            }
        }
        body.get("toolConfig").items("tools").forEach(tool -> tools.add(tool.get("toolSpec")));
        return tools;
    }

    static List<String> toolNames(JsonNode body) {
        return tools(body).stream().map(tool -> tool.textOrEmpty("name")).toList();
    }

    /** The schemas of the tools that have one. */
    static List<JsonNode> toolSchemas(JsonNode body) {
        List<JsonNode> schemas = new ArrayList<>();
        for (JsonNode tool : tools(body)) {
            for (String field : List.of("parameters", "parametersJsonSchema", "input_schema")) {
                if (tool.has(field)) {
                    schemas.add(tool.get(field));
                }
            }
            if (tool.has("inputSchema")) {
                schemas.add(tool.get("inputSchema").get("json"));
            }
        }
        return schemas;
    }

    /** The names of the tools that the history calls, in order. */
    static List<String> calledNames(JsonNode body) {
        List<String> names = new ArrayList<>();
        body.items("input").stream()
                .filter(item -> item.textOrEmpty("type").equals("function_call"))
                .forEach(item -> names.add(item.textOrEmpty("name")));
        for (String list : List.of("messages", "contents")) {
            for (JsonNode item : body.items(list)) {
                item.items("tool_calls")
                        .forEach(call -> names.add(call.get("function").textOrEmpty("name")));
                List<JsonNode> parts = new ArrayList<>(item.items("content"));
                parts.addAll(item.items("parts"));
                for (JsonNode part : parts) {
                    if (part.textOrEmpty("type").equals("tool_use")) {
                        names.add(part.textOrEmpty("name"));
                    }
                    part.get("toolUse").filled("name").ifPresent(names::add);
                    part.get("functionCall").filled("name").ifPresent(names::add);
                }
            }
        }
        return names;
    }

    /** The tool that must be called. */
    static String chosenName(JsonNode body) {
        JsonNode choice = body.get("tool_choice");
        return choice.filled("name")
                .or(() -> choice.get("function").filled("name"))
                .or(() -> body.get("toolConfig").get("toolChoice").get("tool").filled("name"))
                .or(() -> body.get("toolConfig").get("functionCallingConfig").items("allowedFunctionNames").stream()
                        .findFirst()
                        .flatMap(JsonNode::text))
                .orElse("");
    }
}
