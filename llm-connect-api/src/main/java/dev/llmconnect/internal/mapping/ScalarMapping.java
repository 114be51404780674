package dev.llmconnect.internal.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text, a number, a truth value, or what is written as a text: a date, a time, an id.
 *
 * @param keywords the schema
 * @param expected what a message says that it must be
 * @param reader gives {@code null} or throws what is caught here when a tree is something else
 * @param empty what stands for it when it is not there yet
 */
record ScalarMapping(
        Map<String, Object> keywords,
        String expected,
        Function<Object, @Nullable Object> reader,
        @Nullable Object empty)
        implements Mapping {
    private static final String DATE_TIME = "a date and time with its offset, such as 2026-01-31T12:30:00Z";
    private static final Map<Class<?>, ScalarMapping> ALL = new LinkedHashMap<>();

    static {
        add(String.class, Map.of("type", "string"), "a text", tree -> tree instanceof String ? tree : null);
        ScalarMapping truth = new ScalarMapping(
                Map.of("type", "boolean"), "true or false", tree -> tree instanceof Boolean ? tree : null, null);
        ALL.put(Boolean.class, truth);
        ALL.put(boolean.class, truth.orEmpty(false));
        integer(Byte.class, byte.class, (byte) 0, BigInteger::byteValueExact, Byte.MIN_VALUE, Byte.MAX_VALUE);
        integer(Short.class, short.class, (short) 0, BigInteger::shortValueExact, Short.MIN_VALUE, Short.MAX_VALUE);
        integer(Integer.class, int.class, 0, BigInteger::intValueExact, Integer.MIN_VALUE, Integer.MAX_VALUE);
        integer(Long.class, long.class, 0L, BigInteger::longValueExact, Long.MIN_VALUE, Long.MAX_VALUE);
        number(Float.class, float.class, 0f, Number::floatValue);
        number(Double.class, double.class, 0d, Number::doubleValue);
        add(
                BigInteger.class,
                Map.of("type", "integer"),
                "an integer",
                tree -> decimal(tree).toBigIntegerExact());
        add(BigDecimal.class, Map.of("type", "number"), "a number", ScalarMapping::decimal);
        text(LocalDate.class, "date", "a date such as 2026-01-31", LocalDate::parse);
        text(Instant.class, "date-time", DATE_TIME, ScalarMapping::instant);
        text(OffsetDateTime.class, "date-time", DATE_TIME, OffsetDateTime::parse);
        text(ZonedDateTime.class, "date-time", DATE_TIME, ZonedDateTime::parse);
        text(LocalDateTime.class, "", "a date and time such as 2026-01-31T12:30:00", ScalarMapping::localDateTime);
        text(LocalTime.class, "", "a time such as 12:30:00", LocalTime::parse);
        text(Duration.class, "", "an ISO 8601 duration such as PT1H30M", Duration::parse);
        text(UUID.class, "", "a UUID", UUID::fromString);
        text(URI.class, "", "a URI", URI::create);
    }

    static @Nullable ScalarMapping of(Class<?> type) {
        return ALL.get(type);
    }

    private ScalarMapping orEmpty(Object value) {
        return new ScalarMapping(keywords, expected, reader, value);
    }

    private static void add(
            Class<?> type, Map<String, Object> schema, String expected, Function<Object, @Nullable Object> reader) {
        ALL.put(type, new ScalarMapping(schema, expected, reader, null));
    }

    private static void integer(
            Class<?> boxed, Class<?> primitive, Object zero, Function<BigInteger, Object> exact, long min, long max) {
        ScalarMapping mapping = new ScalarMapping(
                Map.of("type", "integer"),
                "an integer from " + min + " to " + max,
                tree -> exact.apply(decimal(tree).toBigIntegerExact()),
                null);
        ALL.put(boxed, mapping);
        ALL.put(primitive, mapping.orEmpty(zero));
    }

    private static void number(Class<?> boxed, Class<?> primitive, Object zero, Function<Number, Object> value) {
        ScalarMapping mapping =
                new ScalarMapping(Map.of("type", "number"), "a number", tree -> value.apply(decimal(tree)), null);
        ALL.put(boxed, mapping);
        ALL.put(primitive, mapping.orEmpty(zero));
    }

    /** A format is named only where every provider takes it; the others are told in words. */
    private static void text(Class<?> type, String format, String expected, Function<String, Object> parser) {
        add(
                type,
                format.isEmpty()
                        ? Map.of("type", "string", "description", expected)
                        : Map.of("type", "string", "format", format),
                expected,
                tree -> tree instanceof String text ? parser.apply(text) : null);
    }

    private static BigDecimal decimal(Object tree) {
        if (tree instanceof Number number) {
            return number instanceof BigDecimal exact ? exact : new BigDecimal(number.toString());
        }
        throw new ArithmeticException("no number");
    }

    private static Instant instant(String text) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    }

    private static LocalDateTime localDateTime(String text) {
        return DateTimeFormatter.ISO_DATE_TIME.parse(text, LocalDateTime::from);
    }

    @Override
    public Map<String, Object> schema(SchemaBuilder builder) {
        return new LinkedHashMap<>(keywords);
    }

    @Override
    public @Nullable Object read(Object tree, String path, Reading reading) {
        try {
            Object value = reader.apply(tree);
            return value != null ? value : reading.mismatch(path, expected, tree);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            return reading.mismatch(path, expected, tree);
        }
    }

    @Override
    public @Nullable Object notYet() {
        return empty;
    }
}
