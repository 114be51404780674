package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilesCommandTest {
    @Test
    void showsNoCredentialOfABaseUrlAndSaysWhatWouldFail() {
        Terminal terminal = new Terminal(Map.of("LLM_CONNECT_PROFILES_JSON", """
                {"a": {"provider": "ollama", "base_url": "http://canary-user:canary-pass@gpu.example/v1?key=canary-key"},
                 "b": {"provider": "openrouter"},
                 "c": {"provider": "mock"}}"""));

        assertThat(terminal.run("profiles")).as(terminal.err()).isZero();

        assertThat(terminal.out())
                .contains("http://gpu.example/v1?key=[REDACTED]")
                .contains("cannot answer yet: no API key for openrouter: set OPENROUTER_API_KEY")
                .doesNotContain("canary");
        assertThat(terminal.out().substring(terminal.out().indexOf("\nc\n"))).doesNotContain("cannot answer");
    }
}
