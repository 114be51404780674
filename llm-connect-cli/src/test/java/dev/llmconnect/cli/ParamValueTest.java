package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParamValueTest {
    @Test
    void jsonIsWhatItSays() {
        assertThat(ParamValue.parse("0.50")).isEqualTo(new BigDecimal("0.50"));
        assertThat(ParamValue.parse("7")).isEqualTo(7L);
        assertThat(ParamValue.parse("1e2")).isEqualTo(100L);
        assertThat(ParamValue.parse("1e30")).isEqualTo(new BigDecimal("1e30"));
        assertThat(ParamValue.parse("true")).isEqualTo(true);
        assertThat(ParamValue.parse("null")).isNull();
        assertThat(ParamValue.parse(" \"7\" ")).isEqualTo("7");
        assertThat(ParamValue.parse("{\"a\":[1,2.50]}")).isEqualTo(Map.of("a", List.of(1L, new BigDecimal("2.50"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"medium", "", "True", "[1", "1 2", "{\"a\":1,\"a\":2}", "01"})
    void anythingElseIsAString(String text) {
        assertThat(ParamValue.parse(text)).isEqualTo(text);
    }
}
