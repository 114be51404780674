package dev.llmconnect.providers.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Deadline;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Ticker;
import dev.llmconnect.providers.StubProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteProviderTest {
    private static final String ANSWER = """
            {"content":"Bonjour","model":"m-1","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},\
            "finish_reason":"tool_calls","metadata":{"provider":"openrouter","request_id":"r-1","profile":"p",\
            "provider_finish_reason":"end_turn","reasoning":"hm","cost_usd":0.00001,"usage_details":{"cached_tokens":1},\
            "tool_calls":[{"id":"c","name":"wave","arguments":{"hand":"left"}}]}}""";

    private static LLMAdapter adapter(StubProvider stub) {
        return stub.adapter("llm-connect", "LLM_CONNECT_REMOTE_API_KEY");
    }

    @Test
    void passesDepthIdAndRemainingTimeOnAndOnlyWhatIsSet() {
        Ticker still = () -> 0;
        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .requestId("r-1")
                .depth(3)
                .ticker(still)
                .deadline(Deadline.after(Duration.ofMillis(4500), still))
                .config(RunConfig.builder().modelName("triage").maxDepth(5).build())
                .build();
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = adapter(stub)) {
            adapter.execute(request);

            RecordedRequest seen = stub.request();
            assertThat(seen.getTarget()).isEqualTo("/execute");
            assertThat(seen.getHeaders().get("X-LLM-Connect-Depth")).isEqualTo("3");
            assertThat(seen.getHeaders().get("X-Request-Id")).isEqualTo("r-1");
            assertThat(seen.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            assertThat(seen.getBody().utf8())
                    .isEqualTo(
                            "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"triage\",\"timeout_seconds\":5,\"max_depth\":5},\"parts\":true}");
        }
    }

    @Test
    void theAnswerIsTheOneTheRemoteServerGave() {
        try (StubProvider stub = new StubProvider().answers(200, ANSWER);
                LLMAdapter adapter = adapter(stub)) {
            LLMResponse answer = adapter.execute(LLMRequest.of("Hello"));

            assertThat(answer.content()).isEqualTo("Bonjour");
            assertThat(answer.usage().totalTokens()).isEqualTo(3);
            assertThat(answer.usage().details()).isEqualTo(Map.of("cached_tokens", 1L));
            assertThat(answer.finishReason().value()).isEqualTo("tool_calls");
            assertThat(answer.reasoning()).contains("hm");
            assertThat(answer.toolCalls().get(0).arguments()).isEqualTo(Map.of("hand", "left"));
            assertThat(answer.metadata().toMap())
                    .containsEntry("provider", "openrouter")
                    .containsEntry("request_id", "r-1")
                    .containsEntry("profile", "p");
        }
    }

    @Test
    void aStreamIsReadToItsDoneEvent() {
        String events =
                ": ping\n\nevent: delta\ndata: {\"reasoning\":\"hm\"}\n\nevent: delta\ndata: {\"content\":\"Bon\"}\n\n"
                        + "event: tomorrow\ndata: {}\n\nevent: delta\ndata: {\"content\":\"jour\"}\n\nevent: done\ndata: "
                        + ANSWER + "\n\n";
        try (StubProvider stub = new StubProvider().streams(events);
                LLMAdapter adapter = adapter(stub);
                LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            List<StreamEvent> told = new ArrayList<>();
            stream.forEach(told::add);
            assertThat(told.get(0)).isInstanceOf(StreamEvent.Start.class);
            assertThat(told.subList(1, told.size()))
                    .containsExactly(
                            new StreamEvent.Reasoning("hm"),
                            new StreamEvent.Text("Bon"),
                            new StreamEvent.Text("jour"),
                            new StreamEvent.ToolCallDelta(0, "c", "wave", "{\"hand\":\"left\"}"));
            assertThat(stream.response().content()).isEqualTo("Bonjour");
            assertThat(stub.requestBody().isTrue("stream")).isTrue();
        }
    }

    @Test
    void aStreamWithoutItsDoneEventWasCut() {
        try (StubProvider stub = new StubProvider().streams("event: delta\ndata: {\"content\":\"Bon\"}\n\n");
                LLMAdapter adapter = adapter(stub);
                LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
            assertThatThrownBy(stream::response)
                    .isInstanceOfSatisfying(
                            LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, InvalidRequestError, invalid_request",
        "413, request_too_large, RequestTooLargeError, invalid_request",
        "429, provider_rate_limited, LLMRateLimitError, provider_rate_limited",
        "499, cancelled, LLMError, cancelled",
        "500, unknown_profile, LLMProfileError, unknown_profile",
        "500, configuration_error, LLMConfigurationError, configuration_error",
        "500, budget_exceeded, LLMBudgetExceededError, budget_exceeded",
        "500, llm_error, LLMError, llm_error",
        "500, internal_error, InternalError, provider_api_error",
        "502, provider_api_error, LLMAPIError, provider_api_error",
        "503, server_overloaded, ServerOverloadedError, provider_api_error",
        "504, provider_timeout, LLMTimeoutError, provider_timeout"
    })
    void anErrorIsThrownAsItWasThrownThere(int status, String code, String type, String expected) {
        String body = "{\"error\":\"" + code + "\",\"message\":\"what happened\",\"type\":\"" + type
                + "\",\"retry_after_seconds\":7,\"request_id\":\"r-1\"}";
        String event = "event: error\ndata: " + body + "\n\n";
        try (StubProvider stub = new StubProvider().answers(status, body).streams(event);
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(LLMException.class, e -> {
                        assertThat(e.code().value()).isEqualTo(expected);
                        assertThat(e.getMessage()).contains("what happened");
                        if (status == 429) {
                            assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
                        }
                    });
            assertThatThrownBy(() -> adapter.stream(LLMRequest.of("Hello")).response())
                    .isInstanceOfSatisfying(
                            LLMException.class,
                            e -> assertThat(e.code().value()).isEqualTo(expected));
        }
    }

    @Test
    void theDetailsOfAFailureAreThoseOfTheProviderBehindTheServer() {
        String body =
                "{\"error\":\"provider_api_error\",\"message\":\"HTTP 529 from anthropic\",\"type\":\"LLMAPIError\","
                        + "\"provider_status\":529,\"details\":{\"provider\":\"anthropic\",\"reason\":\"overloaded\","
                        + "\"provider_code\":\"overloaded_error\"}}";
        try (StubProvider stub = new StubProvider().answers(502, body);
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(LLMApiException.class, e -> {
                        assertThat(e).hasMessage("HTTP 529 from anthropic");
                        assertThat(e.provider()).contains("anthropic");
                        assertThat(e.providerStatus()).contains(529);
                        assertThat(e.reason()).isEqualTo(FailureReason.OVERLOADED);
                        assertThat(e.details().providerCode()).contains("overloaded_error");
                    });
        }
    }

    @Test
    void anAnswerWhosePartsAreMalformedIsAnError() {
        String body = ANSWER.substring(0, ANSWER.length() - 1) + ",\"parts\":[{\"type\":\"text\"}]}";
        try (StubProvider stub = new StubProvider().answers(200, body);
                LLMAdapter adapter = adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOfSatisfying(
                            LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED))
                    .hasMessageContaining("parts[0].text is missing");
        }
    }
}
