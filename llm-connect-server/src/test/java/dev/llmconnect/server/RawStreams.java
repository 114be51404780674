package dev.llmconnect.server;

/** Reads streaming responses from a {@link RawClient}. */
final class RawStreams {
    private RawStreams() {}

    /** The status line and the headers, in one text. */
    static String head(RawClient client) {
        StringBuilder head = new StringBuilder();
        for (String line = client.line(); !line.isEmpty(); line = client.line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /** The next chunk; empty for the last one. */
    static String chunk(RawClient client) {
        String chunk = client.text(Integer.parseInt(client.line(), 16));
        client.line();
        return chunk;
    }
}
