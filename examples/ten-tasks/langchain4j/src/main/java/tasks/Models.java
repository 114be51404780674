package tasks;

/** Where the stub is; not counted. */
final class Models {
    static final String URL = System.getenv("OPENAI_BASE_URL");
    static final String BROKEN_URL = System.getenv("OPENROUTER_BASE_URL");
    static final String KEY = System.getenv("OPENAI_API_KEY");

    private Models() {}
}
