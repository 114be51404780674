package dev.llmconnect.server;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * API keys of a server's callers, by caller name. Stores only the SHA-256 of each key. Immutable and thread-safe.
 *
 * <p>The text form has one entry {@code NAME:SHA256} per caller, with 64 hexadecimal digits, separated by line ends or commas;
 * {@code #} starts a comment. Names consist of letters, digits, {@code .}, {@code _} and {@code -}.
 */
public final class ApiKeys implements CallerKeys {
    /** No keys: every client may use the server. */
    public static final ApiKeys NONE = new ApiKeys(Map.of());

    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9._-]{1,100})\\s*:\\s*([0-9a-fA-F]{64})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int RANDOM_BYTES = 32;
    /** The shortest key that {@link #ofKey} takes: {@value}. */
    public static final int MIN_KEY_LENGTH = 16;

    private final Map<String, byte[]> hashes;

    private ApiKeys(Map<String, byte[]> hashes) {
        this.hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
    }

    /**
     * A new key of a caller. Show it once; only the caller keeps it.
     *
     * @param key key sent by the caller
     * @param entry entry stored by the server, in text form
     */
    public record NewKey(String key, String entry) {
        /** Returns a text without the key. */
        @Override
        public String toString() {
            return "NewKey[" + entry.substring(0, entry.indexOf(':')) + "]";
        }
    }

    /**
     * Generates a key of 256 random bits.
     *
     * @throws LLMConfigurationException if the name is invalid
     */
    public static NewKey generate(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new LLMConfigurationException(
                    "a caller's name has 1 to 100 letters, digits, '.', '_' and '-', got " + name);
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String key = "llmc-" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return new NewKey(key, name + ":" + HexFormat.of().formatHex(sha256(key)));
    }

    /**
     * Parses entries.
     *
     * @param source name of the text in messages, for example a file
     * @throws LLMConfigurationException if an entry is invalid or a name occurs twice; the message names the source and the line
     */
    public static ApiKeys parse(String source, String text) {
        Map<String, byte[]> hashes = new LinkedHashMap<>();
        int line = 0;
        for (String content : text.lines().toList()) {
            line++;
            for (String entry : content.replaceFirst("#.*", "").split(",", -1)) {
                if (!entry.isBlank()) {
                    add(entry.strip(), source + ", line " + line, hashes);
                }
            }
        }
        return new ApiKeys(hashes);
    }

    private static void add(String entry, String place, Map<String, byte[]> hashes) {
        Matcher matcher = ENTRY.matcher(entry);
        if (!matcher.matches()) {
            // Never the text itself, which may be a key entered in place of its hash.
            throw new LLMConfigurationException(
                    place + ": an entry must be NAME:SHA256, the hash of the key in 64 hexadecimal digits");
        }
        byte[] hash = HexFormat.of().parseHex(matcher.group(2));
        if (hashes.put(matcher.group(1), hash) != null) {
            throw new LLMConfigurationException(place + ": the name " + matcher.group(1) + " occurs twice");
        }
    }

    /**
     * One key that is known itself, and not by its hash, for example the admin key.
     *
     * @throws LLMConfigurationException when it is shorter than {@value #MIN_KEY_LENGTH} characters
     */
    public static ApiKeys ofKey(String name, Secret key) {
        if (key.reveal().length() < MIN_KEY_LENGTH) {
            throw new LLMConfigurationException("the " + name + " key is shorter than " + MIN_KEY_LENGTH
                    + " characters; `llm-connect new-key " + name + "` makes one");
        }
        return new ApiKeys(Map.of(name, sha256(key.reveal())));
    }

    /** Returns these keys and others; if both contain a name, the key of {@code others} applies. */
    public ApiKeys and(ApiKeys others) {
        Map<String, byte[]> all = new LinkedHashMap<>(hashes);
        all.putAll(others.hashes);
        return new ApiKeys(all);
    }

    /** Whether there are no keys, so that no key is required. */
    @Override
    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Returns the name of the caller with this key. Takes constant time, also for an unknown key. */
    @Override
    public Optional<String> caller(String key) {
        byte[] hash = sha256(key);
        @Nullable String found = null;
        for (Map.Entry<String, byte[]> entry : hashes.entrySet()) {
            if (MessageDigest.isEqual(entry.getValue(), hash)) {
                found = entry.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    /** Returns the name if there are no keys or a caller has it; otherwise empty. */
    @Override
    public Optional<String> callerOfCertificate(String name) {
        return isEmpty() || hashes.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Returns the names of the callers. */
    @Override
    public String toString() {
        return "ApiKeys" + hashes.keySet();
    }
}
