package dev.llmconnect.fuzz;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A valid answer: one document, or the events of a stream.
 *
 * @param status of HTTP
 * @param documents the events' data, or the one body
 * @param names the events' names where the framing has them; else empty
 */
record Seed(Formats format, boolean streaming, int status, List<Tree> documents, List<String> names) {
    /** The example of each format, and the recordings of a folder where there is one. */
    static List<Seed> all(Path recordings) {
        List<Seed> all = new ArrayList<>();
        for (Formats format : Formats.values()) {
            all.add(new Seed(format, false, 200, List.of(tree(format.whole)), List.of("")));
            all.add(streamed(format, format.events));
        }
        if (Files.isDirectory(recordings)) {
            try (Stream<Path> files = Files.walk(recordings)) {
                files.filter(file -> file.toString().endsWith(".json")).sorted().forEach(file -> recorded(file, all));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static Seed streamed(Formats format, List<String> events) {
        List<Tree> documents = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String event : events) {
            int blank = format.framing.isNamed() ? event.indexOf(' ') : -1;
            names.add(blank < 0 ? "" : event.substring(0, blank));
            documents.add(tree(event.substring(blank + 1)));
        }
        return new Seed(format, true, 200, documents, names);
    }

    private static void recorded(Path file, List<Seed> all) {
        try {
            JsonNode recording = Json.read(Files.readAllBytes(file));
            JsonNode body = recording.get("response").get("body");
            int status = (int) recording.get("response").number("status").orElse(200);
            for (Formats format : Formats.values()) {
                if (!format.wire.equals(recording.textOrEmpty("wire"))) {
                    continue;
                }
                if (body.isObject()) {
                    all.add(new Seed(
                            format, recording.isTrue("stream"), status, List.of(Tree.of(body.raw())), List.of("")));
                } else if (body.isText() && (format.framing == Framing.SSE || format.framing == Framing.TYPED_SSE)) {
                    List<String> events = body.text()
                            .orElse("")
                            .lines()
                            .filter(line -> line.startsWith("data:"))
                            .map(line -> line.substring(5).strip())
                            .limit(60)
                            .toList();
                    if (!events.isEmpty()) {
                        all.add(streamed(format, events));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JsonException e) {
            // An index or a text that is none of JSON.
            return;
        }
    }

    private static Tree tree(String json) {
        try {
            return Tree.of(Json.read(json).raw());
        } catch (JsonException e) {
            return Tree.of(new Tree.Raw(json));
        }
    }
}
