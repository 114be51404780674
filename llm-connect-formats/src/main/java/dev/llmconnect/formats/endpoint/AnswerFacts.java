package dev.llmconnect.formats.endpoint;

/** The object that endpoints add to another API's answer and that its clients ignore: what only this server knows of the call. */
public final class AnswerFacts {
    /** The name of that object. Its fields have the names of {@link dev.llmconnect.ResponseMetadata#known()}. */
    public static final String FIELD = "llm_connect";

    private AnswerFacts() {}
}
