package dev.llmconnect.spring;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Configures an observation of each call where there is an observation registry; it becomes a span with Micrometer Tracing. */
@AutoConfiguration(before = LLMConnectAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
final class ObservationAutoConfiguration {
    @Bean
    LLMAdapterCustomizer llmObservations(ObjectProvider<ObservationRegistry> registry) {
        return adapter -> {
            ObservationRegistry found = registry.getIfAvailable(() -> ObservationRegistry.NOOP);
            return found.isNoop() ? adapter : new ObservationAdapter(adapter, found);
        };
    }
}
