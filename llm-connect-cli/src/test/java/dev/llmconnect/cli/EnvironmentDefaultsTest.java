package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentDefaultsTest {
    @Test
    void itsTextHoldsNoValueOfTheEnvironment() {
        EnvironmentDefaults defaults =
                new EnvironmentDefaults(Map.of("LLM_CONNECT_DATABASE", "postgresql://u:secret@h/d"));

        assertThat(defaults.toString()).doesNotContain("secret");
    }
}
