package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.server.ApiKeys;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopCommandTest {
    private static final String ADMIN_KEY = "llmc-admin-0123456789abcdef";

    @Test
    void showsTheNumbersOfTheServer() throws Exception {
        try (Gateway gateway = new Gateway(Map.of())) {
            for (int i = 0; i < 3; i++) {
                gateway.execute("{\"prompt\":\"Hi\"}");
            }
            long end = System.nanoTime() + 20_000_000_000L;
            while (!gateway.get("/admin/api/summary").body().contains("\"total\":{\"calls\":3,")) {
                assertThat(System.nanoTime()).as("the calls are seen").isLessThan(end);
                Thread.sleep(20);
            }

            Terminal terminal = new Terminal(Map.of());
            int terminalCode = terminal.run("top", "--once", "--url", "http://127.0.0.1:" + gateway.port() + "/");

            assertThat(terminalCode).isZero();
            assertThat(terminal.out())
                    .contains("3 calls, 0 errors")
                    .containsPattern("mock\\S* +3 +0 ")
                    .contains("own overhead")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void sendsTheAdminKeyAndSaysWhenItIsWanted() {
        Map<String, String> environment = Map.of("LLM_CONNECT_ADMIN_KEY", ADMIN_KEY, "LLM_CONNECT_API_KEYS", entry());
        try (Gateway gateway = new Gateway(environment)) {
            String url = "http://127.0.0.1:" + gateway.port();

            Terminal without = new Terminal(Map.of());
            int withoutCode = without.run("top", "--once", "--url", url);
            Terminal with = new Terminal(Map.of("LLM_CONNECT_ADMIN_KEY", ADMIN_KEY));
            int withCode = with.run("top", "--once", "--url", url);

            assertThat(withoutCode).isEqualTo(3);
            assertThat(without.err()).contains("HTTP 401").contains("API key");
            assertThat(withCode).isZero();
        }
    }

    private static String entry() {
        return ApiKeys.generate("alice").entry();
    }

    @Test
    void saysThatNothingIsThere() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Terminal terminal = new Terminal(Map.of());
        int terminalCode = terminal.run("top", "--url", "http://127.0.0.1:" + free);

        assertThat(terminalCode).isNotZero();
        assertThat(terminal.err()).contains("http://127.0.0.1:" + free + " cannot be reached");
        Terminal wrong = new Terminal(Map.of());
        assertThat(wrong.run("top", "--url", "nonsense")).isEqualTo(3);
        assertThat(wrong.err()).contains("--url must be an address");
    }
}
