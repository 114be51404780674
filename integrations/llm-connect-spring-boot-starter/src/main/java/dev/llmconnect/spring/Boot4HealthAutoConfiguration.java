package dev.llmconnect.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Configures the health indicator {@code llmConnect} on Spring Boot 4. */
@AutoConfiguration(after = LLMConnectAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnMissingClass("org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnBean(AdapterAssembly.class)
@ConditionalOnEnabledHealthIndicator("llm-connect")
final class Boot4HealthAutoConfiguration {
    @Bean
    HealthIndicator llmConnectHealthIndicator(AdapterAssembly assembly) {
        LLMHealth health = new LLMHealth(assembly);
        return () -> (health.isUp() ? Health.up() : Health.down())
                .withDetails(health.details())
                .build();
    }
}
