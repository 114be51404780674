package dev.llmconnect.spring;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.RunConfig;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Registers a bean for each profile: the default adapter, whose calls select the profile. A bean of that name takes precedence. */
final class ProfileBeans implements ImportBeanDefinitionRegistrar {
    private final ConfigurableEnvironment environment;
    private final BeanFactory beans;

    ProfileBeans(Environment environment, BeanFactory beans) {
        this.environment = (ConfigurableEnvironment) environment;
        this.beans = beans;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        LLMConnectProperties properties =
                Binder.get(environment).bindOrCreate(LLMConnectProperties.PREFIX, LLMConnectProperties.class);
        properties
                .loadProfiles(EnvironmentVariables.of(environment), LLMAdapters.installed())
                .names()
                .forEach(profile -> register(profile, registry));
    }

    private void register(String profile, BeanDefinitionRegistry registry) {
        if (registry.containsBeanDefinition(profile)) {
            return;
        }
        RunConfig selecting = RunConfig.builder().modelName(profile).build();
        RootBeanDefinition definition = new RootBeanDefinition(
                LLMAdapter.class,
                () -> beans.getBean(LLMConnectAutoConfiguration.ADAPTER, LLMAdapter.class)
                        .withDefaults(selecting));
        definition.setLazyInit(true);
        // The default adapter is closed by itself.
        definition.setDestroyMethodName("");
        registry.registerBeanDefinition(profile, definition);
    }
}
