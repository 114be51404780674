package tasks;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The Spring Boot application that the tasks run in; not counted, and neither is its application.properties. */
@SpringBootApplication
public class Spring {
    static final ConfigurableApplicationContext CONTEXT = start();

    private static ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(Spring.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run();
    }

    static <T> T bean(Class<T> type) {
        return CONTEXT.getBean(type);
    }
}
