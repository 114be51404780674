package dev.llmconnect.spring;

import dev.llmconnect.CallObserver;
import dev.llmconnect.CallObservers;
import dev.llmconnect.LLMAdapter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Configures the bean {@code llmAdapter}, with all profiles, policies and {@link CallObserver} beans, and a bean of the name of
 * each profile. A bean of the application that is called {@code llmAdapter} replaces the first.
 */
@AutoConfiguration
@EnableConfigurationProperties(LLMConnectProperties.class)
@Import(ProfileBeans.class)
public final class LLMConnectAutoConfiguration {
    /** Name of the bean of the default adapter: {@value}. */
    static final String ADAPTER = "llmAdapter";

    /** For Spring. */
    public LLMConnectAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(name = ADAPTER)
    static class AdapterConfiguration {
        @Bean
        AdapterAssembly llmAdapterAssembly(LLMConnectProperties properties, ConfigurableEnvironment environment) {
            return new AdapterAssembly(properties, EnvironmentVariables.of(environment));
        }

        @Bean
        DrainLifecycle llmDrainLifecycle(AdapterAssembly assembly, LLMConnectProperties properties) {
            return new DrainLifecycle(assembly, properties.shutdownTimeout());
        }

        @Bean(ADAPTER)
        @Primary
        LLMAdapter llmAdapter(
                AdapterAssembly assembly,
                ObjectProvider<CallObserver> observers,
                ObjectProvider<LLMAdapterCustomizer> customizers) {
            LLMAdapter adapter = CallObservers.observe(
                    assembly.adapter(), observers.orderedStream().toArray(CallObserver[]::new));
            for (LLMAdapterCustomizer customizer : customizers.orderedStream().toList()) {
                adapter = customizer.customize(adapter);
            }
            return adapter;
        }
    }
}
