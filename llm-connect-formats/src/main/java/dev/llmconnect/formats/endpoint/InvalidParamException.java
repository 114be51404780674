package dev.llmconnect.formats.endpoint;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Redactor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request with a wrong field, named as OpenAI names it in {@code error.param}. */
public final class InvalidParamException extends LLMInvalidRequestException {
    private static final long serialVersionUID = 1L;

    private final String param;
    private final @Nullable String word;

    /** A field that is wrong. */
    public InvalidParamException(String param, String message) {
        this(param, null, message);
    }

    /**
     * A field that is wrong, with OpenAI's word for the fault.
     *
     * @param word what stands in {@code error.code}, for example {@code invalid_type}
     */
    public InvalidParamException(String param, @Nullable String word, String message) {
        super(message);
        // What a client calls its fields, which may be anything.
        this.param = Redactor.redact(param);
        this.word = word == null ? null : Redactor.redact(word);
    }

    /** The field's path, for example {@code messages[0].content}. */
    public String param() {
        return param;
    }

    /** OpenAI's word for the fault. */
    public Optional<String> word() {
        return Optional.ofNullable(word);
    }
}
