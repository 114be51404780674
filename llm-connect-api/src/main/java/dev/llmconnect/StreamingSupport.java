package dev.llmconnect;

/** Determines which adapters override {@link LLMAdapter#stream}. */
final class StreamingSupport {
    private static final ClassValue<Boolean> OVERRIDDEN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("stream", LLMRequest.class).getDeclaringClass() != LLMAdapter.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    private StreamingSupport() {}

    static boolean isOverridden(Class<? extends LLMAdapter> type) {
        return OVERRIDDEN.get(type);
    }
}
