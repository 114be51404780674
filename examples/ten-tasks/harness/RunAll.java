import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the ten tasks of one framework, in one process, and checks what each prints. Fails on the first that prints something else. */
public final class RunAll {
    private static final Map<String, String> EXPECTED = new LinkedHashMap<>();

    static {
        EXPECTED.put("Call", "Hello from the stub");
        EXPECTED.put("Turns", "Ada");
        EXPECTED.put("Streaming", "Once upon a time");
        EXPECTED.put("ToolLoop", "Yes: rain in Paris");
        EXPECTED.put("RecordAnswer", "Place\\[city=Paris, population=2100000\\]");
        EXPECTED.put("ImageInput", "A pixel");
        EXPECTED.put("Embeddings", "3");
        EXPECTED.put("TimeoutAndCancel", "timeout");
        EXPECTED.put("FallbackAndRetry", "Hello from the stub");
        EXPECTED.put("HundredCalls", "100");
    }

    private RunAll() {}

    public static void main(String[] args) throws Exception {
        PrintStream console = System.out;
        for (Map.Entry<String, String> task : EXPECTED.entrySet()) {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            long start = System.nanoTime();
            try {
                Method main = Class.forName("tasks." + task.getKey()).getDeclaredMethod("main", String[].class);
                main.setAccessible(true);
                main.invoke(null, (Object) args);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(task.getKey() + " failed", e.getCause());
            } finally {
                System.setOut(console);
            }
            String text = printed.toString(StandardCharsets.UTF_8).strip();
            if (!text.lines().reduce("", (before, line) -> line).matches(task.getValue())) {
                throw new IllegalStateException(task.getKey() + " printed <" + text + ">, not " + task.getValue());
            }
            console.printf("  %-17s %5d ms%n", task.getKey(), (System.nanoTime() - start) / 1_000_000);
        }
        System.exit(0);
    }
}
