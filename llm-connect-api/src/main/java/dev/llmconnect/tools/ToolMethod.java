package dev.llmconnect.tools;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a tool that the model may call. Its parameters are the tool's arguments, by their names (compile with {@code
 * -parameters}); a single record as the parameter gives its components as arguments instead. See {@link ToolFunction#ofMethods}.
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
    /** What the tool does, for the model to read. */
    String value() default "";

    /** The name that the model uses; the method's by default. */
    String name() default "";
}
