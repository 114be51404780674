package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.Reasoning;
import dev.llmconnect.StreamEvent.Text;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.responses.ResponsesWire;
import dev.llmconnect.providers.StubProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesStreamTest {
    private static final String CREATED =
            "{'type':'response.created','response':{'id':'r','model':'gpt-4-0613','status':'in_progress','output':[]}}";
    private static final String HI = "{'type':'message','id':'m','role':'assistant',"
            + "'content':[{'type':'output_text','text':'Hi!','annotations':[]}]}";
    private static final String REASONED = "{'type':'reasoning','id':'rs','summary':["
            + "{'type':'summary_text','text':'One.'},{'type':'summary_text','text':'Two.'}],'encrypted_content':'gAAA'}";
    private static final String CALLED =
            "{'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':'{\"a\":1}'}";

    private static final LLMRequest ASKED =
            LLMRequest.builder().prompt("Q").requestId("same").build();

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY");
    private final List<StreamEvent> events = new ArrayList<>();
    private final List<LLMResponse> begun = new ArrayList<>();
    private final List<Object> announced = new ArrayList<>();
    private final List<ContentPart> ended = new ArrayList<>();

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    /** Events without names, single quotes for double ones except inside of arguments. */
    private static String events(String... data) {
        return Arrays.stream(data).map(json -> "data: " + quoted(json) + "\n\n").collect(Collectors.joining());
    }

    private static String quoted(String json) {
        return json.replace("\"", "\\\"").replace('\'', '"');
    }

    private static String completed(String... output) {
        return "{'type':'response.completed','response':" + response(output) + "}";
    }

    private static String response(String... output) {
        return "{'id':'r','model':'gpt-4-0613','status':'completed','output':[" + String.join(",", output)
                + "],'usage':{'input_tokens':1,'output_tokens':2,'total_tokens':3}}";
    }

    private static String added(int index, String item) {
        return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
    }

    private static String done(int index, String item) {
        return "{'type':'response.output_item.done','output_index':" + index + ",'item':" + item + "}";
    }

    private static String delta(String type, int index, String more) {
        return "{'type':'response." + type + ".delta','output_index':" + index + ",'delta':" + more + "}";
    }

    private LLMResponse stream(String body) {
        stub.streams(body);
        try (LLMStream stream = adapter.stream(ASKED)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Start start) {
                    assertThat(events).isEmpty();
                    begun.add(start.soFar());
                } else if (event instanceof StreamEvent.PartStart start) {
                    assertThat(start.wire()).isEqualTo(WireFormat.OPENAI_RESPONSES);
                    announced.add(start.raw().get("id"));
                } else if (event instanceof StreamEvent.PartEnd end) {
                    ended.addAll(end.parts());
                } else {
                    events.add(event);
                }
            }
            return stream.response();
        }
    }

    private void isTheWhole(LLMResponse streamed, String... output) {
        stub.answers(200, quoted(response(output)));
        LLMResponse whole = adapter.execute(ASKED);
        assertThat(streamed.toMap()).isEqualTo(whole.toMap());
        assertThat(streamed.toMessage()).isEqualTo(whole.toMessage());
    }

    @Test
    void theAssembledAnswerIsTheUnaryOne() {
        LLMResponse answer = stream(events(
                CREATED,
                added(0, "{'type':'reasoning','id':'rs','summary':[]}"),
                "{'type':'response.reasoning_summary_text.delta','item_id':'rs','summary_index':0,'delta':'One'}",
                "{'type':'response.reasoning_summary_text.delta','item_id':'rs','summary_index':0,'delta':'.'}",
                "{'type':'response.reasoning_summary_text.delta','item_id':'rs','summary_index':1,'delta':'Two.'}",
                done(0, REASONED),
                added(1, "{'type':'message','id':'m','role':'assistant','content':[]}"),
                delta("output_text", 1, "'H'"),
                delta("output_text", 1, "'i!'"),
                done(1, HI),
                added(2, "{'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':''}"),
                delta("function_call_arguments", 2, "'{\"a\"'"),
                delta("function_call_arguments", 2, "':1}'"),
                done(2, CALLED),
                completed(REASONED, HI, CALLED)));
        assertThat(announced).containsExactly("rs", "m", "fc");
        assertThat(events)
                .containsExactly(
                        new Reasoning("One"),
                        new Reasoning("."),
                        new Reasoning("\n\nTwo."),
                        new Text("H"),
                        new Text("i!"),
                        new ToolCallDelta(0, "c1", "f", ""),
                        new ToolCallDelta(0, null, null, "{\"a\""),
                        new ToolCallDelta(0, null, null, ":1}"));
        assertThat(answer.finishReason().value()).isEqualTo("tool_calls");
        isTheWhole(answer, REASONED, HI, CALLED);
        assertThat(ended)
                .as("each part once, as it stands in the message")
                .isEqualTo(answer.toMessage().parts());
    }

    @Test
    void whatOnlyThisFormatKnowsStandsBesideTheAnswerStreamedOrNot() {
        String search = "{'type':'web_search_call','id':'ws','status':'completed','brand_new':1}";
        LLMResponse answer = stream(events(
                "{'type':'response.created','response':{'id':'r','model':'early','service_tier':'auto','output':[]}}",
                done(0, search),
                delta("output_text", 1, "'Hi!'"),
                "{'type':'response.completed','response':{'id':'r','model':'m','status':'completed','brand_new':2,'output':["
                        + search + "," + HI + "]}}"));
        assertThat(begun).hasSize(1);
        assertThat(begun.get(0).model()).isEqualTo("early");
        assertThat(begun.get(0).wireFields(ResponsesWire.NAME)).containsEntry("service_tier", "auto");
        assertThat(JsonNode.of(answer.wireFields(ResponsesWire.NAME)))
                .isEqualTo(Json.read(quoted("{'brand_new':2,'output':[" + search + "," + HI + "]}")));
        assertThat(ended).isEqualTo(answer.toMessage().parts());
    }

    @Test
    void whatChatGptLeavesOutOfTheLastEventIsTakenFromTheItems() {
        LLMResponse answer = stream(events(CREATED, done(0, REASONED), done(1, HI), done(2, CALLED), completed()));
        assertThat(events)
                .containsExactly(
                        new Reasoning("One.\n\nTwo."),
                        new Text("Hi!"),
                        new ToolCallDelta(0, "c1", "f", ""),
                        new ToolCallDelta(0, null, null, "{\"a\":1}"));
        isTheWhole(answer, REASONED, HI, CALLED);
    }

    @Test
    void aServerThatTellsEverythingInItsLastEventIsUnderstood() {
        LLMResponse answer = stream(events(CREATED, completed(REASONED, HI)));
        assertThat(events).containsExactly(new Reasoning("One.\n\nTwo."), new Text("Hi!"));
        isTheWhole(answer, REASONED, HI);
    }

    @Test
    void anItemThatOnlyTheLastEventKnowsOfIsToldAndNoneIsToldTwice() {
        LLMResponse answer = stream(events(CREATED, delta("output_text", 1, "'Hi!'"), completed(REASONED, HI, CALLED)));
        assertThat(events)
                .containsExactly(
                        new Text("Hi!"),
                        new Reasoning("One.\n\nTwo."),
                        new ToolCallDelta(0, "c1", "f", ""),
                        new ToolCallDelta(0, null, null, "{\"a\":1}"));
        isTheWhole(answer, REASONED, HI, CALLED);
    }

    @Test
    void aLastEventWithoutAResponseEndsTheStreamAllTheSame() {
        LLMResponse answer = stream(events(CREATED, done(0, HI), "{'type':'response.completed'}"));
        assertThat(answer.model()).isEqualTo("gpt-4-0613");
        assertThat(answer.content()).isEqualTo("Hi!");
        assertThat(answer.providerFinishReason()).contains("completed");
    }

    @Test
    void itemsThatAreAllNumberedAlikeAreToldApart() {
        LLMResponse answer = stream(events(
                added(0, "{'type':'message','id':'m','role':'assistant','content':[]}"),
                "{'type':'response.output_text.delta','output_index':0,'item_id':'m','delta':'Hi!'}",
                added(0, "{'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':''}"),
                "{'type':'response.function_call_arguments.delta','output_index':0,'item_id':'fc','delta':'{\"a\":1}'}",
                completed()));
        assertThat(answer.content()).isEqualTo("Hi!");
        assertThat(answer.toolCalls().get(0).argumentsJson()).isEqualTo("{\"a\":1}");
    }

    @Test
    void anItemWithAnotherIdInEachEventIsOneItem() {
        LLMResponse answer = stream(events(
                added(0, "{'type':'function_call','id':'A','call_id':'c1','name':'f','arguments':''}"),
                "{'type':'response.function_call_arguments.delta','output_index':0,'item_id':'B','delta':'{\"a\":1}'}",
                done(0, CALLED.replace("'fc'", "'C'")),
                completed(CALLED.replace("'fc'", "'D'"))));
        assertThat(events)
                .containsExactly(new ToolCallDelta(0, "c1", "f", ""), new ToolCallDelta(0, null, null, "{\"a\":1}"));
        assertThat(answer.toolCalls()).hasSize(1);
    }

    @Test
    void twoThoughtsStandApart() {
        stream(events(done(0, REASONED), done(1, HI), done(2, REASONED.replace("'rs'", "'rs2'")), completed()));
        assertThat(events)
                .containsExactly(new Reasoning("One.\n\nTwo."), new Text("Hi!"), new Reasoning("\n\nOne.\n\nTwo."));
    }

    @Test
    void whatCameBeforeACutIsTheAnswerAndItsReasonLength() {
        LLMResponse answer = stream(
                events(
                        added(0, "{'type':'reasoning','id':'rs','summary':[]}"),
                        delta("reasoning_text", 0, "'Hm'"),
                        added(1, "{'type':'message','id':'m','role':'assistant','content':[]}"),
                        delta("output_text", 1, "'Half'"),
                        delta("refusal", 1, "'No'"),
                        added(2, "{'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':''}"),
                        delta("function_call_arguments", 2, "'{\"a'"),
                        "{'type':'response.incomplete','response':{'incomplete_details':{'reason':'max_output_tokens'},'output':[]}}"));
        assertThat(answer.reasoning()).contains("Hm");
        assertThat(answer.content()).isEqualTo("Half");
        assertThat(answer.refusal()).contains("No");
        assertThat(answer.toolCalls().get(0).argumentsJson()).isEqualTo("{\"a");
        assertThat(answer.finishReason().value()).isEqualTo("length");
        assertThat(answer.providerFinishReason()).contains("max_output_tokens");
    }

    @Test
    void commentsUnknownEventsAndTheWordDoneArePassedOver() {
        LLMResponse answer = stream(": ping\n\nevent: keepalive\n"
                + events(
                        "{'type':'keepalive','sequence_number':3}",
                        "{'type':'response.something_new','error':'no failure of the answer'}",
                        "{'type':'response.queued','response':{'status':'queued'}}",
                        "{'type':'response.web_search_call.searching','output_index':0}",
                        completed(HI))
                + "data: [DONE]\n\n");
        assertThat(answer.content()).isEqualTo("Hi!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "data: [DONE]\n\n", "data: {\"type\":"})
    void aStreamThatDoesNotSayItIsCompleteIsTruncated(String end) {
        String body = events(CREATED, done(0, HI)) + end;
        assertThatThrownBy(() -> stream(body))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'error','sequence_number':2,'error':{'code':'server_error','message':'Broken inside'}}",
                "{'type':'error','code':'server_error','message':'Broken inside','param':null}",
                "{'error':{'code':'server_error','message':'Broken inside'}}",
                "{'type':'response.failed','response':{'status':'failed','error':{'code':'server_error','message':'Broken inside'}}}",
                "{'type':'response.completed','response':{'status':'failed','error':{'code':'server_error','message':'Broken inside'}}}"
            })
    void anErrorInTheMiddleEndsTheStream(String error) {
        assertThatThrownBy(() -> stream(events(CREATED, delta("output_text", 0, "'H'"), error)))
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.reason()).isEqualTo(FailureReason.SERVER);
                    assertThat(e.isRetryable()).isTrue();
                    assertThat(e.getMessage())
                            .isEqualTo("an error inside the answer of openai-responses (server_error): Broken inside");
                });
        assertThat(events).containsExactly(new Text("H"));
    }
}
