package dev.llmconnect.cli;

import dev.llmconnect.CallContext;
import dev.llmconnect.Redactor;
import dev.llmconnect.server.CallerIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Identifies callers by signed tokens of one issuer. Only asymmetric algorithms are accepted, and the key is chosen among the issuer's own,
 * never from the token. Recently accepted tokens are remembered, {@value #MAX_TOKENS} at most, until they expire or the keys change.
 * Never waits; thread-safe.
 */
final class JwtCallers implements AutoCloseable {
    static final int MAX_TOKENS = 2000;
    static final int MAX_TOKEN_LENGTH = 8192;
    /** Difference of clocks that is tolerated, in seconds. */
    static final int CLOCK_SKEW_SECONDS = 30;

    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_MODELS = 100;
    private static final Logger LOG = System.getLogger(JwtCallers.class.getName());
    private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final Claims claims;
    private final JwkSource source;
    private final JwtConsumer consumer;
    private final Map<String, Accepted> accepted = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Accepted> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    /**
     * Names of the claims that are read.
     *
     * @param caller name of the caller
     * @param tags claims that become tags
     * @param models permitted models; empty if tokens do not limit them
     */
    record Claims(String caller, List<String> tags, Optional<String> models) {}

    private record Accepted(CallerIdentity caller, long expiresMillis, int generation) {}

    JwtCallers(String issuer, List<String> audiences, Claims claims, JwkSource source) {
        this.claims = claims;
        this.source = source;
        consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedIssuer(true, issuer)
                .setExpectedAudience(true, audiences.toArray(String[]::new))
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .setVerificationKeyResolver((signature, context) ->
                        new JwksVerificationKeyResolver(source.keys()).resolveKey(signature, context))
                .build();
    }

    /** Loads the keys; waits for them up to their timeout. */
    void start() {
        source.start();
    }

    /** The caller of a token; empty if it is no token, or not a valid one. */
    Optional<CallerIdentity> identify(String token) {
        if (token.length() > MAX_TOKEN_LENGTH || !TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        String id = id(token);
        int generation = source.generation();
        synchronized (accepted) {
            Accepted known = accepted.get(id);
            if (known != null && known.generation == generation && System.currentTimeMillis() < known.expiresMillis) {
                return Optional.of(known.caller);
            }
        }
        try {
            JwtClaims read = consumer.processToClaims(token);
            CallerIdentity caller = caller(read);
            NumericDate expires = read.getExpirationTime();
            synchronized (accepted) {
                accepted.put(id, new Accepted(caller, expires.getValueInMillis(), generation));
            }
            return Optional.of(caller);
        } catch (InvalidJwtException e) {
            if (isUnknownKey(e)) {
                source.refresh();
            }
            refused(e.getErrorDetails().isEmpty() ? String.valueOf(e.getCause()) : reasons(e));
        } catch (MalformedClaimException | IllegalArgumentException e) {
            refused(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private static boolean isUnknownKey(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvableKeyException) {
                return true;
            }
        }
        return false;
    }

    private static String reasons(InvalidJwtException e) {
        return e.getErrorDetails().stream()
                .map(error -> error.getErrorMessage())
                .toList()
                .toString();
    }

    private static void refused(String reason) {
        LOG.log(Level.DEBUG, "a token was refused: {0}", Redactor.redact(reason, 300));
    }

    private CallerIdentity caller(JwtClaims read) throws MalformedClaimException {
        String name = read.getClaimValue(claims.caller, String.class);
        if (name == null || name.isBlank() || name.length() > MAX_NAME_LENGTH || !isPrintable(name)) {
            throw new IllegalArgumentException("the claim " + claims.caller + " must be a name of 1 to "
                    + MAX_NAME_LENGTH + " printable characters without spaces");
        }
        CallerIdentity caller = CallerIdentity.of(name).withTags(tags(read));
        return claims.models.isEmpty() ? caller : caller.withModels(models(read.getClaimValue(claims.models.get())));
    }

    /** A name goes into logs, metrics and usage. */
    private static boolean isPrintable(String name) {
        return name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
    }

    private Map<String, String> tags(JwtClaims read) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String claim : claims.tags) {
            Object value = read.getClaimValue(claim);
            if (value == null) {
                continue;
            }
            boolean simple = value instanceof String || value instanceof Number || value instanceof Boolean;
            String text = String.valueOf(value);
            if (!simple || text.length() > CallContext.MAX_TAG_LENGTH) {
                throw new IllegalArgumentException("the claim " + claim + " must be a text of at most "
                        + CallContext.MAX_TAG_LENGTH + " characters");
            }
            tags.put(claim, text);
        }
        return tags;
    }

    private static List<String> models(@Nullable Object value) {
        List<String> models = new ArrayList<>();
        if (value instanceof String text) {
            models.addAll(Arrays.asList(text.split(" ", -1)));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> models.add(item instanceof String text ? text : ""));
        }
        models.removeIf(String::isBlank);
        if (models.size() > MAX_MODELS) {
            throw new IllegalArgumentException("a token names at most " + MAX_MODELS + " models");
        }
        return models;
    }

    /** Tokens are credentials: only their hash is kept. */
    private static String id(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
