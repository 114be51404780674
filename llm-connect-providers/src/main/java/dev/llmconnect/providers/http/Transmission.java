package dev.llmconnect.providers.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;

/**
 * How far one request got on its connection; the tag of the OkHttp request. Decides whether a failure can only mean that a pooled
 * connection was closed before the provider read the request. Written on the call's thread.
 */
final class Transmission {
    /** Notes the progress of every call whose request has a transmission. */
    static final EventListener LISTENER = new EventListener() {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            of(call).newConnection = true;
        }

        @Override
        public void requestHeadersStart(Call call) {
            of(call).started = true;
        }

        @Override
        public void requestHeadersEnd(Call call, Request request) {
            of(call).sentNanos = System.nanoTime();
        }

        @Override
        public void requestBodyStart(Call call) {
            of(call).sendingBody = true;
        }

        @Override
        public void requestBodyEnd(Call call, long byteCount) {
            Transmission transmission = of(call);
            transmission.sendingBody = false;
            transmission.sentNanos = System.nanoTime();
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            of(call).answered = true;
        }
    };

    /** What okio reports when a connection ended before the first byte of a response. */
    private static final String NO_BYTE = "limit=0";

    private volatile boolean newConnection;
    private volatile boolean started;
    private volatile boolean sendingBody;
    private volatile boolean answered;
    private volatile long sentNanos;

    private static Transmission of(Call call) {
        Transmission transmission = call.request().tag(Transmission.class);
        return transmission == null ? new Transmission() : transmission;
    }

    /**
     * Whether the request went out on a pooled connection that was found dead before the provider can have begun to work: the request
     * could not be written whole, or the connection ended without a byte of a response within {@code limit} after it was.
     */
    boolean foundDeadConnection(IOException failure, Duration limit) {
        if (newConnection || !started || answered) {
            return false;
        }
        boolean closed = failure instanceof SocketException || endedBeforeFirstByte(failure);
        return closed && (sendingBody || System.nanoTime() - sentNanos <= limit.toNanos());
    }

    private static boolean endedBeforeFirstByte(IOException failure) {
        return failure.getCause() instanceof EOFException end
                && String.valueOf(end.getMessage()).contains(NO_BYTE);
    }
}
