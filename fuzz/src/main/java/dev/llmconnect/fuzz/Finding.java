package dev.llmconnect.fuzz;

/** What the product did and must not do. */
final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Finding(String what) {
        super(what);
    }

    Finding(String what, Throwable cause) {
        super(what, cause);
    }
}
