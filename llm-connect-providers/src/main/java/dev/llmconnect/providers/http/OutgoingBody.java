package dev.llmconnect.providers.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A body that may be sent again when a pooled connection turned out to be dead, and in no other case: OkHttp would otherwise repeat a
 * call on its own after a 408, after a 503 that says {@code Retry-After: 0}, and at the next address of a host when the first one
 * broke off. To repeat a call is the business of the caller, who may have been billed for it.
 */
final class OutgoingBody extends RequestBody {
    /**
     * Marks the body of a request that has been answered, and of one that goes out on a connection opened for it, which is not a stale
     * one.
     */
    static final EventListener MARK_SPENT = new EventListener() {
        @Override
        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
            markSpent(call);
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            markSpent(call);
        }
    };

    private final ByteString bytes;
    private volatile boolean spent;

    OutgoingBody(ByteString bytes) {
        this.bytes = bytes;
    }

    private static void markSpent(Call call) {
        if (call.request().body() instanceof OutgoingBody body) {
            body.spent = true;
        }
    }

    /** Stands among the headers of the call, where it need not be parsed. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return bytes.size();
    }

    @Override
    public boolean isOneShot() {
        return spent;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
