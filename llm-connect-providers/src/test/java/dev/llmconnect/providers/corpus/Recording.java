package dev.llmconnect.providers.corpus;

import com.squareup.moshi.JsonReader;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;

/**
 * One exchange of the corpus, as its file has it.
 *
 * @param name folder and file, for messages
 * @param file everything in the file
 * @param body the answer's bytes, not gone through any reader and writer of ours
 */
public record Recording(String name, JsonNode file, ByteString body) {
    static Recording read(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            JsonNode file = Json.read(bytes);
            String name = path.getParent().getFileName() + "/" + path.getFileName();
            return new Recording(name, file, body(bytes, file.get("response")));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("not a recording: " + path, e);
        }
    }

    private static ByteString body(byte[] file, JsonNode response) throws IOException {
        if (response.textOrEmpty("bodyEncoding").equals("base64")) {
            return ByteString.of(Base64.getMimeDecoder().decode(response.textOrEmpty("body")));
        }
        if (response.get("body").isText()) {
            return ByteString.encodeUtf8(response.textOrEmpty("body"));
        }
        return response.has("body") ? verbatim(file) : ByteString.EMPTY;
    }

    private static ByteString verbatim(byte[] file) throws IOException {
        JsonReader reader = JsonReader.of(new Buffer().write(file));
        for (String step : new String[] {"response", "body"}) {
            reader.beginObject();
            while (!reader.nextName().equals(step)) {
                reader.skipValue();
            }
        }
        try (BufferedSource value = reader.nextSource()) {
            return value.readByteString();
        }
    }

    public String wire() {
        return file.textOrEmpty("wire");
    }

    public String provider() {
        return file.textOrEmpty("provider");
    }

    public boolean stream() {
        return file.isTrue("stream");
    }

    public int status() {
        return (int) response().number("status").orElse(200);
    }

    /** Whether the status is one of success; the body may tell of a failure all the same. */
    public boolean successful() {
        return status() / 100 == 2;
    }

    public String header(String name) {
        return response().get("headers").textOrEmpty(name);
    }

    public JsonNode request() {
        return file.get("request");
    }

    public JsonNode response() {
        return file.get("response");
    }

    /** The body where it is one JSON value; missing when it is text. */
    public JsonNode json() {
        return response().get("body").isText() ? JsonNode.MISSING : response().get("body");
    }

    /** The body as text. */
    public String text() {
        return body.utf8();
    }

    @Override
    public String toString() {
        return name;
    }
}
