package dev.llmconnect.formats.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which names a provider accepts, and the valid name that stands for one it refuses. Immutable.
 *
 * @param punctuation what a name may hold beside ASCII letters and digits; {@code null} when it may hold any character
 * @param beginsWithLetter whether the first character must be a letter or an underscore
 * @param minLength shortest name, in characters
 * @param maxLength longest name, in characters
 */
record NameRule(@Nullable String punctuation, boolean beginsWithLetter, int minLength, int maxLength) {
    /** Accepts every name. */
    static final NameRule ANY = new NameRule(null, false, 0, Integer.MAX_VALUE);
    /** Accepts every name but an empty one. */
    static final NameRule NOT_EMPTY = anyUpTo(Integer.MAX_VALUE);

    /** Length of the hash that tells substitutes apart, in characters. */
    private static final int HASH_LENGTH = 8;

    /** What the substitute for an empty name begins with. */
    private static final String NAMELESS = "x";

    /** Accepts every name of one to this many characters. */
    static NameRule anyUpTo(int maxLength) {
        return new NameRule(null, false, 1, maxLength);
    }

    /** Accepts ASCII letters, digits and this punctuation, from one character on. */
    static NameRule of(String punctuation, int maxLength) {
        return new NameRule(punctuation, false, 1, maxLength);
    }

    /** Whether the provider accepts a name as it is. */
    boolean accepts(String name) {
        if (name.length() < minLength || name.length() > maxLength || (beginsWithLetter && !isLetterFirst(name))) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isAllowed(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The valid name for one that is refused: what the provider accepts of it, and a hash of the whole. The same name has the same
     * substitute in every request, unless something else has that already.
     *
     * @param occurrence tells apart what has the same name and needs names of its own, from 0
     * @param isTaken tells the names that something else in the request has
     */
    String substitute(String name, int occurrence, Predicate<String> isTaken) {
        String hashed = occurrence == 0 ? name : name + '\n' + occurrence;
        String candidate = candidate(name, hashed);
        for (int attempt = 1; isTaken.test(candidate); attempt++) {
            candidate = candidate(name, hashed + '\r' + attempt);
        }
        return candidate;
    }

    private String candidate(String name, String hashed) {
        String hash = hash(hashed);
        if (maxLength < 2 * HASH_LENGTH) {
            return hash.substring(0, maxLength);
        }
        String filler = isAllowed('_') ? "_" : "";
        StringBuilder readable = new StringBuilder();
        int room = maxLength - HASH_LENGTH - 2 * filler.length();
        for (int i = 0; i < name.length() && readable.length() < room; i++) {
            readable.append(isPlain(name.charAt(i)) ? String.valueOf(name.charAt(i)) : filler);
        }
        if (readable.isEmpty()) {
            readable.append(NAMELESS);
        }
        String whole = readable + filler + hash.substring(0, HASH_LENGTH);
        return beginsWithLetter && !isLetterFirst(whole) ? filler + whole : whole;
    }

    private boolean isAllowed(char c) {
        return punctuation == null || isLetter(c) || (c >= '0' && c <= '9') || punctuation.indexOf(c) >= 0;
    }

    /** Whether a substitute may hold it; where every character is accepted, no half of a surrogate pair. */
    private boolean isPlain(char c) {
        return punctuation == null ? c > ' ' && c < 0x7f : isAllowed(c);
    }

    private static boolean isLetterFirst(String name) {
        return !name.isEmpty() && (isLetter(name.charAt(0)) || name.charAt(0) == '_');
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
