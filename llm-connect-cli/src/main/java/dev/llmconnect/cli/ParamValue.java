package dev.llmconnect.cli;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.math.BigDecimal;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The value of {@code --param name=value}. */
final class ParamValue {
    private ParamValue() {}

    /** JSON as what it says, anything else as a string: {@code 0.5}, {@code true}, {@code ["a"]}, {@code medium}. */
    static @Nullable Object parse(String text) {
        try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(text))) {
            Object value = exact(reader);
            return reader.peek() == JsonReader.Token.END_DOCUMENT ? value : text;
        } catch (IOException | JsonDataException e) {
            return text;
        }
    }

    private static @Nullable Object exact(JsonReader reader) throws IOException {
        if (reader.peek() != JsonReader.Token.NUMBER) {
            return reader.readJsonValue();
        }
        BigDecimal number = new BigDecimal(reader.nextString());
        return number.scale() <= 0 && number.precision() < 19 ? (Object) number.longValue() : number;
    }
}
