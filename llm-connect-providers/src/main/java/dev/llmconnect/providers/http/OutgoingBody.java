package dev.llmconnect.providers.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A request body that OkHttp sends once. It would otherwise repeat a call on its own after a connection failure, a 408, and a 503 with
 * {@code Retry-After: 0}; the provider may have worked on the first one, and the caller would be billed twice.
 */
final class OutgoingBody extends RequestBody {
    private final ByteString bytes;

    OutgoingBody(ByteString bytes) {
        this.bytes = bytes;
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
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
