package dev.llmconnect.formats.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonNodeTest {
    private final JsonNode node = Json.read("""
            {"text":"t","empty":"","null":null,"int":3,"float":28.0,"cut":2.9,"numeral":"12","word":"twelve","blank":" ",
             "huge":1e30,"tiny":-1e30,"yes":true,"list":[{"a":1},null,"x"],"object":{"a":1}}""");

    @Test
    void whatIsAbsentNullOrOfAnotherTypeReadsAsNothing() {
        for (String name : List.of("absent", "null", "list", "object")) {
            assertThat(node.text(name)).isEmpty();
            assertThat(node.number(name)).isEmpty();
            assertThat(node.scalar(name)).isEmpty();
            assertThat(node.textOrEmpty(name)).isEmpty();
            assertThat(node.get(name).get("deeper").at(7).get("still").exists()).isFalse();
        }
        assertThat(node.get("text").items()).isEmpty();
        assertThat(node.get("text").object()).isEmpty();
        assertThat(node.has("null")).isFalse();
        assertThat(node.at(0)).isEqualTo(JsonNode.MISSING);
        assertThat(node.get("list").at(-1).exists()).isFalse();
    }

    @Test
    void anEmptyTextIsTextButNotFilled() {
        assertThat(node.text("empty")).contains("");
        assertThat(node.filled("empty")).isEmpty();
        assertThat(node.filled("text")).contains("t");
        assertThat(node.scalar("empty")).isEmpty();
    }

    @Test
    void wholeNumbersComeInManyClothes() {
        assertThat(node.number("int")).hasValue(3);
        assertThat(node.number("float")).hasValue(28);
        assertThat(node.number("cut")).hasValue(2);
        assertThat(node.number("numeral")).hasValue(12);
        assertThat(node.number("huge")).hasValue(Long.MAX_VALUE);
        assertThat(node.number("tiny")).hasValue(Long.MIN_VALUE);
        assertThat(node.number("word")).isEmpty();
        assertThat(node.number("blank")).isEmpty();
        assertThat(node.number("yes")).isEmpty();
        assertThat(JsonNode.of(Double.NaN).number()).isEmpty();
        assertThat(node.get("numeral").isNumber()).isFalse();
        assertThat(node.get("int").decimal()).contains(BigDecimal.valueOf(3));
    }

    @Test
    void codesMayBeTextOrNumbers() {
        assertThat(node.scalar("text")).contains("t");
        assertThat(node.scalar("int")).contains("3");
        assertThat(node.scalar("yes")).contains("true");
    }

    @Test
    void listsAndObjectsAreGivenAsTheyAre() {
        assertThat(node.items("list")).hasSize(3);
        assertThat(node.get("list").at(0).number("a")).hasValue(1);
        assertThat(node.items("list").get(1)).isEqualTo(JsonNode.MISSING);
        assertThat(node.object("object")).isEqualTo(Map.of("a", 1L));
        assertThat(node.isTrue("yes")).isTrue();
        assertThat(node.isTrue("text")).isFalse();
    }

    @Test
    void itNeverPrintsWhatItHolds() {
        assertThat(node.toString()).isEqualTo("JSON LinkedHashMap");
        assertThat(JsonNode.MISSING).hasToString("nothing");
    }
}
