package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A call that an operator cancels: its client is told so in the form of its endpoint, by a status with which no client asks again, and
 * the log, the metrics, the spans and the recent calls have it as {@code cancelled}.
 */
class CallsCancelledByOperatorTest {
    private static final String ADMIN_KEY = "llmc-admin-0123456789abcdef";
    private static final Answer ANSWER = new Answer("model-1-answered", List.of("Hello ", "there ", "you"), 7, 3);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final String TOLD = "the call was cancelled at the server";

    private final LoggedCalls logged = new LoggedCalls();
    private final SpansWitness spans = new SpansWitness();
    private final ProviderStub provider = new ProviderStub();
    private final Gateway gateway = new Gateway(environment());
    private final List<CallWitness> witnesses = List.of(new MetricsWitness(), spans, new RecentCallsWitness());

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(spans.environment());
        environment.put("OPENAI_API_KEY", "canary-cancelled-key");
        environment.put("LLM_CONNECT_OPENAI_BASE_URL", provider.url().toString());
        environment.put("LLM_CONNECT_PROVIDER", "openai");
        environment.put("LLM_CONNECT_ADMIN_KEY", ADMIN_KEY);
        environment.put(
                "LLM_CONNECT_PROFILES_JSON",
                "{\"quick\":{\"provider\":\"openai\",\"model\":\"model-1\",\"fallbacks\":[{\"provider\":\"mock\"}]}}");
        return environment;
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        provider.close();
        spans.close();
        logged.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/execute|{'prompt':'Hi','config':{'model_name':'quick'}}|'error':'cancelled'",
                "/execute|{'prompt':'Hi','config':{'model_name':'quick'},'stream':true}|'error':'cancelled'",
                "/v1/chat/completions|{'model':'quick','messages':[{'role':'user','content':'Hi'}]}|'code':'cancelled'",
                "/v1/chat/completions|{'model':'quick','stream':true,'messages':[{'role':'user','content':'Hi'}]}|'code':'cancelled'",
                "/v1/completions|{'model':'quick','prompt':'Hi'}|'code':'cancelled'",
                "/v1/responses|{'model':'quick','input':'Hi'}|'code':'cancelled'",
                "/v1/responses|{'model':'quick','stream':true,'input':'Hi'}|'code':'cancelled'",
                "/v1/messages|{'model':'quick','max_tokens':9,'messages':[{'role':'user','content':'Hi'}]}|'type':'api_error'",
                "/v1beta/models/quick:generateContent|{'contents':[{'parts':[{'text':'Hi'}]}]}|'status':'CANCELLED'",
                "/api/chat|{'model':'quick','stream':false,'messages':[{'role':'user','content':'Hi'}]}|'error':'cancelled'",
                "/api/generate|{'model':'quick','stream':false,'prompt':'Hi'}|'error':'cancelled'",
                "/openai/deployments/quick/chat/completions?api-version=2024-10-21|{'messages':[{'role':'user','content':'Hi'}]}|'code':'cancelled'"
            })
    void isAnsweredAsSuchBeforeItsAnswer(String path, String body, String told) throws Exception {
        provider.answer(request -> ChatFormat.answer(ANSWER).late(SILENCE));
        for (CallWitness witness : witnesses) {
            witness.before(gateway);
        }

        CompletableFuture<HttpResponse<String>> call = CompletableFuture.supplyAsync(() -> {
            try {
                return gateway.post(path, json(body));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        cancelOnceAsked();

        HttpResponse<String> answer = call.get(20, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(499);
        assertThat(answer.body()).contains(json(told)).contains(TOLD);
        assertThat(answer.headers().firstValue("x-should-retry").orElse("false"))
                .isEqualTo("false");
        allSayCancelled("499");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/execute|{'prompt':'Hi','config':{'model_name':'quick'},'stream':true}|'error':'cancelled'",
                "/v1/chat/completions|{'model':'quick','stream':true,'messages':[{'role':'user','content':'Hi'}]}|'code':'cancelled'",
                "/v1/completions|{'model':'quick','stream':true,'prompt':'Hi'}|'code':'cancelled'",
                "/v1/responses|{'model':'quick','stream':true,'input':'Hi'}|'code':'cancelled'",
                "/v1/messages|{'model':'quick','stream':true,'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]}|'type':'api_error'",
                "/v1beta/models/quick:streamGenerateContent?alt=sse|{'contents':[{'parts':[{'text':'Hi'}]}]}|'status':'CANCELLED'",
                "/api/chat|{'model':'quick','messages':[{'role':'user','content':'Hi'}]}|'error':'cancelled'"
            })
    void endsItsStreamWithTheError(String path, String body, String told) throws Exception {
        provider.answer(request -> ChatFormat.stream(ANSWER).pausing(2, SILENCE));
        for (CallWitness witness : witnesses) {
            witness.before(gateway);
        }

        HttpResponse<InputStream> stream = gateway.stream(path, json(body));
        assertThat(stream.statusCode()).isEqualTo(200);
        int first = stream.body().read();
        cancelOnceAsked();

        // Ollama's form has no end that tells of an error: its connection breaks off after it.
        StringBuilder rest = new StringBuilder().append((char) first);
        try (InputStream in = stream.body()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                rest.append((char) next);
            }
        } catch (IOException e) {
            assertThat(rest).contains(TOLD);
        }
        assertThat(rest).contains(json(told)).contains(TOLD);
        allSayCancelled("200");
    }

    private void cancelOnceAsked() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (provider.received().isEmpty()) {
            assertThat(System.nanoTime()).as("the provider is asked").isLessThan(end);
            Thread.onSpinWait();
        }
        HttpResponse<String> cancelled = gateway.send(
                "POST",
                "/admin/api/calls/" + gateway.lastRequestId() + "/cancel",
                "",
                "Authorization",
                "Bearer " + ADMIN_KEY);
        assertThat(cancelled.body()).isEqualTo("{\"cancelled\":1}");
    }

    private void allSayCancelled(String status) throws Exception {
        List<Map<String, String>> lines = logged.await(gateway.lastRequestId());
        assertThat(lines).as("no retry, no fallback").hasSize(1);
        Map<String, String> call = lines.get(0);
        assertThat(call)
                .containsEntry("error", "cancelled")
                .containsEntry("status", status)
                .containsEntry("attempts", "1");
        for (CallWitness witness : witnesses) {
            witness.after(gateway, call, List.of());
        }
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
