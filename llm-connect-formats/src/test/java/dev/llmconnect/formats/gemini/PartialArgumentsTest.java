package dev.llmconnect.formats.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialArgumentsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "$.a       | \"stringValue\":\"x\"          | {\"a\":\"x\"}",
                "$.a.b     | \"numberValue\":12345678901234567890 | {\"a\":{\"b\":12345678901234567890}}",
                "$['a b']  | \"boolValue\":false            | {\"a b\":false}",
                "$[\"a.b\"]| \"stringValue\":\"\"           | {\"a.b\":\"\"}",
                "$.l[1]    | \"boolValue\":true             | {\"l\":[null,true]}",
                "$.l[0][0].x | \"numberValue\":1            | {\"l\":[[{\"x\":1}]]}",
                "$.a       | \"nullValue\":\"NULL_VALUE\"   | {\"a\":null}",
                "$.l[999999] | \"boolValue\":true           | {\"l\":[]}",
                "$         | \"stringValue\":\"x\"          | {}",
                "$..a      | \"stringValue\":\"x\"          | {}",
                "          | \"stringValue\":\"x\"          | {}",
            })
    void aValueGetsToItsPlaceAndWhatHasNoneIsLeftOut(String path, String value, String arguments) {
        PartialArguments all = new PartialArguments();
        String quoted = Json.text(path == null ? "" : path);
        all.add(Json.read("{\"jsonPath\":" + quoted + "," + value + "}"));
        assertThat(Json.text(all.assemble())).isEqualTo(arguments);
    }

    @Test
    void piecesOfOneTextAreJoinedAndOtherValuesReplaced() {
        PartialArguments all = new PartialArguments();
        for (String piece : new String[] {
            "{\"jsonPath\":\"$.t\",\"stringValue\":\"a\"}",
            "{\"jsonPath\":\"$.n\",\"numberValue\":1}",
            "{\"jsonPath\":\"$.t\",\"stringValue\":\"b\"}",
            "{\"jsonPath\":\"$.n\",\"numberValue\":2}"
        }) {
            all.add(Json.read(piece));
        }
        assertThat(Json.text(all.assemble())).isEqualTo("{\"t\":\"ab\",\"n\":2}");
    }
}
