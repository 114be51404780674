package dev.llmconnect.server.internal.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A response with the items that it answers. Not thread-safe. */
final class KeptResponse extends KeptEntry {
    private static final String OUTPUT = "output";
    /** What is shorter is cheaper to repeat than to share. */
    private static final int MIN_SHARED_BYTES = 512;

    private final List<KeptPiece> input = new ArrayList<>();
    private final List<KeptPiece> output = new ArrayList<>();
    private final List<KeptPiece> fields = new ArrayList<>();
    /** Where in the output the items with an id are. */
    private final Map<String, Integer> places = new LinkedHashMap<>();

    private KeptResponse(String id) {
        super(id);
    }

    /**
     * Takes a response apart.
     *
     * @return the response; empty if it takes more than that many bytes
     * @throws dev.llmconnect.LLMException with the code {@code server_overloaded} when there is no memory to write it
     */
    static Optional<KeptResponse> of(Map<String, @Nullable Object> response, List<?> input, long maxBytes) {
        KeptResponse kept = new KeptResponse(String.valueOf(response.get("id")));
        for (Object item : input) {
            kept.add(kept.input, KeptPiece.of(item));
            if (kept.bytes() > maxBytes) {
                return Optional.empty();
            }
        }
        for (Object item : response.get(OUTPUT) instanceof List<?> items ? items : List.of()) {
            kept.output(item);
            if (kept.bytes() > maxBytes) {
                return Optional.empty();
            }
        }
        kept.fields(response);
        return kept.bytes() > maxBytes ? Optional.empty() : Optional.of(kept);
    }

    private void add(List<KeptPiece> pieces, KeptPiece piece) {
        pieces.add(piece);
        count(piece);
    }

    private void output(Object item) {
        if (item instanceof Map<?, ?> map && map.get("id") instanceof String itemId) {
            places.put(itemId, output.size());
            addOverhead(overheadOf(itemId));
        }
        add(output, KeptPiece.of(item));
    }

    private void fields(Map<String, @Nullable Object> response) {
        Map<String, @Nullable Object> small = new LinkedHashMap<>();
        response.forEach((name, value) -> {
            if (name.equals(OUTPUT)) {
                return;
            }
            Map<String, @Nullable Object> field = new LinkedHashMap<>();
            field.put(name, value);
            KeptPiece piece = KeptPiece.of(field);
            if (piece.length() < MIN_SHARED_BYTES) {
                small.put(name, value);
            } else {
                add(fields, piece);
            }
        });
        add(fields, KeptPiece.of(small));
    }

    @Override
    Iterable<String> itemIds() {
        return places.keySet();
    }

    @Override
    Optional<KeptPiece> item(String itemId) {
        return Optional.ofNullable(places.get(itemId)).map(output::get);
    }

    /** Input and output, oldest first. */
    List<KeptPiece> history() {
        List<KeptPiece> all = new ArrayList<>(input);
        all.addAll(output);
        return all;
    }

    List<KeptPiece> output() {
        return List.copyOf(output);
    }

    /** What the {@code Response} object has beside its output. */
    List<KeptPiece> fields() {
        return List.copyOf(fields);
    }

    @Override
    void replaceAll(UnaryOperator<KeptPiece> pieces) {
        input.replaceAll(pieces);
        output.replaceAll(pieces);
        fields.replaceAll(pieces);
    }
}
