package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesVariablesTest {
    @ParameterizedTest
    @CsvSource({
        "LLM_CONNECT_PORT, tcp://10.96.0.17:8080",
        "LLM_CONNECT_PORT, udp://10.96.0.17:8080",
        "LLM_CONNECT_SERVICE_HOST, 10.96.0.17",
        "LLM_CONNECT_SERVICE_PORT, 8080",
        "LLM_CONNECT_SERVICE_PORT_HTTP, 8080",
        "LLM_CONNECT_PORT_8080_TCP, tcp://10.96.0.17:8080",
        "LLM_CONNECT_PORT_8080_TCP_PROTO, tcp",
        "LLM_CONNECT_PORT_8080_TCP_PORT, 8080",
        "LLM_CONNECT_PORT_8080_TCP_ADDR, 10.96.0.17",
        "LLM_CONNECT_PROFILE_STORE_PORT, tcp://10.96.0.17:80",
        "LLM_CONNECT_PROFILE_STORE_SERVICE_HOST, 10.96.0.17",
        "LLM_CONNECT_CANARY_PORT_53_UDP_ADDR, 10.96.0.17",
    })
    void recognisesWhatKubernetesSetsForAService(String name, String value) {
        assertThat(KubernetesVariables.matches(name, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "LLM_CONNECT_PORT, 8080",
        "LLM_CONNECT_PORT, tpc://10.96.0.17",
        "LLM_CONNECT_HOST, 10.96.0.17",
        "LLM_CONNECT_OPENAI_BASE_URL, tcp://10.96.0.17",
        "OTHER_SERVICE_HOST, 10.96.0.17",
    })
    void leavesOurOwnVariablesAlone(String name, String value) {
        assertThat(KubernetesVariables.matches(name, value)).isFalse();
    }

    @Test
    void listsThemByName() {
        assertThat(KubernetesVariables.in(Map.of(
                        "LLM_CONNECT_SERVICE_HOST",
                        "10.0.0.1",
                        "LLM_CONNECT_PORT",
                        "tcp://10.0.0.1:80",
                        "HOME",
                        "/root")))
                .containsExactly("LLM_CONNECT_PORT", "LLM_CONNECT_SERVICE_HOST");
    }
}
