package dev.llmconnect.profiles.policy;

import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.BooleanText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Type of a {@link PolicyField}: parsing and accepted range. */
interface PolicyValue {
    /** Accepted values, to follow "must be". */
    String accepted();

    /** Type in JSON Schema. */
    String jsonType();

    /** Converts a JSON value, or returns {@code null} if its type is not accepted. */
    @Nullable
    Object fromJson(Object json);

    /** Whether a converted value is within range. */
    boolean accepts(Object value);

    /** Parses a variable's text to a JSON value; text that cannot be parsed is returned for validation to report. */
    default Object fromVariable(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /** Formats a value for documentation. */
    default String format(Object value) {
        return value.toString();
    }

    /** An {@link Integer} count. */
    record Count(int lowest) implements PolicyValue {
        @Override
        public String jsonType() {
            return "integer";
        }

        @Override
        public String accepted() {
            return "an integer of at least " + lowest;
        }

        @Override
        public @Nullable Object fromJson(Object json) {
            boolean small = json instanceof Number number && Math.abs(number.doubleValue()) <= Integer.MAX_VALUE;
            if (!small) {
                return null;
            }
            BigDecimal exact = new BigDecimal(json.toString());
            boolean whole = exact.signum() == 0 || exact.stripTrailingZeros().scale() <= 0;
            return whole ? exact.intValue() : null;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Integer count && count >= lowest;
        }
    }

    /** A {@link Duration} from 0 to one day, given as a number of units. */
    record Time(Duration unit) implements PolicyValue {
        @Override
        public String jsonType() {
            return "number";
        }

        @Override
        public String accepted() {
            return "a number between 0 and " + units(RunConfig.MAX_TIMEOUT);
        }

        @Override
        public @Nullable Object fromJson(Object json) {
            boolean near =
                    json instanceof Number number && Math.abs(number.doubleValue()) <= units(RunConfig.MAX_TIMEOUT);
            return near ? Duration.ofNanos(Math.round(((Number) json).doubleValue() * unit.toNanos())) : null;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Duration time && !time.isNegative() && time.compareTo(RunConfig.MAX_TIMEOUT) <= 0;
        }

        @Override
        public String format(Object value) {
            return String.valueOf(units((Duration) value));
        }

        /** Whole units; {@link Duration#dividedBy(Duration)} needs BigDecimal, which takes 2 MB and 30 ms of a start on JDK 25. */
        private long units(Duration time) {
            return time.toNanos() / unit.toNanos();
        }
    }

    /** A {@link Boolean} flag. */
    record Flag() implements PolicyValue {
        @Override
        public String jsonType() {
            return "boolean";
        }

        @Override
        public String accepted() {
            return "true or false";
        }

        @Override
        public @Nullable Object fromJson(Object json) {
            return json instanceof Boolean ? json : null;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof Boolean;
        }

        @Override
        public Object fromVariable(String text) {
            return BooleanText.parse(text).<Object>map(flag -> flag).orElse(text);
        }
    }

    /** {@link FallbackTargets}. A variable lists profile names only, separated by commas. */
    record Targets() implements PolicyValue {
        @Override
        public String jsonType() {
            return "array";
        }

        @Override
        public String accepted() {
            return "a list of at most " + FallbackTargets.MAX + " profile names or objects with `provider` and `model`";
        }

        @Override
        public @Nullable Object fromJson(Object json) {
            return json instanceof List<?> list ? FallbackTargets.read(list) : null;
        }

        @Override
        public boolean accepts(Object value) {
            return value instanceof FallbackTargets targets && targets.list().size() <= FallbackTargets.MAX;
        }

        @Override
        public Object fromVariable(String text) {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        @Override
        public String format(Object value) {
            return "none";
        }
    }
}
