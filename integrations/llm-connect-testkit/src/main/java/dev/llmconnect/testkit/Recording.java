package dev.llmconnect.testkit;

import dev.llmconnect.internal.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recorded calls of one test, read from or written to a file. Thread-safe. */
final class Recording {
    /**
     * A recorded call.
     *
     * @param request recorded request
     * @param kind {@code response}, {@code embeddings} or {@code error}
     * @param answer recorded result
     */
    record Entry(Map<String, Object> request, String kind, Map<String, Object> answer) {
        String text() {
            return IndentedTree.of(request);
        }
    }

    private final Path file;
    private final boolean replays;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> unused = new ArrayList<>();

    private Recording(Path file, boolean replays) {
        this.file = file;
        this.replays = replays;
    }

    static Recording empty(Path file) {
        return new Recording(file, false);
    }

    static Recording read(Path file) {
        Recording recording = new Recording(file, true);
        try {
            Map<?, ?> tree = RecordedCall.object(JsonParser.read(Files.readString(file)));
            for (Object call : RecordedCall.list(tree.get("calls"))) {
                recording.entries.add(entry(RecordedCall.object(call)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(file + " is no recording: delete it to record anew", e);
        }
        recording.unused.addAll(recording.entries);
        return recording;
    }

    private static Entry entry(Map<?, ?> call) {
        for (String kind : List.of("response", "embeddings", "error")) {
            if (call.get(kind) instanceof Map<?, ?> answer) {
                return new Entry(RecordedCall.redacted(RecordedCall.object(call.get("request"))), kind, named(answer));
            }
        }
        throw new IllegalStateException("a call without an answer");
    }

    private static Map<String, Object> named(Map<?, ?> tree) {
        Map<String, Object> named = new LinkedHashMap<>();
        tree.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }

    boolean replays() {
        return replays;
    }

    synchronized void add(Entry entry) {
        entries.add(entry);
    }

    /** Returns the recorded result of a request that has not been replayed yet. */
    synchronized Entry replayed(Map<String, Object> request) {
        String asked = IndentedTree.of(request);
        Optional<Entry> equal =
                unused.stream().filter(one -> one.text().equals(asked)).findFirst();
        if (equal.isPresent()) {
            unused.remove(equal.get());
            return equal.get();
        }
        if (unused.isEmpty()) {
            throw new AssertionError("no call is left in " + file + ", which has " + entries.size() + ":\n" + asked);
        }
        throw new AssertionError("the request differs from the one in " + file
                + " (- recorded, + asked; delete the file to record anew):\n"
                + LineDiff.of(unused.get(0).text(), asked));
    }

    /** Fails if recorded calls were not made. */
    synchronized void verify() {
        if (!unused.isEmpty()) {
            throw new AssertionError(unused.size() + " call(s) in " + file + " were not made, the first is:\n"
                    + unused.get(0).text());
        }
    }

    /** Writes the calls, if any. */
    synchronized void write() {
        if (entries.isEmpty()) {
            return;
        }
        List<Object> calls = new ArrayList<>();
        for (Entry entry : entries) {
            Map<String, Object> call = new LinkedHashMap<>();
            call.put("request", entry.request());
            call.put(entry.kind(), entry.answer());
            calls.add(call);
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, IndentedTree.of(Map.of("calls", calls)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
