package dev.llmconnect.testkit;

import dev.llmconnect.LLMAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Records the real calls of a test and replays them. The first run calls the provider and writes a file per test; later runs
 * answer from the file and need neither key nor network. A request that differs from the recorded one fails the test with the
 * differing lines, as does a recorded call that is no longer made. Credentials are removed before writing; review new files
 * before committing them nevertheless. Failed tests record nothing.
 *
 * <pre>{@code
 * @RegisterExtension
 * final RecordedCalls calls = RecordedCalls.in(Path.of("src/test/recordings"));
 *
 * @Test
 * void summarizes() {
 *     LLMAdapter adapter = calls.adapter(() -> LLMAdapters.create("openai"));
 *     …
 * }
 * }</pre>
 *
 * <p>The system property {@value #PROPERTY} selects the mode: {@code missing} (default) records if there is no file, {@code all}
 * records everything again, {@code none} fails if there is no file, for builds without network access. Request ids are not
 * recorded, and streamed answers are replayed as streams of a few events.
 */
public final class RecordedCalls implements BeforeEachCallback, AfterEachCallback {
    /** Name of the system property: {@value}. */
    public static final String PROPERTY = "llmconnect.record";

    private final Path folder;
    private final List<LLMAdapter> opened = new ArrayList<>();
    private @Nullable Recording recording;

    private RecordedCalls(Path folder) {
        this.folder = folder;
    }

    /** Creates an extension that keeps its files in a folder, one subfolder per test class. */
    public static RecordedCalls in(Path folder) {
        return new RecordedCalls(folder);
    }

    /**
     * Returns an adapter whose calls are recorded or replayed. Closed after the test.
     *
     * @param real creates the adapter that is called when recording; not invoked for a replay
     * @throws IllegalStateException outside of a test
     */
    public LLMAdapter adapter(Supplier<LLMAdapter> real) {
        Recording current = recording;
        if (current == null) {
            throw new IllegalStateException("no test runs: register RecordedCalls with @RegisterExtension");
        }
        LLMAdapter adapter =
                current.replays() ? new ReplayingAdapter(current) : new RecordingAdapter(real.get(), current);
        opened.add(adapter);
        return adapter;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        String test = context.getRequiredTestClass().getSimpleName();
        Path file = folder.resolve(test).resolve(fileName(context));
        String mode = System.getProperty(PROPERTY, "missing").toLowerCase(Locale.ROOT);
        boolean records =
                switch (mode) {
                    case "all" -> true;
                    case "none" -> false;
                    case "missing" -> !Files.exists(file);
                    default -> throw new IllegalStateException(PROPERTY + " must be missing, all or none, got " + mode);
                };
        if (!records && !Files.exists(file)) {
            throw new AssertionError("there is no recording " + file + ", and -D" + PROPERTY + "=none forbids one");
        }
        recording = records ? Recording.empty(file) : Recording.read(file);
    }

    /** Returns the file name; invocations of a parameterized test are distinguished by number. */
    private static String fileName(ExtensionContext context) {
        String name = context.getRequiredTestMethod().getName();
        String id = context.getUniqueId();
        int invocation = id.lastIndexOf("invocation:#");
        return name + (invocation < 0 ? "" : "-" + id.substring(invocation + 12).replaceAll("\\D.*", "")) + ".json";
    }

    @Override
    public void afterEach(ExtensionContext context) {
        opened.forEach(LLMAdapter::close);
        opened.clear();
        Recording ended = recording;
        recording = null;
        if (ended == null || context.getExecutionException().isPresent()) {
            return;
        }
        if (ended.replays()) {
            ended.verify();
        } else {
            ended.write();
        }
    }
}
