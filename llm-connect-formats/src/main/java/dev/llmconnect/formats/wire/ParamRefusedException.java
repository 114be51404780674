package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import java.util.List;

/**
 * A parameter of a call that its provider does not take, or parameters of which it takes only one. {@link CallParams} decides whether the
 * call is made without it or refused.
 */
final class ParamRefusedException extends LLMInvalidRequestException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> params;
    private final transient boolean unsupported;

    /**
     * @param params by the names of {@link dev.llmconnect.RunConfig#isInherited}; the first is left out if a caller wants that
     * @param unsupported whether it is for the provider to take them, and not the call that contradicts itself
     */
    ParamRefusedException(String message, List<String> params, boolean unsupported) {
        super(message);
        this.params = List.copyOf(params);
        this.unsupported = unsupported;
    }

    List<String> params() {
        return params;
    }

    boolean isUnsupported() {
        return unsupported;
    }
}
