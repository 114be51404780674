package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    private Path folder;

    private final FakeAdapter adapter = new FakeAdapter();

    @Test
    void answersCallsOnTheSocketAndDeletesItAtTheEnd() throws IOException {
        Path file = folder.resolve("s");
        try (LLMServer server = server(file)) {
            server.start();
            assertThat(exchange(file, "{\"prompt\":\"Hi\"}"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"content\":\"hello\"");
            assertThat(exchange(file, "{\"prompt\":\"Hi\",\"stream\":true}")).contains("event: done");
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void takesOverTheSocketOfAProcessThatWasKilled() throws IOException {
        Path file = folder.resolve("s");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();

        try (LLMServer server = server(file)) {
            server.start();
            assertThat(exchange(file, "{\"prompt\":\"Hi\"}")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void neverTakesAPathOfAnother() throws IOException {
        Path used = folder.resolve("used");
        Path text = Files.writeString(folder.resolve("text"), "text");
        try (LLMServer first = server(used)) {
            first.start();
            assertThatThrownBy(() -> server(used).start())
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessage("cannot listen on unix:" + used + ": another process does");
            assertThat(exchange(used, "{\"prompt\":\"Hi\"}")).startsWith("HTTP/1.1 200 ");
        }
        assertThatThrownBy(() -> server(text).start())
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("is no socket");
        assertThat(text).hasContent("text");
        assertThatThrownBy(() -> server(folder.resolve("x".repeat(200))).start())
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("cannot listen on unix:");
    }

    private LLMServer server(Path file) {
        return LLMServer.builder(adapter).unixSocket(file).build();
    }

    private static String exchange(Path file, String body) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(
                    ("POST /execute HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                    + content.length + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
