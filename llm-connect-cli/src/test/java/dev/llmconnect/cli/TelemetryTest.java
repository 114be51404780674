package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    @Test
    void isWantedWhereAVariableOfOpenTelemetryIsSet() {
        assertThat(Telemetry.isWanted(Map.of())).isFalse();
        assertThat(Telemetry.isWanted(Map.of("OTEL_SERVICE_NAME", " "))).isFalse();
        assertThat(Telemetry.isWanted(Map.of("OTEL_SDK_DISABLED", "false"))).isFalse();
        assertThat(Telemetry.isWanted(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")))
                .isTrue();
        assertThat(Telemetry.isWanted(
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "OTEL_SDK_DISABLED", "true")))
                .isFalse();
    }

    @Test
    void withoutOneNothingIsObserved() {
        try (Telemetry telemetry = new Telemetry(Map.of("PATH", "/bin"))) {
            assertThat(telemetry.isOn()).isFalse();
        }
    }
}
