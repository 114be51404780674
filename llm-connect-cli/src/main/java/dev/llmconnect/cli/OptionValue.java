package dev.llmconnect.cli;

import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.ledger.OnStoreLoss;
import dev.llmconnect.server.metrics.MetricsAccess;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts the value of an option, or of its variable, and says what it accepts. {@link ErrorReport} makes the message, since only it
 * knows which of the two the value came from.
 */
abstract class OptionValue<T> implements ITypeConverter<T> {
    private static final long MAX_SECONDS = Duration.ofDays(1).toSeconds();

    private final String accepted;

    OptionValue(String accepted) {
        this.accepted = accepted;
    }

    /** What is accepted, to follow "must be". */
    final String accepted() {
        return accepted;
    }

    /** Its JSON Schema; empty for a string. */
    Map<String, ?> schema() {
        return Map.of();
    }

    private static Map<String, ?> numbers(String type, Number min, Number max) {
        return Map.of("type", List.of(type, "string"), "minimum", min, "maximum", max);
    }

    private static Map<String, ?> oneOf(String... values) {
        return Map.of("type", "string", "enum", List.of(values));
    }

    @Override
    public final T convert(String text) {
        try {
            return read(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException("must be " + accepted);
        }
    }

    /**
     * @throws IllegalArgumentException if the value is not accepted
     */
    abstract T read(String text);

    static <C extends Comparable<C>> C between(C least, C value, C most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    /** What happens to parameters that a provider does not take. */
    static final class Unsupported extends OptionValue<UnsupportedParams> {
        Unsupported() {
            super("drop or refuse");
        }

        @Override
        UnsupportedParams read(String text) {
            return UnsupportedParams.of(text).orElseThrow(IllegalArgumentException::new);
        }

        @Override
        Map<String, ?> schema() {
            return oneOf("drop", "refuse");
        }
    }

    /** A size or a number of things. */
    static class Count extends OptionValue<Integer> {
        private final int min;

        Count() {
            this(1);
        }

        private Count(int min) {
            super("an integer between " + min + " and " + Integer.MAX_VALUE);
            this.min = min;
        }

        @Override
        Integer read(String text) {
            return between(min, Integer.valueOf(text), Integer.MAX_VALUE);
        }

        @Override
        Map<String, ?> schema() {
            return numbers("integer", min, Integer.MAX_VALUE);
        }
    }

    /** A number of things, or 0 for none. */
    static final class CountOrNone extends Count {
        CountOrNone() {
            super(0);
        }
    }

    /** A number of files, up to a thousand. */
    static final class FileCount extends OptionValue<Integer> {
        private static final int MAX_FILES = 1000;

        FileCount() {
            super("an integer between 0 and " + MAX_FILES);
        }

        @Override
        Integer read(String text) {
            return between(0, Integer.valueOf(text), MAX_FILES);
        }

        @Override
        Map<String, ?> schema() {
            return numbers("integer", 0, MAX_FILES);
        }
    }

    /** A time in whole seconds, up to a day. */
    static final class Seconds extends OptionValue<Duration> {
        Seconds() {
            super("an integer between 1 and " + MAX_SECONDS);
        }

        @Override
        Duration read(String text) {
            return Duration.ofSeconds(between(1L, Long.valueOf(text), MAX_SECONDS));
        }

        @Override
        Map<String, ?> schema() {
            return numbers("integer", 1, MAX_SECONDS);
        }
    }

    /** A time in whole seconds, up to an hour; 0 for none. */
    static final class NoticeSeconds extends OptionValue<Duration> {
        private static final long MAX_NOTICE = Duration.ofHours(1).toSeconds();

        NoticeSeconds() {
            super("an integer between 0 and " + MAX_NOTICE);
        }

        @Override
        Duration read(String text) {
            return Duration.ofSeconds(between(0L, Long.valueOf(text), MAX_NOTICE));
        }

        @Override
        Map<String, ?> schema() {
            return numbers("integer", 0, MAX_NOTICE);
        }
    }

    /** Who may read metrics. */
    static final class Access extends OptionValue<MetricsAccess> {
        Access() {
            super("key, open or off");
        }

        @Override
        MetricsAccess read(String text) {
            return MetricsAccess.valueOf(text.toUpperCase(Locale.ROOT));
        }

        @Override
        Map<String, ?> schema() {
            return oneOf("key", "open", "off");
        }
    }

    /** A time with its unit. */
    static final class Time extends OptionValue<Duration> {
        private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smhd])");

        Time() {
            super("a duration such as 30s, 15m, 24h or 7d");
        }

        @Override
        Duration read(String text) {
            return parse(text).orElseThrow(IllegalArgumentException::new);
        }

        static Optional<Duration> parse(String text) {
            Matcher time = TIME.matcher(text);
            if (!time.matches()) {
                return Optional.empty();
            }
            long amount = Long.parseLong(time.group(1));
            return Optional.of(
                    switch (time.group(2)) {
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
    }

    /** A moment in the past or not, or a time before now. */
    static final class Moment extends OptionValue<Instant> {
        Moment() {
            super("an age such as 7d or 24h, a date such as 2026-11-29, or a timestamp such as 2026-11-29T12:00:00Z");
        }

        @Override
        Instant read(String text) {
            Optional<Duration> before = Time.parse(text);
            if (before.isPresent()) {
                return Instant.now().minus(before.get());
            }
            try {
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    /** A TCP port, or 0 for a free one. */
    static final class Port extends OptionValue<Integer> {
        Port() {
            super("an integer between 0 and 65535");
        }

        @Override
        Integer read(String text) {
            return between(0, Integer.valueOf(text), 65_535);
        }

        @Override
        Map<String, ?> schema() {
            return numbers("integer", 0, 65_535);
        }
    }

    /** The temperature of a call. */
    static final class Temperature extends OptionValue<Double> {
        Temperature() {
            super("a number between 0 and 2");
        }

        @Override
        Double read(String text) {
            return between(BigDecimal.ZERO, new BigDecimal(text), BigDecimal.valueOf(2))
                    .doubleValue();
        }

        @Override
        Map<String, ?> schema() {
            return numbers("number", 0, 2);
        }
    }

    /** What becomes of calls with a budget while the store of budgets is lost. */
    static final class StoreLoss extends OptionValue<OnStoreLoss> {
        StoreLoss() {
            super("local or refuse");
        }

        @Override
        OnStoreLoss read(String text) {
            return OnStoreLoss.valueOf(text.toUpperCase(Locale.ROOT));
        }

        @Override
        Map<String, ?> schema() {
            return oneOf("local", "refuse");
        }
    }

    /** A flag that may also be given a value, {@code --json=no}, and a variable. */
    static final class Flag extends OptionValue<Boolean> implements IParameterPreprocessor {
        /** Marks the value of a variable, which Picocli hands over like an argument that follows the flag; no argument can hold it. */
        private static final String VARIABLE = "\0";

        /** Picocli applies defaults last. */
        private boolean given;

        Flag() {
            super(BooleanText.ACCEPTED);
        }

        @Override
        Map<String, ?> schema() {
            return Map.of("type", List.of("boolean", "string"));
        }

        /** The value of a variable, as the default of a flag. */
        static String ofVariable(String value) {
            return VARIABLE + value;
        }

        @Override
        Boolean read(String text) {
            return BooleanText.parse(text).orElseThrow(IllegalArgumentException::new);
        }

        /**
         * Sets the option. Picocli would turn the value of the variable into its opposite, and take the argument after the flag for its
         * value.
         */
        @Override
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            boolean attached = String.valueOf(info.get("separator")).equals("=");
            boolean variable = !args.isEmpty() && args.peek().startsWith(VARIABLE);
            String value = attached || variable ? args.pop().replace(VARIABLE, "") : "true";
            if (variable && given) {
                return true;
            }
            given = !variable;
            try {
                option.setValue(convert(value));
            } catch (TypeConversionException e) {
                throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e, option, value);
            }
            return true;
        }
    }
}
