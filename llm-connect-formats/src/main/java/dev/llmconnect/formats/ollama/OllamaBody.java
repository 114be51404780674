package dev.llmconnect.formats.ollama;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.formats.endpoint.IncomingCall;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /api/chat} and {@code /api/generate} take.
 *
 * @param model the model asked for
 * @param call the call; empty for a request without a prompt, by which clients load or unload a model
 * @param unloads whether a request without a prompt unloads the model
 * @param stream whether the answer shall come in lines, which is the default
 */
public record OllamaBody(String model, Optional<LLMRequest> call, boolean unloads, boolean stream) {
    private static final String PROMPT = "prompt";
    private static final String SUFFIX = "suffix";
    private static final String CONTEXT = "context";
    private static final String RAW = "raw";

    /** Reads a chat. */
    public static OllamaBody chat(IncomingCall http) {
        RequestFields body = new RequestFields("", http.json());
        OllamaParams params = OllamaParams.read(body);
        List<Message> messages = OllamaMessages.read(body);
        List<Tool> tools = new ArrayList<>();
        body.objects("tools").forEach(tool -> tools.add(tool(tool)));
        return of(http, body, params, messages, tools);
    }

    /** Reads a prompt. */
    public static OllamaBody generate(IncomingCall http) {
        RequestFields body = new RequestFields("", http.json());
        OllamaParams params = OllamaParams.read(body);
        refuse(body);
        List<Message> messages = new ArrayList<>();
        body.text("system").filter(text -> !text.isEmpty()).ifPresent(text -> messages.add(Message.system(text)));
        body.text("template").filter(text -> !text.isEmpty()).ifPresent(text -> params.require("template", text));
        List<ContentPart> prompt = new ArrayList<>();
        body.text(PROMPT).filter(text -> !text.isEmpty()).ifPresent(text -> prompt.add(new Text(text)));
        prompt.addAll(OllamaMessages.images(body));
        if (prompt.isEmpty()) {
            messages.clear();
        } else {
            messages.add(Message.of(Role.USER, prompt));
        }
        return of(http, body, params, messages, List.of());
    }

    private static OllamaBody of(
            IncomingCall http, RequestFields body, OllamaParams params, List<Message> messages, List<Tool> tools) {
        boolean stream = body.flag("stream").orElse(true);
        boolean unloads = body.left().get("keep_alive") instanceof Number time && time.doubleValue() == 0;
        String model = params.config().modelName();
        if (messages.isEmpty()) {
            return new OllamaBody(model, Optional.empty(), unloads, stream);
        }
        LLMRequest call = http.newCall()
                .messages(messages)
                .config(params.config())
                .tools(tools)
                .responseFormat(params.responseFormat().orElse(null))
                .wireFields(params.wireFields())
                .build();
        return new OllamaBody(model, Optional.of(call), unloads, stream);
    }

    /** What no chat model behind this server could be asked for. */
    private static void refuse(RequestFields body) {
        body.text(SUFFIX).filter(text -> !text.isEmpty()).ifPresent(text -> {
            throw unsupported(SUFFIX, "the models here continue a prompt, and do not fill in its middle");
        });
        body.list(CONTEXT).filter(tokens -> !tokens.isEmpty()).ifPresent(tokens -> {
            throw unsupported(CONTEXT, "nothing is remembered here; send the conversation to /api/chat");
        });
        body.flag(RAW).filter(raw -> raw).ifPresent(raw -> {
            throw unsupported(RAW, "the models here apply their own template to a prompt");
        });
    }

    private static InvalidParamException unsupported(String field, String reason) {
        return new InvalidParamException(
                field, "unsupported_parameter", "'" + field + "' is not supported: " + reason + ".");
    }

    private static Tool tool(RequestFields tool) {
        tool.text("type").filter(type -> !type.equals("function")).ifPresent(type -> {
            throw tool.wrongValue("type", "'function'");
        });
        RequestFields function = tool.object("function").orElseThrow(() -> tool.missing("function"));
        return Tool.of(
                function.requiredText("name"),
                function.text("description").orElse(""),
                function.tree("parameters").orElse(Map.of()));
    }
}
