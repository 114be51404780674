package dev.llmconnect.structured;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tells the model what a record, a component, an enum constant or a parameter of a tool means. It becomes the {@code description} of its
 * JSON schema.
 *
 * <pre>{@code
 * record Invoice(@Description("the day of payment, not of the order") LocalDate paid, BigDecimal total) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER})
public @interface Description {
    /** The text for the model to read. */
    String value();
}
