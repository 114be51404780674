package dev.llmconnect.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures the health indicator {@code llmConnect} on Spring Boot 3. */
@AutoConfiguration(after = LLMConnectAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnBean(AdapterAssembly.class)
@ConditionalOnEnabledHealthIndicator("llm-connect")
final class Boot3HealthAutoConfiguration {
    @Bean
    HealthIndicator llmConnectHealthIndicator(AdapterAssembly assembly) {
        LLMHealth health = new LLMHealth(assembly);
        return () -> (health.isUp() ? Health.up() : Health.down())
                .withDetails(health.details())
                .build();
    }
}
