package dev.llmconnect.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays a provider of Chat Completions and of Messages on a free port of this machine: the same answer to every request, in one piece or
 * streamed, and a 400 to one that holds {@link #FAILING}.
 */
final class WarmupProvider implements AutoCloseable {
    private static final Logger LOG = System.getLogger(WarmupProvider.class.getName());
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d{1,9})\r\n");
    /** In a prompt: the request is refused. */
    static final String FAILING = "refuse this";

    private static final String REFUSAL =
            "{\"error\":{\"message\":\"refused\",\"type\":\"invalid_request_error\",\"code\":\"refused\"}}";

    private static final String USAGE = "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
    private static final String CHAT_ANSWER =
            "{\"id\":\"1\",\"model\":\"warm\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\","
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Warm \u00e9\"}}]," + USAGE;
    private static final String CHAT_STREAM = ("data: {\"id\":\"1\",\"model\":\"warm\",\"choices\":[{\"index\":0,"
                            + "\"delta\":{\"content\":\"Warm\"}}]}\n\n")
                    .repeat(5)
            + "data: {\"id\":\"1\",\"model\":\"warm\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
            + USAGE + "\n\ndata: [DONE]\n\n";

    private static final String MESSAGE =
            "\"id\":\"1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"warm\",";
    private static final String MESSAGES_ANSWER =
            "{" + MESSAGE + "\"content\":[{\"type\":\"text\",\"text\":\"Warm \u00e9\"}],\"stop_reason\":\"end_turn\","
                    + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";
    private static final String MESSAGES_STREAM = event(
                    "message_start",
                    "\"message\":{" + MESSAGE
                            + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}")
            + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
            + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Warm\"}")
                    .repeat(5)
            + event("content_block_stop", "\"index\":0")
            + event(
                    "message_delta",
                    "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":2}")
            + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    WarmupProvider() throws IOException {
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    private static String answer(boolean messages, boolean stream) {
        if (messages) {
            return stream ? MESSAGES_STREAM : MESSAGES_ANSWER;
        }
        return stream ? CHAT_STREAM : CHAT_ANSWER;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = socket.accept();
                daemon(() -> answer(caller));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the warm-up ends", e);
        }
    }

    private static void answer(Socket caller) {
        try (caller;
                InputStream in = new BufferedInputStream(caller.getInputStream())) {
            caller.setTcpNoDelay(true);
            while (true) {
                String request = head(in);
                Matcher length = LENGTH.matcher(request);
                if (!length.find()) {
                    return;
                }
                String body = new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
                boolean stream = body.contains("\"stream\":true");
                boolean refused = body.contains(FAILING);
                byte[] answer = (refused
                                ? REFUSAL
                                : answer(request.lines().findFirst().orElse("").contains("/messages "), stream))
                        .getBytes(StandardCharsets.UTF_8);
                String type = stream && !refused ? "text/event-stream" : "application/json";
                String head = "HTTP/1.1 " + (refused ? "400 Bad Request" : "200 OK") + "\r\nContent-Type: " + type
                        + "\r\nContent-Length: " + answer.length + "\r\n\r\n";
                caller.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                caller.getOutputStream().write(answer);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the warm-up ends", e);
        }
    }

    /** Up to the empty line, which is kept; less at the end of the connection. */
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (next == '\n' && head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
