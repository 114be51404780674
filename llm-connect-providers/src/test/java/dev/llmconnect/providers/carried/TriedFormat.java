package dev.llmconnect.providers.carried;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is needed to try a provider.
 *
 * @param model a model that reasons, where there are such
 * @param settings settings that must have some value, beside key and address
 * @param answer an answer that holds all that the format has a place for
 */
record TriedFormat(String model, List<String> settings, String answer) {
    static final String THOUGHT = "a-marked-thought";
    static final String SIGNATURE = "a-marked-signature";
    static final String SOURCE = "https://source.example/marked";
    static final int CACHED = 3;

    private static final String CHAT = """
            {"model":"m","choices":[{"message":{"role":"assistant","content":"Hi","reasoning_content":"THOUGHT",
              "annotations":[{"type":"url_citation","url_citation":{"url":"SOURCE"}}]},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7,"prompt_tokens_details":{"cached_tokens":3}}}""";
    private static final String OPENROUTER = CHAT.replace(
            "\"reasoning_content\":\"THOUGHT\"",
            "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"THOUGHT\",\"signature\":\"SIGNATURE\"}]");
    private static final String MISTRAL = CHAT.replace(
            "\"content\":\"Hi\",\"reasoning_content\":\"THOUGHT\"",
            "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"THOUGHT\"}]},{\"type\":\"text\",\"text\":\"Hi\"}]");
    private static final String RESPONSES = """
            {"status":"completed","model":"m","output":[
              {"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"THOUGHT"}],"encrypted_content":"SIGNATURE"},
              {"type":"message","id":"msg","role":"assistant","status":"completed",
               "content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","url":"SOURCE"}]}]}],
             "usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7,"input_tokens_details":{"cached_tokens":3}}}""";
    private static final String ANTHROPIC = """
            {"type":"message","role":"assistant","model":"m","content":[
              {"type":"thinking","thinking":"THOUGHT","signature":"SIGNATURE"},
              {"type":"text","text":"Hi","citations":[{"type":"web_search_result_location","url":"SOURCE"}]}],
             "stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":2,"cache_read_input_tokens":3}}""";
    private static final String GEMINI = """
            {"candidates":[{"content":{"role":"model","parts":[
                {"text":"THOUGHT","thought":true},{"text":"Hi","thoughtSignature":"SIGNATURE"}]},"finishReason":"STOP",
              "groundingMetadata":{"groundingChunks":[{"web":{"uri":"SOURCE","title":"a"}}]}}],
             "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7,"cachedContentTokenCount":3}}""";
    private static final String OLLAMA = """
            {"model":"m","message":{"role":"assistant","content":"Hi","thinking":"THOUGHT"},"done":true,"done_reason":"stop",
             "prompt_eval_count":5,"eval_count":2}""";
    private static final String COHERE = """
            {"message":{"role":"assistant","content":[{"type":"thinking","thinking":"THOUGHT"},{"type":"text","text":"Hi"}],
              "citations":[{"start":0,"end":1,"text":"H","sources":[{"type":"document","id":"SOURCE"}]}]},
             "finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":2},"cached_tokens":3}}""";
    private static final String BEDROCK = """
            {"output":{"message":{"role":"assistant","content":[
               {"reasoningContent":{"reasoningText":{"text":"THOUGHT","signature":"SIGNATURE"}}},
               {"citationsContent":{"content":[{"text":"Hi"}],"citations":[{"location":{"web":{"url":"SOURCE"}}}]}}]}},
             "stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7,"cacheReadInputTokens":3}}""";
    private static final String REMOTE = """
            {"content":"Hi","model":"m","usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7},"finish_reason":"stop",
             "metadata":{"reasoning":"THOUGHT","citations":[{"url":"SOURCE"}],"usage_details":{"cached_tokens":3}}}""";

    /** Marks the answer. */
    TriedFormat {
        answer = answer.replace("THOUGHT", THOUGHT)
                .replace("SIGNATURE", SIGNATURE)
                .replace("SOURCE", SOURCE);
    }

    /** The adapter of that name, which asks at that address. */
    LLMAdapter adapter(String name, String url) {
        AdapterSettings all = AdapterSettings.of(Map.of()).with("base_url", url);
        if (hasKey(name)) {
            all = all.with("api_key", StubProvider.KEY);
        }
        for (String setting : settings) {
            all = all.with(setting, "some-thing1");
        }
        return LLMAdapters.create(name, all);
    }

    private static boolean hasKey(String name) {
        return LLMAdapters.installed().provider(name).settings().stream()
                .anyMatch(setting -> setting.name().equals("api_key"));
    }

    /** A provider of the catalogue, or any other that speaks as OpenAI does. */
    static TriedFormat compatible() {
        return new TriedFormat("some-model", List.of(), CHAT);
    }

    /** By the names of the providers that have code of their own, and ask somebody over HTTP. */
    static Map<String, TriedFormat> all() {
        Map<String, TriedFormat> all = new LinkedHashMap<>();
        all.put("openai", new TriedFormat("gpt-5-mini", List.of(), CHAT));
        all.put("openai-responses", new TriedFormat("gpt-5-mini", List.of(), RESPONSES));
        all.put("azure-openai", new TriedFormat("gpt-5-mini", List.of(), CHAT));
        all.put("openai-compatible", compatible());
        all.put("openrouter", new TriedFormat("anthropic/claude-sonnet-4", List.of(), OPENROUTER));
        all.put("mistral", new TriedFormat("magistral-medium-latest", List.of(), MISTRAL));
        all.put("anthropic", new TriedFormat("claude-sonnet-4-5", List.of(), ANTHROPIC));
        all.put(
                "vertex-anthropic",
                new TriedFormat("claude-sonnet-4-5", List.of("project", "access_token"), ANTHROPIC));
        all.put("gemini", new TriedFormat("gemini-2.5-flash", List.of(), GEMINI));
        all.put("vertex-gemini", new TriedFormat("gemini-2.5-flash", List.of("project", "access_token"), GEMINI));
        all.put("bedrock", new TriedFormat("anthropic.claude-sonnet-4-5-20250929-v1:0", List.of(), BEDROCK));
        all.put("cohere", new TriedFormat("command-a-reasoning-08-2025", List.of(), COHERE));
        all.put("ollama", new TriedFormat("qwen3", List.of(), OLLAMA));
        all.put("llm-connect", new TriedFormat("some-profile", List.of(), REMOTE));
        return all;
    }
}
