package dev.llmconnect.server.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Tells whether a private key belongs to a certificate; the JDK would find out at the first handshake only. */
final class KeyMatch {
    private static final byte[] PROBE = {1, 2, 3, 4};

    private KeyMatch() {}

    static boolean matches(PrivateKey key, X509Certificate certificate) {
        String algorithm = key.getAlgorithm();
        String signing =
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "Ed25519";
                };
        try {
            Signature signature = Signature.getInstance(signing);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // a key of another algorithm or size than the certificate's
            return false;
        }
    }
}
