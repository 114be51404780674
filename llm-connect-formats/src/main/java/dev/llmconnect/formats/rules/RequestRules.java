package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart.Media;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one provider's API accepts in a conversation: the table that {@link RequestNormalizer} works by, with the source of each row.
 * Where a provider's document says less than its API, the source is the API's own error message. Immutable and thread-safe; facts as
 * of 2026.
 */
@SuppressWarnings("UnnecessaryLambda") // several rows share them
public final class RequestRules {
    /** Accepts everything; for a format of a plugin, and for another llm-connect server, which knows its own providers' rules. */
    public static final RequestRules NONE = new Builder().build();

    /**
     * Names of schemas for answers, where they have one. Source: {@code response_format.json_schema.name} in
     * https://platform.openai.com/docs/api-reference/chat/create.
     */
    static final NameRule SCHEMA_NAMES = NameRule.of("_-", 64);

    private static final Predicate<Media> NO_MEDIA = media -> false;
    private static final Predicate<Media> IMAGES_AND_BYTES = media -> media.isImage() || media.base64() != null;
    private static final Predicate<Media> NO_AUDIO = media -> !media.isAudio();
    private static final Predicate<Media> ANTHROPIC_MEDIA = media ->
            media.isImage() || media.mimeType().equals("application/pdf") || (media.base64() != null && isText(media));
    /** Bytes, and objects in a bucket. Audio is accepted in turns only. */
    private static final Predicate<Media> CONVERSE_MEDIA =
            media -> media.base64() != null || String.valueOf(media.url()).startsWith("s3://");

    /** OpenAI's Chat Completions, on OpenAI and Azure. */
    public static final RequestRules OPENAI_CHAT = new Builder()
            .toolNames(NameRule.of("_-", 64))
            .callIds(NameRule.anyUpTo(40))
            .rules(Rule.RESULTS_FOLLOW_CALLS, Rule.UNIQUE_CALL_IDS)
            .media(NO_MEDIA, IMAGES_AND_BYTES)
            .sources(
                    "https://platform.openai.com/docs/api-reference/chat/create",
                    "\"Invalid 'tools[0].function.name': string too long. Expected a string with maximum length 64\"",
                    "\"Invalid 'messages[2].tool_calls[0].id': string too long. Expected a string with maximum length"
                            + " 40\"",
                    "\"An assistant message with 'tool_calls' must be followed by tool messages\"")
            .build();

    /** Chat Completions on other hosts, whose ids of calls may carry signatures and are left alone. */
    public static final RequestRules COMPATIBLE_CHAT = new Builder()
            .toolNames(NameRule.of("_-", 64))
            .callIds(NameRule.NOT_EMPTY)
            .rules(Rule.RESULTS_FOLLOW_CALLS, Rule.UNIQUE_CALL_IDS)
            .media(NO_MEDIA, IMAGES_AND_BYTES)
            .sources(
                    "https://api-docs.deepseek.com/api/create-chat-completion",
                    "\"The length of the tool name cannot exceed 64\" (Alibaba)")
            .build();

    /** Chat Completions on hosts that pass cache marks on to the model's maker. */
    public static final RequestRules CACHING_CHAT = COMPATIBLE_CHAT.toBuilder()
            .cacheMarks(CacheMarkPlaces.EVERYWHERE, 4)
            .sources(
                    "https://openrouter.ai/docs/features/prompt-caching",
                    "https://docs.litellm.ai/docs/completion/prompt_caching")
            .build();

    /** Chat Completions on hosts that take user and assistant in turn only, such as Perplexity. */
    public static final RequestRules ALTERNATING_CHAT = COMPATIBLE_CHAT.toBuilder()
            .rules(Rule.SYSTEM_FIRST, Rule.USER_FIRST, Rule.ALTERNATING)
            .sources(
                    "https://docs.perplexity.ai/api-reference/chat-completions-post",
                    "\"After the (optional) system message(s), user or assistant roles should be alternating\"")
            .build();

    /** OpenAI's Responses. */
    public static final RequestRules OPENAI_RESPONSES = new Builder()
            .toolNames(NameRule.of("_-", 64))
            .callIds(NameRule.anyUpTo(64))
            .rules(Rule.RESULTS_FOLLOW_CALLS, Rule.UNIQUE_CALL_IDS)
            .media(NO_AUDIO, NO_AUDIO)
            .sources(
                    "https://platform.openai.com/docs/api-reference/responses/create",
                    "\"Invalid 'input[11].call_id': string too long. Expected a string with maximum length 64\"",
                    "\"No tool output found for function call\"")
            .build();

    /** Anthropic's Messages, on Anthropic and Vertex AI. */
    public static final RequestRules ANTHROPIC_MESSAGES = new Builder()
            .toolNames(NameRule.of("_-", 128))
            .callIds(NameRule.of("_-", Integer.MAX_VALUE))
            .rules(
                    Rule.RESULTS_FOLLOW_CALLS,
                    Rule.UNIQUE_CALL_IDS,
                    Rule.OBJECT_ARGUMENTS,
                    Rule.TOOLS_DECLARED,
                    Rule.TOOL_CHOICE_NONE,
                    Rule.SYSTEM_FIRST,
                    Rule.USER_FIRST,
                    Rule.NO_EMPTY_TEXT,
                    Rule.NO_BLANK_TEXT,
                    Rule.NO_TRAILING_WHITESPACE)
            .cacheMarks(CacheMarkPlaces.EVERYWHERE, 4)
            .media(ANTHROPIC_MEDIA, ANTHROPIC_MEDIA)
            .sources(
                    "https://platform.claude.com/docs/en/api/messages",
                    "https://platform.claude.com/docs/en/build-with-claude/prompt-caching",
                    "\"tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'\"",
                    "\"text content blocks must contain non-whitespace text\"",
                    "\"final assistant content cannot end with trailing whitespace\"",
                    "\"tool_use ids must be unique\"")
            .build();

    /** Gemini's generateContent, on the Gemini API and Vertex AI. */
    public static final RequestRules GEMINI_GENERATE = new Builder()
            .toolNames(new NameRule("_.-", true, 1, 64))
            .rules(
                    Rule.RESULTS_FOLLOW_CALLS,
                    Rule.OBJECT_ARGUMENTS,
                    Rule.SYSTEM_FIRST,
                    Rule.USER_FIRST,
                    Rule.ALTERNATING,
                    Rule.NO_EMPTY_TEXT)
            .sources(
                    "https://ai.google.dev/api/caching#FunctionDeclaration",
                    "https://ai.google.dev/gemini-api/docs/function-calling",
                    "\"function call turn comes immediately after a user turn or after a function response turn\"",
                    "\"the number of function response parts is equal to the number of function call parts\"")
            .build();

    /** Bedrock's Converse, for models without prompt caching. */
    public static final RequestRules BEDROCK_CONVERSE = new Builder()
            .toolNames(NameRule.of("_-", 64))
            .callIds(NameRule.of("_.:-", 64))
            .rules(
                    Rule.RESULTS_FOLLOW_CALLS,
                    Rule.UNIQUE_CALL_IDS,
                    Rule.OBJECT_ARGUMENTS,
                    Rule.TOOLS_DECLARED,
                    Rule.SYSTEM_FIRST,
                    Rule.USER_FIRST,
                    Rule.ALTERNATING,
                    Rule.NO_EMPTY_TEXT,
                    Rule.NO_BLANK_TEXT,
                    Rule.NO_TRAILING_WHITESPACE)
            .media(CONVERSE_MEDIA.and(NO_AUDIO), CONVERSE_MEDIA)
            .sources(
                    "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html",
                    "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolSpecification.html",
                    "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html",
                    "\"The toolConfig field must be defined when using toolUse and toolResult content blocks\"",
                    "\"A conversation must start with a user message\"")
            .build();

    /** Bedrock's Converse, for Claude. */
    public static final RequestRules BEDROCK_CLAUDE = BEDROCK_CONVERSE.toBuilder()
            .rules(Rule.MARKS_BEHIND_RESULTS)
            .cacheMarks(CacheMarkPlaces.EVERYWHERE, 4)
            .sources("https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html")
            .build();

    /** Bedrock's Converse, for Nova, which caches no tools. */
    public static final RequestRules BEDROCK_NOVA = BEDROCK_CONVERSE.toBuilder()
            .rules(Rule.MARKS_BEHIND_RESULTS)
            .cacheMarks(CacheMarkPlaces.SYSTEM_AND_MESSAGES, 4)
            .sources("https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html")
            .build();

    /** Mistral's chat. */
    public static final RequestRules MISTRAL_CHAT = new Builder()
            .toolNames(NameRule.of("_-", 64))
            .callIds(new NameRule("", false, 9, 9))
            .rules(
                    Rule.RESULTS_FOLLOW_CALLS,
                    Rule.UNIQUE_CALL_IDS,
                    Rule.SYSTEM_FIRST,
                    Rule.USER_FIRST,
                    Rule.ASSISTANT_AFTER_TOOL,
                    Rule.NO_EMPTY_TEXT)
            .media(NO_MEDIA, media -> !media.isAudio() || media.base64() != null)
            .sources(
                    "https://docs.mistral.ai/api/endpoint/chat",
                    "\"Tool call id was x but must be a-z, A-Z, 0-9, with a length of 9\"",
                    "\"Unexpected role 'system' after role 'assistant'\"",
                    "\"Unexpected role 'user' after role 'tool'\"",
                    "\"Assistant message must have either content or tool_calls, but not none\"")
            .build();

    /** Cohere's chat, version 2. */
    public static final RequestRules COHERE_CHAT = new Builder()
            .toolNames(new NameRule("_", true, 1, Integer.MAX_VALUE))
            .callIds(NameRule.NOT_EMPTY)
            .rules(Rule.RESULTS_FOLLOW_CALLS, Rule.UNIQUE_CALL_IDS, Rule.NO_EMPTY_TEXT)
            .media(NO_MEDIA, Media::isImage)
            .sources(
                    "https://docs.cohere.com/v1/reference/chat (tools.name)",
                    "https://docs.cohere.com/reference/chat",
                    "\"message must be at least 1 token long\"")
            .build();

    /** Ollama's chat, which finds a result's call by the tool's name and its place. */
    public static final RequestRules OLLAMA_CHAT = new Builder()
            .rules(Rule.RESULTS_FOLLOW_CALLS, Rule.OBJECT_ARGUMENTS)
            .media(NO_MEDIA, media -> media.isImage() && media.base64() != null)
            .sources("https://docs.ollama.com/api/chat")
            .build();

    private final NameRule toolNames;
    private final NameRule callIds;
    private final Set<Rule> rules;
    private final CacheMarkPlaces cacheMarks;
    private final int maxCacheMarks;
    private final Predicate<Media> resultMedia;
    private final Predicate<Media> userMedia;
    private final List<String> sources;

    private RequestRules(Builder builder) {
        toolNames = builder.toolNames;
        callIds = builder.callIds;
        rules = builder.rules;
        cacheMarks = builder.cacheMarks;
        maxCacheMarks = builder.maxCacheMarks;
        resultMedia = builder.resultMedia;
        userMedia = builder.userMedia;
        sources = builder.sources;
    }

    /** The row of a model on Bedrock, some of which have a prompt cache. */
    public static RequestRules bedrock(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("claude")) {
            return BEDROCK_CLAUDE;
        }
        return name.contains("nova") ? BEDROCK_NOVA : BEDROCK_CONVERSE;
    }

    /** Every row of the table, by the name it has in {@code docs/providers.md}. */
    static Map<String, RequestRules> table() {
        Map<String, RequestRules> table = new LinkedHashMap<>();
        table.put("OpenAI Chat Completions", OPENAI_CHAT);
        table.put("Chat Completions of others", COMPATIBLE_CHAT);
        table.put("Chat Completions with cache marks", CACHING_CHAT);
        table.put("Chat Completions with alternating turns", ALTERNATING_CHAT);
        table.put("OpenAI Responses", OPENAI_RESPONSES);
        table.put("Anthropic Messages", ANTHROPIC_MESSAGES);
        table.put("Gemini", GEMINI_GENERATE);
        table.put("Bedrock Converse, Claude", BEDROCK_CLAUDE);
        table.put("Bedrock Converse, Nova", BEDROCK_NOVA);
        table.put("Bedrock Converse, others", BEDROCK_CONVERSE);
        table.put("Mistral", MISTRAL_CHAT);
        table.put("Cohere", COHERE_CHAT);
        table.put("Ollama", OLLAMA_CHAT);
        return table;
    }

    boolean has(Rule rule) {
        return rules.contains(rule);
    }

    /** Names of tools. */
    NameRule toolNames() {
        return toolNames;
    }

    /** Ids of tool calls. */
    NameRule callIds() {
        return callIds;
    }

    /** Where the provider takes marks for its prompt cache. */
    CacheMarkPlaces cacheMarks() {
        return cacheMarks;
    }

    /** Most marks of one request. */
    int maxCacheMarks() {
        return maxCacheMarks;
    }

    /** Whether the result of a tool may hold an image, a document or a sound. */
    boolean takesInResult(Media media) {
        return resultMedia.test(media);
    }

    /** Whether a turn of the user may hold it. */
    boolean takesInUserTurn(Media media) {
        return userMedia.test(media);
    }

    private static boolean isText(Media media) {
        return media.mimeType().startsWith("text/") || media.mimeType().equals("application/json");
    }

    /** Where the facts come from: documents, and error messages in quotation marks. */
    List<String> sources() {
        return sources;
    }

    private Builder toBuilder() {
        Builder builder = new Builder();
        builder.toolNames = toolNames;
        builder.callIds = callIds;
        builder.rules.addAll(rules);
        builder.cacheMarks = cacheMarks;
        builder.maxCacheMarks = maxCacheMarks;
        builder.resultMedia = resultMedia;
        builder.userMedia = userMedia;
        return builder.sources(sources.toArray(String[]::new));
    }

    private static final class Builder {
        private NameRule toolNames = NameRule.ANY;
        private NameRule callIds = NameRule.ANY;
        private final Set<Rule> rules = EnumSet.noneOf(Rule.class);
        private CacheMarkPlaces cacheMarks = CacheMarkPlaces.NOWHERE;
        private int maxCacheMarks;
        private Predicate<Media> resultMedia = media -> true;
        private Predicate<Media> userMedia = media -> true;
        private List<String> sources = List.of();

        Builder toolNames(NameRule rule) {
            toolNames = rule;
            return this;
        }

        Builder callIds(NameRule rule) {
            callIds = rule;
            return this;
        }

        Builder rules(Rule... more) {
            rules.addAll(List.of(more));
            return this;
        }

        Builder cacheMarks(CacheMarkPlaces places, int most) {
            cacheMarks = places;
            maxCacheMarks = most;
            return this;
        }

        Builder media(Predicate<Media> inResult, Predicate<Media> inUserTurn) {
            resultMedia = inResult;
            userMedia = inUserTurn;
            return this;
        }

        Builder sources(String... more) {
            List<String> all = new ArrayList<>(sources);
            all.addAll(List.of(more));
            sources = List.copyOf(all);
            return this;
        }

        RequestRules build() {
            return new RequestRules(this);
        }
    }
}
