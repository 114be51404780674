package dev.llmconnect.formats.failures;

import java.io.IOException;

/** The certificate of a host is not trusted. The message continues the sentence "the certificate of a host is". */
public final class UntrustedCertificateException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean byDefaults;

    /**
     * A failure.
     *
     * @param byDefaults whether nobody has named the trusted authorities
     */
    public UntrustedCertificateException(String message, IOException cause, boolean byDefaults) {
        super(message, cause);
        this.byDefaults = byDefaults;
    }

    /** Whether the authorities of the JDK decided, because no variable names others. */
    public boolean byDefaults() {
        return byDefaults;
    }
}
