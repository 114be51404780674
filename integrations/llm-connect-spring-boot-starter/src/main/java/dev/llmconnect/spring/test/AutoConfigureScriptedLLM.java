package dev.llmconnect.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Replaces the application's adapter by a {@link dev.llmconnect.testkit.ScriptedLLM}, a bean that a test injects; adapters of
 * profiles answer through it, too. Script and requests are cleared before each test. Needs {@code llm-connect-testkit}.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureScriptedLLM
 * class ForecastTest {
 *     @Autowired ScriptedLLM model;
 *     @Autowired Forecaster forecaster;
 *
 *     @Test
 *     void saysThatItRains() {
 *         model.thenAnswer("It rains.");
 *         assertThat(forecaster.forecast("Paris")).contains("rain");
 *         model.assertCalls(1).assertAsked("Paris");
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(ScriptedLLMAutoConfiguration.class)
public @interface AutoConfigureScriptedLLM {}
