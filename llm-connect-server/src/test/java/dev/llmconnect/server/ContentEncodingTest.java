package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentEncodingTest {
    private static final int LIMIT = 100_000;

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.builder()
            .maxBodyBytes(LIMIT)
            .maxBufferedBytes(4L * LIMIT)
            .build());

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip "})
    void aBodyWithGzipIsRead(String encoding) {
        String prompt = "é".repeat(30_000);

        HttpResponse<String> answer = send(encoding, gzip("{\"prompt\":\"" + prompt + "\"}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(SERVER.adapter.onlyRequest().messages().get(0).text()).isEqualTo(prompt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", ""})
    void aBodyWithoutEncodingIsRead(String encoding) {
        assertThat(send(encoding, "{\"prompt\":\"Hi\"}".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "deflate", "zstd", "gzip, br", "gzip, gzip", "aws-chunked"})
    void anotherEncodingIs415WithTheSupportedOnes(String encoding) {
        HttpResponse<String> answer = send(encoding, gzip("{\"prompt\":\"Hi\"}"));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body())
                .contains("\"error\":\"invalid_request\"", "the Content-Encoding `" + encoding + "` is not supported");
        assertThat(answer.headers().firstValue("Accept-Encoding")).contains("gzip, identity");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void theLimitIsThatOfTheDecompressedBody() {
        String exact = "{\"prompt\":\"" + "x".repeat(LIMIT - 13) + "\"}";
        assertThat(send("gzip", gzip(exact)).statusCode()).isEqualTo(200);

        HttpResponse<String> answer = send("gzip", gzip(exact + " "));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("request_too_large", "larger than " + LIMIT + " bytes");
    }

    @Test
    void aBombIsRejectedAtTheLimitAndGivesItsMemoryBack() {
        byte[] bomb = gzip("x".repeat(50_000_000));
        assertThat(bomb.length).isLessThan(LIMIT);
        for (int i = 0; i < 10; i++) {
            assertThat(send("gzip", bomb).statusCode()).isEqualTo(413);
        }
        assertThat(send("gzip", gzip("{\"prompt\":\"Hi\"}")).statusCode()).isEqualTo(200);
    }

    @Test
    void aDamagedBodyIsTheClientsFault() {
        byte[] whole = gzip("{\"prompt\":\"" + "Hi".repeat(1000) + "\"}");
        byte[] wrongChecksum = whole.clone();
        wrongChecksum[whole.length - 5] ^= 1;
        for (byte[] damaged : new byte[][] {
            Arrays.copyOf(whole, 20), wrongChecksum, "{\"prompt\":\"Hi\"}".getBytes(StandardCharsets.UTF_8)
        }) {
            HttpResponse<String> answer = send("gzip", damaged);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("the body is not valid gzip");
        }
    }

    @Test
    void everyApiTellsOfItInItsOwnForm() {
        assertThat(SERVER.send(
                                "/v1/messages",
                                request ->
                                        request.header("Content-Encoding", "br").POST(BodyPublishers.ofString("{}")))
                        .body())
                .startsWith("{\"type\":\"error\"");
        assertThat(SERVER.send(
                                "/v1/chat/completions",
                                request ->
                                        request.header("Content-Encoding", "br").POST(BodyPublishers.ofString("{}")))
                        .body())
                .startsWith("{\"error\":{");
    }

    private static HttpResponse<String> send(String encoding, byte[] body) {
        return SERVER.send(
                "/execute",
                request -> request.header("Content-Encoding", encoding).POST(BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
