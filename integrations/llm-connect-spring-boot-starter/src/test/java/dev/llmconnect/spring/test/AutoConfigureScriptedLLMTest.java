package dev.llmconnect.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.testkit.ScriptedLLM;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;

@SpringBootTest(properties = {"llm-connect.provider=openai", "llm-connect.profiles.triage.provider=openai"})
@AutoConfigureScriptedLLM
class AutoConfigureScriptedLLMTest {
    @Autowired
    private ScriptedLLM model;

    @Autowired
    private LLMAdapter adapter;

    @Autowired
    @Qualifier("triage")
    private LLMAdapter triage;

    @Test
    void theApplicationsAdapterIsTheScriptedOne() {
        model.thenAnswer("It rains.");
        assertThat(adapter.execute("The weather?").content()).isEqualTo("It rains.");
        model.assertCalls(1).assertAsked("weather").assertExhausted();
    }

    @Test
    void adaptersOfProfilesAnswerThroughItToo() {
        model.thenAnswer("Team B");
        assertThat(triage.execute("Which team?").content()).isEqualTo("Team B");
        assertThat(model.lastRequest().config().modelNameIfSet()).contains("triage");
        model.assertCalls(1);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
