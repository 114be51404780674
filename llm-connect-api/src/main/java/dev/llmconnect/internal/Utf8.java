package dev.llmconnect.internal;

/** Well-formed UTF-8 as table 3-7 of the Unicode standard has it. The JDK's decoder says the same, but copies to do so. */
final class Utf8 {
    private Utf8() {}

    /** The length of the sequence of two to four bytes that begins there; 0 when it is not well-formed, or goes on behind {@code end}. */
    static int sequence(byte[] text, int at, int end) {
        int lead = text[at] & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        if (at + length > end) {
            return 0;
        }
        // No longer than need be, no surrogates, and nothing beyond U+10FFFF.
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        int second = text[at + 1] & 0xff;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((text[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
