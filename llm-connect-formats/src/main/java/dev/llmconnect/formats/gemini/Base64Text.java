package dev.llmconnect.formats.gemini;

/** Base64 of Google's JSON, which is in either alphabet of RFC 4648, with or without padding. */
final class Base64Text {
    private static final int GROUP = 4;

    private Base64Text() {}

    /** The same bytes in the alphabet that every provider reads, with padding. */
    static String standard(String base64) {
        int missing = (GROUP - base64.length() % GROUP) % GROUP;
        boolean isStandard = missing == 0 && base64.indexOf('-') < 0 && base64.indexOf('_') < 0;
        return isStandard ? base64 : base64.replace('-', '+').replace('_', '/') + "=".repeat(missing);
    }
}
