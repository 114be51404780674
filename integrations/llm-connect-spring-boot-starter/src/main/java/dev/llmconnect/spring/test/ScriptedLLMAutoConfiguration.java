package dev.llmconnect.spring.test;

import dev.llmconnect.spring.LLMConnectAutoConfiguration;
import dev.llmconnect.testkit.ScriptedLLM;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Configures a scripted adapter by the name of the application's. */
@AutoConfiguration(before = LLMConnectAutoConfiguration.class)
final class ScriptedLLMAutoConfiguration {
    @Bean("llmAdapter")
    @Primary
    ScriptedLLM scriptedLLM() {
        return ScriptedLLM.answering();
    }
}
