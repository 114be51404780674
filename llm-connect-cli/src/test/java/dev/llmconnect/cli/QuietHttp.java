package dev.llmconnect.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Both ends of HTTP/1.1 on one connection, with messages that are made beforehand and memory that is used again: what is allocated
 * meanwhile is the program's between the two.
 */
final class QuietHttp {
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] memory = new byte[4 << 20];

    /** A provider on a free port that gives one answer to every request, until it is closed. */
    static ServerSocket provider(byte[] answer) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> new QuietHttp().answer(socket, answer), "provider");
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    private void answer(ServerSocket socket, byte[] answer) {
        try (Socket caller = socket.accept()) {
            caller.setTcpNoDelay(true);
            while (true) {
                read(caller.getInputStream());
                caller.getOutputStream().write(answer);
            }
        } catch (IOException e) {
            // The program has closed the connection, or the test the socket.
            return;
        }
    }

    /** Sends a request so many times, each after the answer to the one before, which must have status 200. */
    void call(Socket socket, byte[] request, int times) throws IOException {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < times; i++) {
            out.write(request);
            int length = read(socket.getInputStream());
            if (memory[9] != '2') {
                throw new IOException("answered with " + new String(memory, 0, length, StandardCharsets.UTF_8));
            }
        }
    }

    /** Reads one message with a length or in chunks; how long it was. */
    private int read(InputStream in) throws IOException {
        int length = 0;
        while (true) {
            int more = in.read(memory, length, memory.length - length);
            if (more < 0) {
                throw new EOFException("the connection was closed");
            }
            length += more;
            int head = find(HEAD_END, length);
            if (head >= 0 && isWhole(head, length)) {
                return length;
            }
        }
    }

    private boolean isWhole(int head, int length) {
        int field = find(LENGTH, head + HEAD_END.length);
        if (field < 0) {
            return endsWith(LAST_CHUNK, length);
        }
        int body = 0;
        for (int i = field + LENGTH.length; memory[i] != '\r'; i++) {
            body = body * 10 + memory[i] - '0';
        }
        return length >= head + HEAD_END.length + body;
    }

    private int find(byte[] what, int end) {
        for (int start = 0; start <= end - what.length; start++) {
            if (matches(what, start)) {
                return start;
            }
        }
        return -1;
    }

    private boolean endsWith(byte[] what, int end) {
        return end >= what.length && matches(what, end - what.length);
    }

    private boolean matches(byte[] what, int start) {
        for (int i = 0; i < what.length; i++) {
            int c = memory[start + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != what[i]) {
                return false;
            }
        }
        return true;
    }
}
