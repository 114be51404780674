#!/usr/bin/env bash
# Attacks the fat jar with what takes memory (bodies and answers of small objects, answers that nobody reads, requests sent ahead) in a small
# heap and in that of the launcher, beside honest callers: it lives, answers /health, and answers the honest ones.
# 60-memory.sh [HEAP...]: the heaps, 128m and 448m by default; MEMORY_SECONDS is how long each attack lasts, 12 by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=${LLM_CONNECT_JAR:-$PWD/llm-connect-cli/target/llm-connect.jar}
seconds=${MEMORY_SECONDS:-12}
heaps=("$@")
[ $# -gt 0 ] || heaps=(128m 448m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/Attack.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPOutputStream;

/** Attack SECONDS JAVA ARGUMENT…: starts the server with these arguments, attacks it, and says how it went. */
class Attack {
    static final String OBJECTS = "{},".repeat(3 << 20) + "{}";
    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    static final int WARM_UP_SECONDS = 4;
    static int port;
    static long end;
    static final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    /** Honest answers that came in part. */
    static final java.util.Queue<String> cut = new java.util.concurrent.ConcurrentLinkedQueue<>();
    static final AtomicLong slowestHealth = new AtomicLong();

    public static void main(String[] arguments) throws Exception {
        HttpServer provider = provider();
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(arguments).subList(2, arguments.length)));
        builder.environment().put("OPENAI_API_KEY", "canary-memory-key");
        builder.environment().put("LLM_CONNECT_OPENAI_BASE_URL", "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1");
        Path log = Path.of(arguments[1]);
        builder.redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try (Socket free = new Socket()) {
            free.bind(new InetSocketAddress("127.0.0.1", 0));
            port = free.getLocalPort();
        }
        builder.command().addAll(List.of("serve", "--provider", "router", "--port", String.valueOf(port)));
        Process server = builder.start();
        try {
            awaitHealth();
            // The first calls of a process are slow for other reasons.
            end = System.nanoTime() + Duration.ofSeconds(WARM_UP_SECONDS).toNanos();
            List<Thread> calm = new ArrayList<>(List.of(start(Attack::health)));
            for (int i = 0; i < 4; i++) {
                calm.add(start(Attack::honest));
            }
            for (Thread thread : calm) {
                thread.join();
            }
            seen.clear();
            slowestHealth.set(0);
            end = System.nanoTime() + Duration.ofSeconds(Long.parseLong(arguments[0])).toNanos();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(start(Attack::manyObjects));
            }
            threads.add(start(Attack::manyObjectsInTheAnswer));
            threads.add(start(Attack::unreadAnswers));
            threads.add(start(Attack::sentAhead));
            for (int i = 0; i < 4; i++) {
                threads.add(start(Attack::honest));
            }
            threads.add(start(Attack::health));
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(new TreeMap<>(seen));
            System.out.println("slowest /health: " + slowestHealth.get() + " ms");
            long honest = count("honest ok") + count("honest failed");
            check(server.isAlive(), "the server ended with " + (server.isAlive() ? 0 : server.exitValue()));
            check(count("honest ok") * 10 >= honest * 9, "fewer than 90 % of the honest calls were answered");
            check(honest > 20, "there were too few honest calls to tell");
            // The attackers and their provider share the processors with the server.
            check(count("health late") * 10 <= count("health ok"), "/health took longer than a second too often");
            String lines = Files.readString(log);
            check(!lines.contains("OutOfMemoryError") && !lines.contains("OutOfDirectMemoryError"), "memory ran out");
            check(cut.isEmpty() || lines.contains(" is cut"), "an answer was cut in silence: " + cut);
        } finally {
            server.destroy();
            server.waitFor();
            provider.stop(0);
        }
        System.exit(0);
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    static long count(String what) {
        return seen.getOrDefault(what, new LongAdder()).sum();
    }

    static void see(String what) {
        seen.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    interface Step {
        void run() throws Exception;
    }

    static Thread start(Step step) {
        Thread thread = new Thread(() -> {
            while (System.nanoTime() - end < 0) {
                try {
                    step.run();
                } catch (Exception e) {
                    see("broken off: " + e.getClass().getSimpleName());
                }
            }
        });
        thread.start();
        return thread;
    }

    /** A provider whose answers are of small objects, or long. */
    static HttpServer provider() throws Exception {
        byte[] objects = gzip("{\"model\":\"m\",\"x\":[" + OBJECTS + "," + OBJECTS + "],\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}");
        byte[] text = gzip("{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(9 << 20)
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{}}");
        HttpServer provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        provider.setExecutor(Executors.newCachedThreadPool());
        provider.createContext("/v1/chat/completions", call -> {
            boolean long_ = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).contains("long-1");
            byte[] answer = long_ ? text : objects;
            call.getResponseHeaders().add("Content-Type", "application/json");
            call.getResponseHeaders().add("Content-Encoding", "gzip");
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        provider.start();
        return provider;
    }

    static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    static int post(String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/execute"))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    static String ask(String model) {
        return "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"" + model + "\"}}";
    }

    static void manyObjects() throws Exception {
        see("many objects " + post("{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mock/hello\",\"model_params\":{\"x\":["
                + OBJECTS.substring(0, seen.size() % 2 == 0 ? OBJECTS.length() : 1_200_000 - 1) + "]}}}"));
    }

    static void manyObjectsInTheAnswer() throws Exception {
        see("objects in the answer " + post(ask("openai/objects-1")));
    }

    static void unreadAnswers() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 100 && System.nanoTime() - end < 0; i++) {
            sockets.add(send(request(ask("openai/long-1"))));
        }
        Thread.sleep(3000);
        for (Socket socket : sockets) {
            socket.close();
        }
        see("a hundred answers unread");
    }

    static void sentAhead() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        byte[] ahead = request(ask("mock/slow-2s") + " ".repeat(60_000));
        for (int i = 0; i < 500 && System.nanoTime() - end < 0; i++) {
            Socket socket = send(request(ask("mock/slow-2s")));
            sockets.add(socket);
            socket.getOutputStream().write(ahead, 0, 60_000);
        }
        Thread.sleep(1000);
        for (Socket socket : sockets) {
            socket.close();
        }
        see("500 requests sent ahead");
    }

    static byte[] request(String body) {
        return ("POST /execute HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    static Socket send(byte[] bytes) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setReceiveBufferSize(4096);
        socket.getOutputStream().write(bytes);
        return socket;
    }

    static void honest() throws Exception {
        Thread.sleep(50);
        // As every client of the compatible APIs does, it comes again after a 503 with Retry-After.
        for (int i = 0; i < 4; i++) {
            int status = postOrZero(ask("mock/hello"));
            if (status == 200) {
                see("honest ok");
                return;
            }
            see("honest " + status);
            Thread.sleep(1000);
        }
        see("honest failed");
    }

    static int postOrZero(String body) {
        try {
            return post(body);
        } catch (Exception e) {
            if (String.valueOf(e.getMessage()).contains("content-length") || String.valueOf(e.getMessage()).contains("EOF")) {
                cut.add(e.toString());
            }
            return 0;
        }
    }

    static void health() throws Exception {
        Thread.sleep(100);
        long began = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            check(socket.getInputStream().read() == 'H', "no answer to /health");
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        slowestHealth.accumulateAndGet(millis, Math::max);
        see(millis <= 1000 ? "health ok" : "health late");
    }

    static void awaitHealth() throws Exception {
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (java.io.IOException e) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("the server did not start");
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}javac" -d "$work" "$work/Attack.java"
for heap in "${heaps[@]}"; do
  echo "heap $heap, $seconds s"
  "$java" -Xmx1g -cp "$work" Attack "$seconds" "$work/server.err" \
    "$java" "-Xmx$heap" -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -jar "$fat_jar" || {
    tail -n 5 "$work/server.err" | cut -c1-300 >&2
    exit 1
  }
done
echo "ok: memory"
