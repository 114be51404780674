package dev.llmconnect.providers.corpus;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.bedrock.EventStreamMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import okio.Buffer;
import okio.ByteString;

/** A recorded answer as its pieces: the events of a stream, or the one value of an answer that is all there. */
record RecordedPieces(Recording recording, Kind kind, List<Piece> pieces) {
    private enum Kind {
        ONE,
        LINES,
        EVENTS,
        AWS,
        TEXT
    }

    /**
     * One of them.
     *
     * @param type the name of the event; for AWS, its headers are those of the piece before where it has none of its own
     * @param data the JSON, or text that is none
     */
    record Piece(String type, Object data) {}

    static RecordedPieces of(Recording recording) {
        if (!recording.response().items("decodedEvents").isEmpty()) {
            return new RecordedPieces(recording, Kind.AWS, aws(recording));
        }
        if (recording.json().exists()) {
            return new RecordedPieces(
                    recording, Kind.ONE, List.of(new Piece("", recording.json().raw())));
        }
        String text = recording.text();
        if (text.lines().anyMatch(line -> line.startsWith("data:"))) {
            List<Piece> events = ServerSentText.events(text).stream()
                    .map(event -> new Piece(event.type(), json(event.data())))
                    .toList();
            return new RecordedPieces(recording, Kind.EVENTS, events);
        }
        List<Piece> lines = text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> new Piece("", json(line)))
                .toList();
        boolean json = lines.stream().allMatch(line -> line.data() instanceof Map);
        return new RecordedPieces(recording, json ? Kind.LINES : Kind.TEXT, lines);
    }

    boolean isStream() {
        return kind != Kind.ONE && kind != Kind.TEXT;
    }

    /** Other pieces, written as these are. */
    ByteString written(List<Piece> others, UnaryOperator<String> text) {
        return switch (kind) {
            case TEXT -> recording.body();
            case ONE -> ByteString.encodeUtf8(text.apply(Json.text(others.get(0).data())));
            case LINES ->
                ByteString.encodeUtf8(text.apply(others.stream()
                        .map(piece -> string(piece.data()) + "\n")
                        .collect(Collectors.joining())));
            case EVENTS ->
                ByteString.encodeUtf8(text.apply(others.stream()
                        .map(piece -> (piece.type().isEmpty() ? "" : "event: " + piece.type() + "\n") + "data: "
                                + string(piece.data()) + "\n\n")
                        .collect(Collectors.joining())));
            case AWS -> {
                Buffer frames = new Buffer();
                others.forEach(
                        piece -> frames.write(EventStreamMessage.of(headers(piece.type()), string(piece.data()))));
                yield frames.readByteString();
            }
        };
    }

    /** The recording without its last piece, without its last two, and so on evenly to its beginning; this often at most. */
    List<Recording> cut(int most) {
        List<Recording> cut = new ArrayList<>();
        int step = Math.max(1, pieces.size() / most);
        for (int end = pieces.size() - 1; isStream() && end > 0; end -= end > pieces.size() - 3 ? 1 : step) {
            cut.add(new Recording(
                    recording.name() + " cut to " + end,
                    recording.file(),
                    written(pieces.subList(0, end), UnaryOperator.identity())));
        }
        return cut;
    }

    /** The recording without one of its pieces, evenly chosen; this often at most. */
    List<Recording> withoutOne(int most) {
        List<Recording> without = new ArrayList<>();
        int step = Math.max(1, (pieces.size() + most - 1) / most);
        for (int left = 0; isStream() && left < pieces.size(); left += left < 3 ? 1 : step) {
            List<Piece> others = new ArrayList<>(pieces);
            others.remove(left);
            without.add(new Recording(
                    recording.name() + " without " + left,
                    recording.file(),
                    written(others, UnaryOperator.identity())));
        }
        return without;
    }

    private static List<Piece> aws(Recording recording) {
        List<Piece> pieces = new ArrayList<>();
        for (JsonNode event : recording.response().items("decodedEvents")) {
            pieces.add(new Piece(
                    Json.text(event.object("headers")), event.get("payload").raw()));
        }
        return pieces;
    }

    private static Map<String, String> headers(String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (type.startsWith("{")) {
            Json.read(type).object().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        } else {
            headers.put(":message-type", "event");
            headers.put(":event-type", type);
        }
        return headers;
    }

    private static Object json(String data) {
        try {
            return String.valueOf(data).strip().equals("[DONE]")
                    ? data
                    : Json.read(data).raw();
        } catch (JsonException e) {
            // A page of a proxy, or a piece that was cut: it is kept as it is.
            return data;
        }
    }

    private static String string(Object data) {
        return data instanceof String text ? text : Json.text(data);
    }
}
