package example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The steps that the stubs' model takes, the results of its tools, and what is kept of a run: ../scenario.mjs for Java. */
final class Steps {
    static final Map<String, String> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("openai", "openai/gpt-5.5");
        MODELS.put("openai-responses", "openai-responses/gpt-5.5");
        MODELS.put("anthropic", "anthropic/claude-sonnet-5");
        MODELS.put("gemini", "gemini/gemini-3-pro-preview");
        MODELS.put("bedrock", "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0");
    }

    private static final String SCRIPT = """
            [[["read",{"path":"note.txt"}]],[["look",{"path":"picture.png"}]],[["run",{"path":"one"}],["run",{"path":"two"}]]]""";
    static final String PROMPT =
            "Follow the steps:" + Base64.getEncoder().encodeToString(SCRIPT.getBytes(StandardCharsets.UTF_8));

    /** A PNG of 48 by 32 pixels. */
    static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAAMUlEQVR42u3OMQ0AAAgDsEmZfzVIwgXhaFIBzbSvREhISEhISEhISEhI"
                    + "SEhISEjo0gKVI2BbEt+FGwAAAABJRU5ErkJggg==";

    private static final Pattern TOLD = Pattern.compile("\"message\": ?\"([^\"{}]+)");

    private Steps() {}

    /** The text that a tool gives. */
    static String result(String name, String arguments) {
        return switch (name) {
            case "read" -> "The word is note-one.";
            case "look" -> "An image.";
            default -> arguments.contains("one") ? "ran-one" : "ran-two";
        };
    }

    /** Runs a client, and appends how it went to the results. */
    static void record(String client, String format, Callable<String> work) {
        String fields;
        try {
            String words = work.call();
            List<String> missing = Stream.of("note-one", "ran-one", "ran-two", "image 48x32", "thinking on")
                    .filter(text -> !words.contains(text))
                    .toList();
            fields = missing.isEmpty()
                    ? "\"kept\":" + words.contains("reasoning kept")
                    : problem("not seen by the model: " + String.join(", ", missing));
        } catch (Exception e) {
            Throwable failure = e instanceof ExecutionException ? e.getCause() : e;
            Matcher told = TOLD.matcher(String.valueOf(failure.getMessage()));
            fields = problem(told.find() ? told.group(1) : String.valueOf(failure.getMessage()));
        }
        System.out.println(client + " in front of " + format + ": " + fields);
        String line = "{\"client\":\"" + client + "\",\"format\":\"" + format + "\"," + fields + "}\n";
        try {
            Files.writeString(Path.of(System.getenv("RESULTS")), line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String problem(String text) {
        return "\"problem\":\""
                + text.lines().findFirst().orElse("").replace("\\", "").replace("\"", "'") + "\"";
    }
}
