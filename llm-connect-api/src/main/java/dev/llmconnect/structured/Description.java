package dev.llmconnect.structured;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a record, a component, an enum constant or a tool parameter to the model, as the {@code description} of its JSON
 * schema.
 *
 * <pre>{@code
 * record Invoice(@Description("the day of payment, not of the order") LocalDate paid, BigDecimal total) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.PARAMETER})
public @interface Description {
    /** Description for the model. */
    String value();
}
