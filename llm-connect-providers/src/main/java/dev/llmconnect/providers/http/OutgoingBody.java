package dev.llmconnect.providers.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A body that may be sent again when a pooled connection turned out to be dead, but not once an answer has come: OkHttp would
 * otherwise repeat a call on its own after a 408.
 */
final class OutgoingBody extends RequestBody {
    /** Marks the body of an answered request. */
    static final Interceptor MARK_ANSWERED = chain -> {
        okhttp3.Response response = chain.proceed(chain.request());
        if (chain.request().body() instanceof OutgoingBody body) {
            body.answered = true;
        }
        return response;
    };

    private final byte[] bytes;
    private final @Nullable MediaType type;
    private volatile boolean answered;

    OutgoingBody(byte[] bytes, @Nullable String contentType) {
        this.bytes = bytes;
        this.type = contentType == null ? null : MediaType.parse(contentType);
    }

    @Override
    public @Nullable MediaType contentType() {
        return type;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return answered;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
