package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilesCommandTest {
    @Test
    void explainsWhereANameGoes() {
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY",
                "key-of-the-test",
                "LLM_CONNECT_PROVIDER",
                "router",
                "LLM_CONNECT_PROFILES_JSON",
                """
                {"claude-*": {"provider": "bedrock", "model": "us.anthropic.claude-*"},
                 "*": {"provider": "mock"}, "fast": {"provider": "mock", "model": "echo"}}""");

        assertThat(explained(environment, "claude-opus-4")).isEqualTo("""
                        claude-opus-4 -> profile claude-*: its pattern is the most specific; also matching: *
                          provider bedrock, model us.anthropic.claude-opus-4
                        """);
        assertThat(explained(environment, "fast"))
                .isEqualTo("fast -> profile fast: it has this name; also matching: *\n  provider mock, model echo\n");
        Map<String, String> routed = Map.of("OPENAI_API_KEY", "key-of-the-test", "LLM_CONNECT_PROVIDER", "router");
        assertThat(explained(routed, "gpt-5")).isEqualTo("gpt-5 -> provider openai, model gpt-5: it owns gpt-*\n");
        assertThat(explained(routed, "groq/llama"))
                .isEqualTo("groq/llama -> provider groq, model llama: the name begins with the provider\n");
        assertThat(explained(routed, "claude-opus-4"))
                .startsWith("claude-opus-4 -> the only one that lists it of the configured providers: ")
                .contains("openai");
    }

    private static String explained(Map<String, String> environment, String name) {
        Terminal terminal = new Terminal(environment);
        assertThat(terminal.run("profiles", name)).as(terminal.err()).isZero();
        return terminal.out().replace("\r\n", "\n");
    }

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
