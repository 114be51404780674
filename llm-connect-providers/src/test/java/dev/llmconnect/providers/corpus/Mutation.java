package dev.llmconnect.providers.corpus;

import dev.llmconnect.providers.corpus.RecordedPieces.Piece;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The same answer as a later version of the provider, or a proxy before it, might write it: it must be understood alike. */
enum Mutation {
    KEYS_IN_REVERSE {
        @Override
        Object object(Map<String, Object> object, Set<String> names) {
            List<String> keys = new ArrayList<>(object.keySet());
            Map<String, Object> reversed = new LinkedHashMap<>();
            for (int i = keys.size() - 1; i >= 0; i--) {
                reversed.put(keys.get(i), object.get(keys.get(i)));
            }
            return reversed;
        }
    },
    UNKNOWN_FIELDS {
        @Override
        Object object(Map<String, Object> object, Set<String> names) {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("a_later_field", Map.of("text", "unknown", "list", List.of(1, "two")));
            more.putAll(object);
            more.put("a_later_number", 7);
            return more;
        }
    },
    /** Whatever is not there is {@code null}. */
    NULLS {
        @Override
        Object object(Map<String, Object> object, Set<String> names) {
            Map<String, Object> more = new LinkedHashMap<>();
            names.stream().filter(name -> !object.containsKey(name)).forEach(name -> more.put(name, null));
            more.putAll(object);
            return more;
        }
    },
    NO_COUNTS {
        @Override
        Object object(Map<String, Object> object, Set<String> names) {
            object.keySet().removeAll(COUNTS);
            return object;
        }
    },
    NULL_COUNTS {
        @Override
        Object object(Map<String, Object> object, Set<String> names) {
            object.replaceAll((name, value) -> COUNTS.contains(name) ? nulls(value) : value);
            return object;
        }
    },
    UNKNOWN_EVENTS {
        @Override
        List<Piece> pieces(List<Piece> pieces) {
            List<Piece> more = new ArrayList<>();
            for (Piece piece : pieces) {
                more.add(new Piece("a_later_event", Map.of("type", "a_later_event", "a_later_field", List.of(1))));
                more.add(piece);
            }
            return more;
        }
    },
    ESCAPES {
        @Override
        String text(String text) {
            StringBuilder escaped = new StringBuilder();
            text.chars().forEach(c -> escaped.append(c < 128 ? (char) c + "" : String.format("\\u%04x", c)));
            return escaped.toString();
        }
    },
    CARRIAGE_RETURNS {
        @Override
        String text(String text) {
            return text.replace("\n", "\r\n");
        }
    },
    COMMENTS {
        @Override
        String text(String text) {
            return text.startsWith("event: ") || text.startsWith("data: ")
                    ? ": ping\n\n"
                            + text.replace("\n\n", "\n: ping\nid: 1\nretry: 100\n\n: ping\n\n\n")
                                    .replace("data: ", "data:")
                    : "\n " + text;
        }
    };

    /** Objects that hold what somebody else has named: what stands in them is content. */
    private static final Set<String> CONTENT =
            Set.of("arguments", "input", "args", "parameters", "schema", "partialArgs", "willContinue");

    private static final Set<String> COUNTS =
            Set.of("usage", "x_groq", "usageMetadata", "prompt_eval_count", "eval_count");

    /** Whether the number of tokens is not told any more. */
    boolean isWithoutCounts() {
        return this == NO_COUNTS || this == NULL_COUNTS;
    }

    /** One object of the answer, which may be changed; the objects in it have been. */
    Object object(Map<String, Object> object, Set<String> names) {
        return object;
    }

    private static @Nullable Object nulls(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Object> nulls = new LinkedHashMap<>();
        map.forEach((name, count) -> nulls.put(String.valueOf(name), nulls(count)));
        return nulls;
    }

    List<Piece> pieces(List<Piece> pieces) {
        return pieces;
    }

    String text(String text) {
        return text;
    }

    /** The recording in other bytes; the same where this changes nothing. */
    Recording of(Recording recording) {
        RecordedPieces recorded = RecordedPieces.of(recording);
        Set<String> names = new TreeSet<>();
        recorded.pieces().forEach(piece -> collect(piece.data(), names));
        List<Piece> pieces = recorded.pieces().stream()
                .map(piece -> new Piece(piece.type(), tree(piece.data(), names)))
                .toList();
        ByteString body = recorded.written(recorded.isStream() ? pieces(pieces) : pieces, this::text);
        return new Recording(recording.name() + " with " + this, recording.file(), body);
    }

    private Object tree(Object tree, Set<String> names) {
        if (tree instanceof List<?> list) {
            return list.stream().map(item -> tree(item, names)).toList();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return tree;
        }
        Map<String, Object> changed = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            changed.put(name, value == null || CONTENT.contains(name) ? value : tree(value, names));
        });
        return object(changed, names);
    }

    private static void collect(Object tree, Set<String> names) {
        if (tree instanceof List<?> list) {
            list.forEach(item -> collect(item, names));
        } else if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                names.add(String.valueOf(key));
                if (!CONTENT.contains(String.valueOf(key))) {
                    collect(value, names);
                }
            });
        }
    }
}
