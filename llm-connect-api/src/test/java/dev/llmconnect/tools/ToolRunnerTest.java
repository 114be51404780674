package dev.llmconnect.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Cost;
import dev.llmconnect.Deadline;
import dev.llmconnect.FakeModel;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.structured.Description;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ToolRunnerTest {
    @Description("Gets the weather")
    record GetWeather(@Description("for example Paris") String city) {}

    private static final ToolFunction WEATHER =
            ToolFunction.of(GetWeather.class, arguments -> "rain in " + arguments.city());

    private static ToolCall weather(String id, String city) {
        return ToolCall.of(id, "get_weather", Map.of("city", city));
    }

    private static List<ToolResult> results(LLMRequest request) {
        Message last = request.messages().get(request.messages().size() - 1);
        return last.parts().stream().map(ToolResult.class::cast).toList();
    }

    @Test
    void runsTheToolAndAsksAgainWithItsResult() {
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("Take one.").build());

        ToolRun run = ToolRunner.of(model, WEATHER).run("An umbrella?");

        assertThat(run.content()).isEqualTo("Take one.");
        assertThat(run.turns()).isEqualTo(2);
        assertThat(run.messages())
                .extracting(message -> message.role().value())
                .containsExactly("user", "assistant", "tool", "assistant");
        Tool tool = model.request(0).tools().get(0);
        assertThat(tool.name()).isEqualTo("get_weather");
        assertThat(tool.description()).isEqualTo("Gets the weather");
        assertThat(tool.parameters()).containsEntry("required", List.of("city"));
        ToolResult result = results(model.request(1)).get(0);
        assertThat(result.callId()).isEqualTo("1");
        assertThat(result.text()).isEqualTo("rain in Paris");
        assertThat(result.isError()).isFalse();
    }

    record Forecast(String sky, int degrees) {}

    static class Weather {
        @ToolMethod("The weather of a city")
        Forecast weather(@Description("its name") String city, int days) {
            return new Forecast("rain in " + city, days);
        }

        @ToolMethod(value = "Moves", name = "move")
        void travel(GetWeather where) {
            if (where.city().isEmpty()) {
                throw new IllegalStateException("nowhere to go");
            }
        }
    }

    @Test
    void annotatedMethodsAreTools() {
        FakeModel model = new FakeModel()
                .thenCalls(
                        ToolCall.of("1", "weather", Map.of("city", "Rome", "days", 3)),
                        ToolCall.of("2", "move", Map.of("city", "Rome")),
                        ToolCall.of("3", "move", Map.of("city", "")))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.of(model, new Weather()).run("?");

        assertThat(model.request(0).tools()).extracting(Tool::name).containsExactly("move", "weather");
        assertThat(results(model.request(1)))
                .extracting(ToolResult::text)
                .containsExactly("{\"sky\":\"rain in Rome\",\"degrees\":3}", "done", "error: nowhere to go");
        assertThat(results(model.request(1))).extracting(ToolResult::isError).containsExactly(false, false, true);
    }

    @Test
    void aToolWithItsOwnSchemaGetsTheArgumentsAsTheyCame() {
        FakeModel model = new FakeModel()
                .thenCalls(ToolCall.of("1", "sum", Map.of("a", 1, "b", 2)))
                .then(request -> FakeModel.answer().content("3").build());
        ToolFunction sum = ToolFunction.of(
                Tool.of("sum", "Adds", Map.of("type", "object")),
                arguments -> (Integer) arguments.get("a") + (Integer) arguments.get("b"));

        ToolRunner.of(model, sum).run("1+2");

        assertThat(results(model.request(1)).get(0).text()).isEqualTo("3");
    }

    @Test
    void theToolsOfOneTurnRunAtOnce() {
        CyclicBarrier all = new CyclicBarrier(3);
        ToolFunction meet = ToolFunction.of(GetWeather.class, arguments -> {
            all.await(20, TimeUnit.SECONDS);
            return arguments.city();
        });
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "a"), weather("2", "b"), weather("3", "c"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.of(model, meet).run("?");

        assertThat(results(model.request(1))).extracting(ToolResult::text).containsExactly("a", "b", "c");
    }

    @Test
    void whatGoesWrongIsToldToTheModel() {
        FakeModel model = new FakeModel()
                .thenCalls(
                        ToolCall.of("1", "get_weather", Map.of("town", "Rome")),
                        ToolCall.of("2", "get_time", Map.of()),
                        ToolCall.of("3", "get_weather", Map.of(), "{\"city\":\"Ro"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.of(model, WEATHER).run("?");

        assertThat(results(model.request(1)))
                .allMatch(ToolResult::isError)
                .extracting(ToolResult::text)
                .containsExactly(
                        "error: wrong arguments: city is missing",
                        "error: there is no tool get_time; the tools are get_weather",
                        "error: the arguments are no JSON object");
    }

    @Test
    void aToolThatTakesTooLongIsInterruptedAndTheLoopGoesOn() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        ToolFunction slow = ToolFunction.of(GetWeather.class, arguments -> {
            try {
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("Sorry").build());

        LLMResponse answer = ToolRunner.builder(model)
                .tools(slow)
                .toolTimeout(Duration.ofMillis(30))
                .build()
                .execute("?");

        assertThat(answer.content()).isEqualTo("Sorry");
        assertThat(results(model.request(1)).get(0).text()).isEqualTo("error: the tool did not answer within 30 ms");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theDeadlineOfTheCallEndsTheLoop() {
        ToolFunction slow =
                ToolFunction.of(GetWeather.class, arguments -> new CountDownLatch(1).await(1, TimeUnit.MINUTES));
        FakeModel model = new FakeModel().thenCalls(weather("1", "Paris"));
        RunConfig config = RunConfig.builder().timeout(Duration.ofMillis(50)).build();

        assertThatThrownBy(() -> ToolRunner.of(model, slow).execute("?", config))
                .isInstanceOf(LLMTimeoutException.class)
                .hasMessageContaining("while the tool get_weather ran");
    }

    @Test
    void everyTurnHasTheSameDeadline() {
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.of(model, WEATHER).run("?");

        Deadline first = model.request(0).context().deadline().orElseThrow();
        assertThat(model.request(1).context().deadline()).containsSame(first);
    }

    @Test
    void aLoopWithoutAnEndIsStopped() {
        FakeModel model = new FakeModel().thenCalls(weather("1", "Paris"));

        assertThatThrownBy(() -> ToolRunner.builder(model)
                        .tools(WEATHER)
                        .maxTurns(3)
                        .build()
                        .run("?"))
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessageContaining("after 3 turns");
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    void budgetsOfTokensAndMoneyHoldForTheWholeLoop() {
        FakeModel model = new FakeModel()
                .then(request -> FakeModel.answer()
                        .toolCalls(List.of(weather("1", "Paris")))
                        .metadata(known -> known.cost(Cost.of(new BigDecimal("0.02"), Cost.Source.PROVIDER)))
                        .build());

        assertThatThrownBy(() -> ToolRunner.builder(model)
                        .tools(WEATHER)
                        .maxTokens(30)
                        .build()
                        .run("?"))
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessageContaining("30 tokens in 2 turns");
        assertThatThrownBy(() -> ToolRunner.builder(model)
                        .tools(WEATHER)
                        .maxCost(new BigDecimal("0.05"))
                        .build()
                        .run("?"))
                .hasMessageContaining("$0.06 in 3 turns");
    }

    @Test
    void theAnswerTellsWhatAllTurnsHaveUsed() {
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .thenCalls(weather("2", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());

        LLMResponse answer = ToolRunner.of(model, WEATHER).execute("?");

        assertThat(answer.usage()).isEqualTo(Usage.of(30, 15));
        assertThat(answer.metadata().extras()).containsEntry("tool_turns", 3);
    }

    @Test
    void aCallThatIsDeniedDoesNotRun() {
        AtomicBoolean ran = new AtomicBoolean();
        ToolFunction delete = ToolFunction.of("delete", "Deletes", GetWeather.class, arguments -> ran.getAndSet(true));
        FakeModel model = new FakeModel()
                .thenCalls(ToolCall.of("1", "delete", Map.of("city", "Rome")), weather("2", "Rome"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.builder(model)
                .tools(delete, WEATHER)
                .approval(call ->
                        call.name().equals("delete") ? ToolApproval.denied("the user said no") : ToolApproval.ALLOWED)
                .build()
                .run("?");

        assertThat(ran).isFalse();
        assertThat(results(model.request(1)))
                .extracting(ToolResult::text)
                .containsExactly("error: the user said no", "rain in Rome");
    }

    @Test
    void everyStepIsObservedAndAnObserverThatThrowsChangesNothing() {
        List<String> steps = Collections.synchronizedList(new ArrayList<>());
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.builder(model)
                .tools(WEATHER)
                .observer(new ToolObserver() {
                    @Override
                    public void turnStarted(int turn, LLMRequest request) {
                        steps.add("turn " + turn);
                        throw new IllegalStateException("an observer's bug");
                    }

                    @Override
                    public void turnEnded(int turn, LLMResponse response) {
                        steps.add("answer " + turn);
                    }

                    @Override
                    public void toolStarted(int turn, ToolCall call) {
                        steps.add("start " + call.name());
                    }

                    @Override
                    public void toolEnded(int turn, ToolCall call, ToolResult result, Duration time) {
                        steps.add("end " + result.text());
                    }
                })
                .build()
                .run("?");

        assertThat(steps)
                .containsExactly("turn 1", "answer 1", "start get_weather", "end rain in Paris", "turn 2", "answer 2");
    }

    @Test
    void aStreamGivesTheTurnsOneAfterTheOther() {
        FakeModel model = new FakeModel()
                .then(request -> FakeModel.answer()
                        .content("Let me see.")
                        .toolCalls(List.of(weather("1", "Paris")))
                        .build())
                .then(request -> FakeModel.answer().content("Take an umbrella.").build());
        StringBuilder text = new StringBuilder();

        try (LLMStream stream = ToolRunner.of(model, WEATHER).stream("An umbrella?")) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text more) {
                    text.append(more.text());
                }
            }
            assertThat(stream.response().content()).isEqualTo("Take an umbrella.");
            assertThat(stream.response().usage()).isEqualTo(Usage.of(20, 10));
        }

        assertThat(text).hasToString("Let me see.Take an umbrella.");
    }

    @Test
    void aCallerWhoLeavesEndsTheTool() throws InterruptedException {
        Cancellation cancellation = new Cancellation();
        CountDownLatch interrupted = new CountDownLatch(1);
        ToolFunction slow = ToolFunction.of(GetWeather.class, arguments -> {
            cancellation.cancel();
            try {
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        LLMRequest request =
                LLMRequest.builder().prompt("?").cancellation(cancellation).build();

        assertThatThrownBy(() -> ToolRunner.of(new FakeModel().thenCalls(weather("1", "Paris")), slow)
                        .execute(request))
                .isInstanceOf(LLMCancelledException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aToolThatOnlyTheRequestHasIsLeftToTheCaller() {
        FakeModel model = new FakeModel().thenCalls(ToolCall.of("1", "mine", Map.of()));
        LLMRequest request = LLMRequest.builder()
                .prompt("?")
                .tools(List.of(Tool.of("mine", "", Map.of("type", "object"))))
                .build();

        LLMResponse answer = ToolRunner.of(model, WEATHER).execute(request);

        assertThat(answer.toolCalls()).extracting(ToolCall::name).containsExactly("mine");
        assertThat(model.request(0).tools()).extracting(Tool::name).containsExactly("mine", "get_weather");
    }

    @Test
    void aCallThatIsForcedIsForcedOnce() {
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());
        LLMRequest request =
                LLMRequest.builder().prompt("?").toolChoice(ToolChoice.REQUIRED).build();

        ToolRunner.of(model, WEATHER).execute(request);

        assertThat(model.request(0).toolChoice()).contains(ToolChoice.REQUIRED);
        assertThat(model.request(1).toolChoice()).contains(ToolChoice.AUTO);
    }

    record Advice(boolean umbrella) {}

    @Test
    void theLastAnswerCanBeARecord() {
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request ->
                        FakeModel.answer().content("{\"umbrella\":true}").build());
        LLMAdapter assistant = ToolRunner.of(model, WEATHER);

        assertThat(assistant.execute("An umbrella?", Advice.class)).isEqualTo(new Advice(true));
    }

    @Test
    void aLongResultIsCut() {
        ToolFunction longTool = ToolFunction.of(GetWeather.class, arguments -> "x".repeat(50));
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.builder(model).tools(longTool).maxResultLength(10).build().run("?");

        assertThat(results(model.request(1)).get(0).text())
                .isEqualTo("xxxxxxxxxx… (cut off after 10 of 50 characters)");
    }

    @Test
    void aToolMayAnswerWithAnImage() {
        ContentPart image = ContentPart.Media.ofBase64("image/png", "AAAA");
        FakeModel model = new FakeModel()
                .thenCalls(weather("1", "Paris"))
                .then(request -> FakeModel.answer().content("ok").build());

        ToolRunner.of(model, ToolFunction.of(GetWeather.class, arguments -> image))
                .run("?");

        assertThat(results(model.request(1)).get(0).content()).containsExactly(image);
    }

    @Test
    void twoToolsOfOneNameAndObjectsWithoutToolsAreRefused() {
        assertThatThrownBy(() -> ToolRunner.of(new FakeModel(), WEATHER, WEATHER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two tools are called get_weather");
        assertThatThrownBy(() -> ToolRunner.of(new FakeModel(), "weather"))
                .hasMessageContaining("java.lang.String has no method with @ToolMethod");
    }
}
