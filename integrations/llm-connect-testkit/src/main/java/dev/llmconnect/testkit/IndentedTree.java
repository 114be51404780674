package dev.llmconnect.testkit;

import dev.llmconnect.internal.JsonTreeWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a tree as JSON with a line for each value, so that two can be compared line by line. */
final class IndentedTree {
    private final StringBuilder out = new StringBuilder();

    private IndentedTree() {}

    static String of(@Nullable Object tree) {
        IndentedTree text = new IndentedTree();
        text.value(tree, "");
        return text.out.toString();
    }

    private void value(@Nullable Object value, String indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                line(separator, indent);
                out.append(JsonTreeWriter.of(String.valueOf(entry.getKey()))).append(": ");
                value(entry.getValue(), indent + "  ");
                separator = ",";
            }
            out.append('\n').append(indent).append('}');
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            String separator = "[";
            for (Object item : list) {
                line(separator, indent);
                value(item, indent + "  ");
                separator = ",";
            }
            out.append('\n').append(indent).append(']');
        } else {
            out.append(JsonTreeWriter.of(value));
        }
    }

    private void line(String separator, String indent) {
        out.append(separator).append('\n').append(indent).append("  ");
    }
}
