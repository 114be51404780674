package dev.llmconnect.formats.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
    private static final String OURS = "call_[0-9a-f]{24}";

    private final WireCall call = new WireCall(
            "acme", "m", LLMRequest.of("Hi"), true, new ProviderFailures("acme", ErrorBodyFormat.COMMON, ""));
    private final ToolCalls calls = new ToolCalls(call, () -> "answer-1");
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
    void callsWithoutIdsGetIdsOfOursThatDiffer() {
        pieces("""
                [{"index":0,"function":{"name":"f","arguments":"{}"}},{"index":1,"function":{"name":"f","arguments":"{}"}}]""");
        shown();
        List<String> ids = calls.assemble().stream().map(ToolCall::id).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches(OURS));
        assertThat(events)
                .containsExactly(
                        new ToolCallDelta(0, ids.get(0), "f", "{}"), new ToolCallDelta(1, ids.get(1), "f", "{}"));
        ToolCalls again = new ToolCalls(call, () -> "answer-1");
        again.addWhole(Json.read("{\"function\":{\"name\":\"f\"}}"), event -> {});
        assertThat(again.assemble().get(0).id()).isEqualTo(ids.get(0));
        ToolCalls other = new ToolCalls(call, () -> "answer-2");
        other.addWhole(Json.read("{\"function\":{\"name\":\"f\"}}"), event -> {});
        assertThat(other.assemble().get(0).id()).isNotIn(ids);
    }

    @Test
    void anotherNameOrOtherArgumentsOnOneIndexAreAnotherCall() {
        pieces("""
                [{"index":0,"function":{"name":"f","arguments":"{\\"x\\":1}"}},{"index":0,"function":{"name":"g","arguments":"{}"}},
                 {"index":0,"function":{"name":"g","arguments":"{\\"y\\""}},{"index":0,"function":{"arguments":":2}"}}]""");
        assertThat(shown()).containsExactly("ours f {\"x\":1}", "ours g {}", "ours g {\"y\":2}");
    }

    @Test
    void theRestOfACallMayComeUnderAnotherIndexOrItsId() {
        pieces("""
                [{"index":1,"id":"a","function":{"name":"f","arguments":"{"}},{"index":0,"function":{"arguments":"\\"x\\""}},
                 {"index":7,"id":"a","function":{"arguments":":1}"}}]""");
        assertThat(shown()).containsExactly("a f {\"x\":1}");
    }

    @Test
    void argumentsThatComeOnceMoreAreOneCallsArguments() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":"{\\"x\\""}},{"index":0,"function":{"arguments":":1}"}},
                 {"index":0,"id":"a","function":{"name":"f","arguments":"{\\"x\\": 1}"}},{"index":0,"function":{"arguments":{"x":1}}}]""");
        assertThat(shown()).containsExactly("a f {\"x\":1}");
        assertThat(events)
                .containsExactly(new ToolCallDelta(0, "a", "f", "{\"x\""), new ToolCallDelta(0, null, null, ":1}"));
    }

    @Test
    void anEmptyObjectBeforeTheArgumentsIsAPlaceholder() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":{}}},{"index":0,"function":{"arguments":"{\\"x\\":1}"}}]""");
        assertThat(shown()).containsExactly("a f {\"x\":1}");
    }

    @Test
    void aCallWithoutArgumentsIsAnEmptyObjectInTheStreamToo() {
        pieces("""
                [{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"f","arguments":"nu"}},
                 {"index":1,"function":{"arguments":"ll"}},{"index":2,"id":"c","function":{"name":"f","arguments":" "}}]""");
        assertThat(shown()).containsExactly("a f {}", "b f {}", "c f {}");
        assertThat(told()).containsExactly("{}", "{}", "{}");
    }

    @Test
    void twoArgumentsInOneCallAreAMalformedAnswer() {
        assertMalformed("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":"{\\"x\\":1}"}},{"index":0,"function":{"arguments":"{\\"x\\":2}"}}]""");
        assertMalformed("""
                [{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"function":{"arguments":"}"}}]""");
    }

    @Test
    void aCallWithoutANameIsAMalformedAnswerUnlessItWasCutOff() {
        assertMalformed("[{\"index\":0,\"id\":\"a\",\"function\":{\"arguments\":\"{}\"}}]");
        ToolCalls cut = new ToolCalls(call, () -> "answer-1");
        cut.addPiece(Json.read("{\"index\":0,\"id\":\"a\"}"), events::add);
        cut.finish(true, events::add);
        assertThat(cut.assemble()).isEmpty();
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
        assertThat(shown()).containsExactly("ours f {\"x\":1}", "ours f {}");
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
        assertThat(shown()).containsExactly("ours f {}");
    }

    @Test
    void aFreeTextCallKeepsItsTextAndItsKind() {
        calls.addWhole(
                Json.read("{\"id\":\"a\",\"type\":\"custom\",\"custom\":{\"name\":\"sql\",\"input\":\"select 1\"}}"),
                events::add);
        calls.finish(false, events::add);
        ToolCall made = calls.assemble().get(0);
        assertThat(made.argumentsJson()).isEqualTo("select 1");
        assertThat(made.arguments()).isEmpty();
        assertThat(made.extras()).isEqualTo(Map.of("type", "custom"));
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

    private void assertMalformed(String json) {
        ToolCalls broken = new ToolCalls(call, () -> "answer-1");
        assertThatThrownBy(() -> {
                    Json.read(json).items().forEach(piece -> broken.addPiece(piece, event -> {}));
                    broken.finish(false, event -> {});
                })
                .isInstanceOfSatisfying(
                        LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
    }

    /** What the events come to, by call. */
    private List<String> told() {
        Map<Integer, String> told = new TreeMap<>();
        events.forEach(event -> {
            ToolCallDelta delta = (ToolCallDelta) event;
            told.merge(delta.index(), delta.arguments(), String::concat);
        });
        return List.copyOf(told.values());
    }

    private List<String> shown() {
        calls.finish(false, events::add);
        return calls.assemble().stream()
                .map(made -> made.id().replaceAll(OURS, "ours") + " " + made.name() + " " + made.argumentsJson())
                .toList();
    }
}
