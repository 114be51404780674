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
 * Records real calls of a test and replays them: the first run asks the provider and writes a file per test, later runs answer from it and
 * need no key and no network. A request that differs from the recorded one fails the test with the lines that differ, and so does a
 * recorded call that is no longer made. Credentials are removed before anything is written; look through a new file all the same before
 * you commit it. A test that fails records nothing.
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
 * <p>The system property {@value #PROPERTY} decides: {@code missing}, the default, records where there is no file; {@code all} records
 * everything anew; {@code none} fails where there is no file, for builds that must not call anybody. Request ids are not recorded, and an
 * answer that was streamed is replayed as a stream of few events.
 */
public final class RecordedCalls implements BeforeEachCallback, AfterEachCallback {
    /** The name of the system property: {@value}. */
    public static final String PROPERTY = "llmconnect.record";

    private final Path folder;
    private final List<LLMAdapter> opened = new ArrayList<>();
    private @Nullable Recording recording;

    private RecordedCalls(Path folder) {
        this.folder = folder;
    }

    /** Keeps the files in a folder, in one of each test class. */
    public static RecordedCalls in(Path folder) {
        return new RecordedCalls(folder);
    }

    /**
     * An adapter whose calls are recorded or replayed. Closed after the test.
     *
     * @param real makes the adapter that is asked when calls are recorded; not called for a replay
     * @throws IllegalStateException outside a test
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

    /** Invocations of a parameterized test are told apart by their number. */
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
