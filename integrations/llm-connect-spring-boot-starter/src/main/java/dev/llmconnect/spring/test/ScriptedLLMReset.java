package dev.llmconnect.spring.test;

import dev.llmconnect.testkit.ScriptedLLM;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Clears the scripted adapter before each test, since tests share a context. */
final class ScriptedLLMReset implements TestExecutionListener {
    @Override
    public void beforeTestMethod(TestContext context) {
        if (AnnotatedElementUtils.hasAnnotation(context.getTestClass(), AutoConfigureScriptedLLM.class)) {
            context.getApplicationContext().getBean(ScriptedLLM.class).clear();
        }
    }
}
