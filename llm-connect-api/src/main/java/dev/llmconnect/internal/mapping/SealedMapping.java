package dev.llmconnect.internal.mapping;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A sealed interface of records: an object of one of them, with a member that names which. */
final class SealedMapping implements Mapping {
    private static final List<String> TAGS = List.of("type", "kind", "$type");

    private final Class<?> type;
    private final Map<String, RecordMapping> records = new LinkedHashMap<>();

    SealedMapping(Class<?> type) {
        this.type = type;
    }

    void add(RecordMapping permitted) {
        if (records.putIfAbsent(permitted.type().getSimpleName(), permitted) != null) {
            throw new IllegalArgumentException(type.getName() + " permits two records called "
                    + permitted.type().getSimpleName());
        }
    }

    private String tag() {
        return tag(records.values().stream().map(RecordMapping::type));
    }

    /** The name of the member that tells the record: the first that none of them has itself. */
    private static String tag(Stream<Class<?>> recordTypes) {
        Set<String> taken = recordTypes
                .flatMap(one -> Stream.of(one.getRecordComponents()))
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        return TAGS.stream().filter(name -> !taken.contains(name)).findFirst().orElse("@type");
    }

    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        return builder.named(this, type.getSimpleName(), () -> choices(builder));
    }

    private Map<String, Object> choices(SchemaBuilder builder) {
        String tag = tag();
        List<Object> choices = new ArrayList<>();
        records.forEach((name, one) -> {
            Map<String, Object> which = new LinkedHashMap<>();
            which.put("type", "string");
            which.put("enum", List.of(name));
            choices.add(one.object(builder, Map.of(tag, which)));
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("anyOf", choices);
        return SchemaBuilder.described(schema, Descriptions.of(type));
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        if (!(tree instanceof Map<?, ?> object)) {
            return reading.mismatch(path, "an object", tree);
        }
        Object name = object.get(tag());
        RecordMapping one = name instanceof String text ? records.get(text) : null;
        return one != null
                ? one.read(tree, path, reading)
                : reading.mismatch(Reading.member(path, tag()), "one of " + String.join(", ", records.keySet()), name);
    }

    /** The member that tells which record of a sealed interface this is; none of a record that stands for itself. */
    static Map<String, Object> tagOf(Class<?> recordType) {
        Class<?> sealed = outermost(recordType);
        return sealed == recordType
                ? Map.of()
                : Map.of(tag(permitted(sealed).filter(Class::isRecord)), recordType.getSimpleName());
    }

    private static Class<?> outermost(Class<?> type) {
        return Stream.of(type.getInterfaces())
                .filter(Class::isSealed)
                .findFirst()
                .<Class<?>>map(SealedMapping::outermost)
                .orElse(type);
    }

    /** What a sealed interface permits, and what the sealed interfaces among it permit. */
    static Stream<Class<?>> permitted(Class<?> type) {
        return Stream.of(type.getPermittedSubclasses())
                .flatMap(one -> one.isInterface() && one.isSealed() ? permitted(one) : Stream.of(one));
    }
}
