package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.spring.test.AutoConfigureScriptedLLM;
import dev.llmconnect.testkit.ScriptedLLM;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@AutoConfigureScriptedLLM
class AskControllerTest {
    @Autowired
    private ScriptedLLM model;

    @Autowired
    private AskController controller;

    @Test
    void asksTheProfile() {
        model.thenAnswer("Team B");
        assertThat(controller.ask("Which team?").content()).isEqualTo("Team B");
        assertThat(model.lastRequest().config().modelNameIfSet()).contains("triage");
        model.assertCalls(1).assertAsked("Which team?");
    }
}
