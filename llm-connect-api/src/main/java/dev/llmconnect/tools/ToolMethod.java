package dev.llmconnect.tools;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a method as a tool. Its parameters are the arguments, by name (compile with {@code -parameters}); a single record
 * parameter provides its components as arguments instead. See {@link ToolFunction#ofMethods}.
 *
 * <pre>{@code
 * class Weather {
 *     @ToolMethod("The weather of a city, now")
 *     String weather(@Description("for example Paris") String city) { … }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ToolMethod {
    /** Description of the tool, for the model. */
    String value() default "";

    /** Name of the tool. Default: the name of the method. */
    String name() default "";
}
