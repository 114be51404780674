package dev.llmconnect.internal.mapping;

import dev.llmconnect.structured.Description;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What annotations say of a type, a component or a parameter. */
public final class Descriptions {
    private Descriptions() {}

    /** The text of {@link Description}; empty without one. */
    public static String of(AnnotatedElement element) {
        return of(element.getAnnotation(Description.class));
    }

    static String of(@Nullable Description description) {
        return description == null ? "" : description.value();
    }

    /** Whether it may be {@code null}: by an annotation of that name of whatever library. */
    static boolean isNullable(AnnotatedElement element, AnnotatedType type) {
        return Stream.concat(Stream.of(element.getAnnotations()), Stream.of(type.getAnnotations()))
                .map(Annotation::annotationType)
                .anyMatch(annotation -> annotation.getSimpleName().equals("Nullable"));
    }
}
