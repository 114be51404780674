package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.structured.Description;
import dev.llmconnect.tools.ToolFunction;
import dev.llmconnect.tools.ToolRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptedLLMTest {
    @Description("Gets the weather")
    record GetWeather(String city) {}

    @Test
    void givesItsAnswersInOrderAndRemembersWhatItWasAsked() {
        ScriptedLLM model = ScriptedLLM.answering("It rains.", "Still.").thenFail(new LLMTimeoutException("too late"));

        assertThat(model.execute("Weather in Paris?").content()).isEqualTo("It rains.");
        assertThat(model.execute("And now?").content()).isEqualTo("Still.");
        assertThatThrownBy(() -> model.execute("And now?")).isInstanceOf(LLMTimeoutException.class);

        model.assertCalls(3).assertAsked("Paris").assertExhausted();
        assertThat(model.lastRequest().messages()).hasSize(1);
    }

    @Test
    void streamsWordByWord() {
        List<String> words = new ArrayList<>();
        try (LLMStream stream = ScriptedLLM.answering("It rains a lot.").stream("Weather?")) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text text) {
                    words.add(text.text());
                }
            }
            assertThat(stream.response().content()).isEqualTo("It rains a lot.");
        }

        assertThat(words).containsExactly("It ", "rains ", "a ", "lot.");
    }

    @Test
    void callsToolsThatARunnerRuns() {
        ScriptedLLM model = ScriptedLLM.answering()
                .thenCall("get_weather", Map.of("city", "Paris"))
                .thenAnswer("Take an umbrella.");

        ToolRunner.of(model, ToolFunction.of(GetWeather.class, where -> "rain in " + where.city()))
                .execute("An umbrella?");

        model.assertToolResult("get_weather", "rain in Paris").assertExhausted();
    }

    @Test
    void everyAssertionCanFail() {
        ScriptedLLM model = ScriptedLLM.answering("It rains.", "Still.");
        assertThatThrownBy(model::lastRequest).isInstanceOf(AssertionError.class);
        model.execute("Weather?");

        assertThatThrownBy(() -> model.assertCalls(2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected 2 call(s), but there were 1: [user: Weather?]");
        assertThatThrownBy(() -> model.assertAsked("Rome")).hasMessageContaining("nobody asked for <Rome>");
        assertThatThrownBy(() -> model.assertToolResult("get_weather", "rain")).hasMessageContaining("[]");
        assertThatThrownBy(model::assertExhausted).hasMessageContaining("1 answer(s)");
        model.execute("Weather?");
        assertThatThrownBy(() -> model.execute("And in Rome?"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("call 3 is beyond the script of 2 answer(s): user: And in Rome?");
    }
}
