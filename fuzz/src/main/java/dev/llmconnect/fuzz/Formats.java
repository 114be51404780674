package dev.llmconnect.fuzz;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;

/** The formats of answers, each with an own example of a whole one and of a streamed one. */
enum Formats {
    CHAT("openai", "gpt-4o", "openai-chat", """
            {"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","reasoning_content":"Let me see","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"at\\":[1,2]}"}}],"annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":0,"end_index":5}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}""", Framing.SSE, List.of("""
                    {"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello "}}]}""", """
                    {"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"there","reasoning_content":"Let me see"}}]}""", """
                    {"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{\\"at\\":"}}]}}]}""", """
                    {"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"[1,2]}"}}]}}]}""", """
                    {"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", """
                    {"id":"c1","model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""", "[DONE]")),
    COMPATIBLE("openai-compatible", "some-model", "openai-chat", CHAT.whole, Framing.SSE, CHAT.events),
    OPENROUTER("openrouter", "anthropic/claude-sonnet-4", "openai-chat", CHAT.whole, Framing.SSE, CHAT.events),
    MISTRAL("mistral", "magistral-medium-latest", "mistral-chat", """
            {"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Let me see"}]},{"type":"text","text":"Hello there"}],"tool_calls":[{"id":"abcdefghi","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""", Framing.SSE, CHAT.events),
    RESPONSES(
            "openai-responses",
            "gpt-5-mini",
            "openai-responses",
            """
            {"id":"resp_1","object":"response","status":"completed","model":"m","output":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Let me see"}],"encrypted_content":"abc"},{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello there","annotations":[{"type":"url_citation","url":"https://a.example","start_index":0,"end_index":5}]}]},{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{\\"at\\":1}","status":"completed"}],"usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12,"output_tokens_details":{"reasoning_tokens":2}}}""",
            Framing.TYPED_SSE,
            List.of("""
                    {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"m","output":[]}}""", """
                    {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"message","id":"msg_1","role":"assistant","status":"in_progress","content":[]}}""", """
                    {"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""", """
                    {"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hello "}""", """
                    {"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"there"}""", """
                    {"type":"response.output_text.done","sequence_number":5,"item_id":"msg_1","output_index":0,"content_index":0,"text":"Hello there"}""", """
                    {"type":"response.output_item.done","sequence_number":6,"output_index":0,"item":{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello there","annotations":[]}]}}""", """
                    {"type":"response.output_item.added","sequence_number":7,"output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"","status":"in_progress"}}""", """
                    {"type":"response.function_call_arguments.delta","sequence_number":8,"item_id":"fc_1","output_index":1,"delta":"{\\"at\\":1}"}""", """
                    {"type":"response.function_call_arguments.done","sequence_number":9,"item_id":"fc_1","output_index":1,"arguments":"{\\"at\\":1}"}""", """
                    {"type":"response.output_item.done","sequence_number":10,"output_index":1,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{\\"at\\":1}","status":"completed"}}""", """
                    {"type":"response.completed","sequence_number":11,"response":{"id":"resp_1","status":"completed","model":"m","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello there","annotations":[]}]},{"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","arguments":"{\\"at\\":1}","status":"completed"}],"usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12}}}""")),
    MESSAGES(
            "anthropic",
            "claude-sonnet-4-5",
            "anthropic-messages",
            """
            {"type":"message","id":"msg_1","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"Let me see","signature":"abc"},{"type":"text","text":"Hello there","citations":[{"type":"web_search_result_location","url":"https://a.example"}]},{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":[1,2]}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":7,"cache_read_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":1}}}""",
            Framing.TYPED_SSE,
            List.of("""
                    {"type":"message_start","message":{"type":"message","id":"msg_1","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}""", """
                    {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""", """
                    {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me see"}}""", """
                    {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}""", """
                    {"type":"content_block_stop","index":0}""", """
                    {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""", """
                    {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hello "}}""", """
                    {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"there"}}""", """
                    {"type":"content_block_stop","index":1}""", """
                    {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}}}""", """
                    {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"at\\":1}"}}""", """
                    {"type":"content_block_stop","index":2}""", """
                    {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":7}}""", """
                    {"type":"message_stop"}""")),
    VERTEX_MESSAGES(
            "vertex-anthropic",
            "claude-sonnet-4-5",
            "anthropic-vertex",
            MESSAGES.whole,
            Framing.TYPED_SSE,
            MESSAGES.events),
    GEMINI("gemini", "gemini-2.5-flash", "gemini-generate", """
            {"candidates":[{"content":{"role":"model","parts":[{"text":"Let me see","thought":true},{"text":"Hello there","thoughtSignature":"abc"},{"functionCall":{"name":"look","args":{"at":[1,2]}}}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"a"}}]}}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":5,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"m","responseId":"r"}""", Framing.SSE, List.of("""
                    {"candidates":[{"content":{"role":"model","parts":[{"text":"Let me see","thought":true}]}}],"modelVersion":"m"}""", """
                    {"candidates":[{"content":{"role":"model","parts":[{"text":"Hello "}]}}],"modelVersion":"m"}""", """
                    {"candidates":[{"content":{"role":"model","parts":[{"text":"there"},{"functionCall":{"name":"look","args":{"at":1}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":7,"totalTokenCount":12},"modelVersion":"m"}""")),
    VERTEX_GEMINI("vertex-gemini", "gemini-2.5-flash", "gemini-generate", GEMINI.whole, Framing.SSE, GEMINI.events),
    BEDROCK(
            "bedrock",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock-converse",
            """
            {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"Let me see","signature":"abc"}}},{"text":"Hello there"},{"toolUse":{"toolUseId":"t1","name":"look","input":{"at":[1,2]}}}]}},"stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":7,"totalTokens":12,"cacheReadInputTokens":3},"metrics":{"latencyMs":7}}""",
            Framing.EVENT_STREAM,
            List.of("""
                    messageStart {"role":"assistant"}""", """
                    contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Let me see"}}}""", """
                    contentBlockStop {"contentBlockIndex":0}""", """
                    contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"Hello "}}""", """
                    contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"there"}}""", """
                    contentBlockStop {"contentBlockIndex":1}""", """
                    contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t1","name":"look"}}}""", """
                    contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\\"at\\":1}"}}}""", """
                    contentBlockStop {"contentBlockIndex":2}""", """
                    messageStop {"stopReason":"tool_use"}""", """
                    metadata {"usage":{"inputTokens":5,"outputTokens":7,"totalTokens":12},"metrics":{"latencyMs":7}}""")),
    COHERE(
            "cohere",
            "command-a-reasoning-08-2025",
            "cohere-chat",
            """
            {"id":"c","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Let me see"},{"type":"text","text":"Hello there"}],"tool_calls":[{"id":"t1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}],"citations":[{"start":0,"end":5,"text":"Hello","sources":[{"type":"document","id":"d1"}]}]},"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":7}}}""",
            Framing.TYPED_SSE,
            List.of("""
                    {"type":"message-start","id":"c","delta":{"message":{"role":"assistant","content":[]}}}""", """
                    {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""", """
                    {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hello "}}}}""", """
                    {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"there"}}}}""", """
                    {"type":"content-end","index":0}""", """
                    {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"t1","type":"function","function":{"name":"look","arguments":""}}}}}""", """
                    {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"at\\":1}"}}}}}""", """
                    {"type":"tool-call-end","index":0}""", """
                    {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":5,"output_tokens":7}}}}""")),
    OLLAMA("ollama", "qwen3", "ollama-chat", """
            {"model":"m","message":{"role":"assistant","content":"Hello there","thinking":"Let me see","tool_calls":[{"function":{"name":"look","arguments":{"at":[1,2]}}}]},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":7}""", Framing.LINES, List.of("""
                    {"model":"m","message":{"role":"assistant","content":"","thinking":"Let me see"},"done":false}""", """
                    {"model":"m","message":{"role":"assistant","content":"Hello "},"done":false}""", """
                    {"model":"m","message":{"role":"assistant","content":"there","tool_calls":[{"function":{"name":"look","arguments":{"at":1}}}]},"done":false}""", """
                    {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":5,"eval_count":7}""")),
    EXECUTE("llm-connect", "some-profile", "llm-connect", """
            {"content":"Hello there","model":"m","usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12},"finish_reason":"stop","metadata":{"provider":"mock","request_id":"r","reasoning":"Let me see","usage_details":{"reasoning_tokens":2},"tool_calls":[{"id":"t1","name":"look","arguments":{"at":1}}]}}""", Framing.NAMED_SSE, List.of("""
                    delta {"reasoning":"Let me see"}""", """
                    delta {"content":"Hello "}""", """
                    delta {"content":"there"}""", """
                    done {"content":"Hello there","model":"m","usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12},"finish_reason":"stop","metadata":{"provider":"mock","request_id":"r","reasoning":"Let me see"}}"""));

    final String provider;
    final String model;
    /** As recordings name it. */
    final String wire;

    final String whole;
    final Framing framing;
    final List<String> events;

    Formats(String provider, String model, String wire, String whole, Framing framing, List<String> events) {
        this.provider = provider;
        this.model = model;
        this.wire = wire;
        this.whole = whole;
        this.framing = framing;
        this.events = events;
    }

    /** An adapter that asks at that address with {@link Mutator#KEY}. */
    LLMAdapter adapter(String url) {
        AdapterSettings all = AdapterSettings.of(Map.of()).with("base_url", url);
        for (String setting : List.of("api_key", "project", "access_token")) {
            boolean has = LLMAdapters.installed().provider(provider).settings().stream()
                    .anyMatch(it -> it.name().equals(setting));
            if (has && !(setting.equals("access_token") && !provider.startsWith("vertex"))) {
                all = all.with(setting, setting.equals("project") ? "some-project" : Mutator.KEY);
            }
        }
        return LLMAdapters.create(provider, all);
    }
}
