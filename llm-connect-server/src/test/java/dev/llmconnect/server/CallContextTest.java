package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.CallContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says of its call reaches the adapter. */
class CallContextTest {
    private static final ApiKeys.NewKey KEY = ApiKeys.generate("billing");

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.defaults(), ApiKeys.parse("test", KEY.entry()));

    @Test
    void theHeadersAndTheKeyAreInTheContext() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        send(
                "/execute",
                "{\"prompt\":\"Hi\",\"tags\":{\"team\":\"body\",\"job\":\"7\"}}",
                "X-Request-Id",
                "id-1",
                "X-LLM-Connect-Depth",
                "2",
                "X-LLM-Connect-Tags",
                "team=triage,empty=",
                "X-LLM-Connect-Hops",
                "3",
                "traceparent",
                parent,
                "tracestate",
                "a=1,b=2");

        CallContext context = SERVER.adapter.onlyRequest().context();
        assertThat(context.requestId()).isEqualTo("id-1");
        assertThat(context.endpoint()).contains("/execute");
        assertThat(context.caller()).contains("billing");
        assertThat(context.tags()).isEqualTo(Map.of("team", "triage", "job", "7", "empty", ""));
        assertThat(context.depth()).isEqualTo(2);
        assertThat(context.hops()).isEqualTo(3);
        assertThat(context.trace()).hasValueSatisfying(trace -> {
            assertThat(trace.traceparent()).isEqualTo(parent);
            assertThat(trace.tracestate()).contains("a=1,b=2");
        });
        assertThat(context.hasBegun()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'Hi'}],'user':'u-1','metadata':{'job':'7'}}",
                "/v1/chat/completions | {'model':'m','messages':[{'role':'user','content':'Hi'}],'safety_identifier':'u-1','user':'x','metadata':{'job':'7'}}",
                "/v1/responses | {'model':'m','input':'Hi','user':'u-1','metadata':{'job':'7'}}",
                "/v1/messages | {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}],'metadata':{'user_id':'u-1'}}"
            })
    void theLabelsOfTheCompatibleApisAreTagsAndSession(String path, String body) {
        send(path, body.replace('\'', '"'));

        CallContext context = SERVER.adapter.onlyRequest().context();
        assertThat(context.session()).contains("u-1");
        assertThat(context.tags()).isEqualTo(path.endsWith("messages") ? Map.of() : Map.of("job", "7"));
    }

    @Test
    void whatIsTooLongForATagIsNone() {
        send(
                "/v1/chat/completions",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"metadata\":{\"a\":\""
                        + "x".repeat(65) + "\",\"b\":\"1\"},\"user\":\"" + "u".repeat(300) + "\"}");

        assertThat(SERVER.adapter.onlyRequest().context().tags()).isEqualTo(Map.of("b", "1"));
        assertThat(SERVER.adapter.onlyRequest().context().session()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\"", "[]", "{\"a\":1}", "{\"a\":null}", "{\"\":\"x\"}"})
    void tagsThatAreNoShortStringsAre400(String tags) {
        HttpResponse<String> answer = send("/execute", "{\"prompt\":\"Hi\",\"tags\":" + tags + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "tag");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "X-LLM-Connect-Tags, team",
        "X-LLM-Connect-Tags, =x",
        "X-LLM-Connect-Tags, 'a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9,j=10,k=11,l=12,m=13,n=14,o=15,p=16,q=17'",
        "X-LLM-Connect-Depth, -1",
        "X-LLM-Connect-Hops, x"
    })
    void aMalformedHeaderIs400InTheFormOfTheApi(String name, String value) {
        HttpResponse<String> answer = send("/v1/messages", "{}", name, value);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"type\":\"error\"");
        assertThat(SERVER.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aMalformedTraceIsIgnored() {
        assertThat(send("/execute", "{\"prompt\":\"Hi\"}", "traceparent", "00-x")
                        .statusCode())
                .isEqualTo(200);
        assertThat(SERVER.adapter.onlyRequest().context().trace()).isEmpty();
    }

    @Test
    void aCallThatHasPassedTooManyServersIsRefused() {
        HttpResponse<String> answer = send("/execute", "{\"prompt\":\"Hi\"}", "X-LLM-Connect-Hops", "16");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("budget_exceeded", "lead back to this server");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    private static HttpResponse<String> send(String path, String body, String... headers) {
        return SERVER.send(path, request -> {
            request.header("x-api-key", KEY.key()).POST(BodyPublishers.ofString(body));
            return headers.length == 0 ? request : request.headers(headers);
        });
    }
}
