package dev.llmconnect.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
    private final ToolCalls calls = new ToolCalls();
    private final List<StreamEvent> events = new ArrayList<>();

    @Test
    void piecesAreJoinedByIndex() {
        pieces("""
                [{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}},
                 {"index":1,"id":"b","function":{"name":"g","arguments":"{"}},
                 {"index":0,"function":{"arguments":"{\\"x\\":"}},{"index":1,"function":{"arguments":"}"}},
                 {"index":0,"function":{"arguments":"1}"}}]""");
        assertThat(shown()).containsExactly("a f {\"x\":1}", "b g {}");
        assertThat(events)
                .containsExactly(
                        new ToolCallDelta(0, "a", "f", ""),
                        new ToolCallDelta(1, "b", "g", "{"),
                        new ToolCallDelta(0, null, null, "{\"x\":"),
                        new ToolCallDelta(1, null, null, "}"),
                        new ToolCallDelta(0, null, null, "1}"));
    }

    @Test
    void withoutAnIndexTwoCallsStayTwo() {
        pieces("""
                [{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"f","arguments":"{}"}}]""");
        assertThat(shown()).containsExactly("a f {}", "b f {}");
    }

    @Test
    void withoutIndexAndIdANameBeginsACallAndTheRestContinuesIt() {
        pieces("""
                [{"id":"","function":{"name":"f","arguments":"{\\"x\\""}},{"function":{"arguments":":1}"}},
                 {"id":"","function":{"name":"f","arguments":"{}"}}]""");
        assertThat(shown()).containsExactly(" f {\"x\":1}", " f {}");
    }

    @Test
    void everyCallWithIndexZeroButItsOwnIdIsACall() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]""");
        assertThat(shown()).containsExactly("a f {}", "b g {}");
    }

    @Test
    void emptyAndRepeatedNamesAndIdsOverwriteNothing() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":"{"}},
                 {"index":0,"id":"","type":null,"function":{"name":"","arguments":"\\"x\\":"}},
                 {"index":0,"id":null,"function":{"name":null,"arguments":null}},
                 {"index":0,"id":"a","function":{"name":"f","arguments":"1}"}}]""");
        assertThat(shown()).containsExactly("a f {\"x\":1}");
    }

    @Test
    void argumentsMayBeNothingNullOrAnObject() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"f","arguments":"null"}},
                 {"index":2,"id":"c","function":{"name":"f","arguments":{"x":1}}}]""");
        assertThat(shown()).containsExactly("a f {}", "b f {}", "c f {\"x\":1}");
    }

    @Test
    void placeholdersAreNoCalls() {
        pieces("[{\"index\":0,\"function\":{\"name\":\"\",\"arguments\":\"\"}},{}]");
        Json.read("[{\"id\":\"\",\"function\":{\"name\":\"\",\"arguments\":\"\"}}]")
                .items()
                .forEach(call -> calls.addWhole(call, events::add));
        calls.addLegacy(Json.read("{\"name\":\"\",\"arguments\":\"\"}"), events::add);
        assertThat(calls.assemble()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void theLegacyFunctionCallIsACallWithoutAnId() {
        calls.addLegacy(Json.read("{\"name\":\"f\",\"arguments\":\"{\"}"), events::add);
        calls.addLegacy(Json.read("{\"arguments\":\"}\"}"), events::add);
        assertThat(shown()).containsExactly(" f {}");
    }

    @Test
    void aFreeTextCallKeepsItsTextAndItsKind() {
        calls.addWhole(
                Json.read("{\"id\":\"a\",\"type\":\"custom\",\"custom\":{\"name\":\"sql\",\"input\":\"select 1\"}}"),
                events::add);
        ToolCall call = calls.assemble().get(0);
        assertThat(call.argumentsJson()).isEqualTo("select 1");
        assertThat(call.arguments()).isEmpty();
        assertThat(call.extras()).isEqualTo(Map.of("type", "custom"));
    }

    @Test
    void theFirstEventWaitsForTheName() {
        pieces(
                "[{\"index\":0,\"function\":{\"arguments\":\"{\"}},{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"}\"}}]");
        assertThat(events).containsExactly(new ToolCallDelta(0, "a", "f", "{}"));
    }

    private void pieces(String json) {
        Json.read(json).items().forEach(piece -> calls.addPiece(piece, events::add));
    }

    private List<String> shown() {
        return calls.assemble().stream()
                .map(call -> call.id() + " " + call.name() + " " + call.argumentsJson())
                .toList();
    }
}
