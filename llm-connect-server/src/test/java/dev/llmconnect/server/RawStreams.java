package dev.llmconnect.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** The head and all that follows, whether or not it ends as it should. */
    static String rest(RawClient client) {
        StringBuilder all = new StringBuilder(head(client));
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(all);
        if (length.find()) {
            return all + client.text(Integer.parseInt(length.group(1)));
        }
        try {
            for (String chunk = chunk(client); !chunk.isEmpty(); chunk = chunk(client)) {
                all.append(chunk);
            }
        } catch (AssertionError e) {
            all.append("\n(cut)");
        }
        return all.toString();
    }

    /** The next chunk; empty for the last one. */
    static String chunk(RawClient client) {
        String chunk = client.text(Integer.parseInt(client.line(), 16));
        client.line();
        return chunk;
    }
}
