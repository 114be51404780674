import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays OpenAI's Chat Completions and embeddings for the ten tasks, and under /broken a provider that always fails. What it answers follows
 * from the request. Prints its address; run with {@code java Stub.java}.
 */
public final class Stub {
    private static final Pattern PROPERTY = Pattern.compile("\"properties\"\\s*:\\s*\\{\\s*\"(\\w+)\"");
    private static final Pattern TOOL = Pattern.compile("\"function\"\\s*:\\s*\\{[^{}]*?\"name\"\\s*:\\s*\"(\\w+)\"");
    private static final Pattern RESULT = Pattern.compile("rain in \\w+");
    private static final String PLACE = "{\\\"city\\\":\\\"Paris\\\",\\\"population\\\":2100000}";

    private Stub() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.createContext("/", Stub::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.startsWith("/broken") || body.matches("(?s).*\"model\"\\s*:\\s*\"broken\".*")) {
                send(exchange, 500, "{\"error\":{\"message\":\"broken\",\"type\":\"server_error\"}}");
            } else if (path.endsWith("/embeddings")) {
                send(exchange, 200, embeddings(body));
            } else if (body.contains("\"slow\"")) {
                pause();
                send(exchange, 200, whole(text("late")));
            } else if (body.matches("(?s).*\"stream\"\\s*:\\s*true.*")) {
                stream(exchange);
            } else {
                send(exchange, 200, whole(message(body)));
            }
        }
    }

    private static String message(String body) {
        Matcher result = RESULT.matcher(body);
        if (result.find()) {
            return text("Yes: " + result.group());
        }
        Matcher tool = TOOL.matcher(body);
        Matcher property = PROPERTY.matcher(body);
        if (tool.find() && property.find()) {
            return "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{"
                    + "\"name\":\"" + tool.group(1) + "\",\"arguments\":\"{\\\"" + property.group(1)
                    + "\\\":\\\"Paris\\\"}\"}}]}";
        }
        if (body.contains("largest city")) {
            return text(PLACE);
        }
        if (body.contains("image_url")) {
            return text("A pixel");
        }
        boolean isKnown = body.contains("My name is Ada") && body.contains("What is my name?");
        return text(isKnown && body.contains("Be brief") ? "Ada" : "Hello from the stub");
    }

    private static String text(String content) {
        return "{\"role\":\"assistant\",\"content\":\"" + content + "\",\"refusal\":null}";
    }

    private static String whole(String message) {
        String reason = message.contains("tool_calls") ? "tool_calls" : "stop";
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":\"gpt-4o-mini\",\"choices\":[{"
                + "\"index\":0,\"message\":" + message + ",\"logprobs\":null,\"finish_reason\":\"" + reason + "\"}],"
                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}";
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String word : new String[] {"Once ", "upon ", "a ", "time"}) {
            event(out, chunk("{\"role\":\"assistant\",\"content\":\"" + word + "\"}", "null"));
        }
        event(out, chunk("{}", "\"stop\""));
        event(out, "[DONE]");
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static String chunk(String delta, String reason) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-4o-mini\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason + "}]}";
    }

    /** Three numbers, as a list or, where that is asked for, as Base64. */
    private static String embeddings(String body) {
        String vector = body.contains("base64") ? "\"AACAPwAAAEAAAEBA\"" : "[1.0,2.0,3.0]";
        return "{\"object\":\"list\",\"model\":\"text-embedding-3-small\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                + "\"embedding\":" + vector + "}],\"usage\":{\"prompt_tokens\":2,\"total_tokens\":2}}";
    }

    private static void pause() {
        try {
            Thread.sleep(3000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
