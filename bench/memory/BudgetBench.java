import com.sun.management.ThreadMXBean;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.JsonWeight;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What the memory budget costs: CPU time of reading a request's body and of writing an answer, with the budget and without it, in turns.
 * Run by {@code bench/memory.sh}.
 */
public final class BudgetBench {
    private static final int ROUNDS = 41;
    private static final MemoryBudget BUDGET = new MemoryBudget(1L << 30);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private BudgetBench() {}

    public static void main(String[] args) {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("a body of 300 bytes", chat(1, 200));
        bodies.put("a conversation of 10 KB", chat(40, 200));
        bodies.put("a prompt of 1 MB", chat(1, 1 << 20));
        bodies.put("a conversation of 1 MB", chat(4000, 200));
        System.out.printf("%-28s %14s %14s %10s%n", "reading", "without", "with", "share");
        bodies.forEach((name, body) -> compare(name, body.length, BudgetBench::read, body, BudgetBench::readCounted));
        System.out.printf("%-28s %14s %14s %10s%n", "writing", "without", "with", "share");
        bodies.forEach((name, body) -> {
            Map<String, Object> tree = StrictJsonParser.object(body.clone());
            compare(name, body.length, BudgetBench::write, tree, BudgetBench::writeCounted);
        });
    }

    private static <T> void compare(String name, int bytes, ToIntFunction<T> without, T input, ToIntFunction<T> with) {
        int repeat = Math.max(1, 20_000_000 / (bytes + 2000));
        double[] a = new double[ROUNDS];
        double[] b = new double[ROUNDS];
        double[] ratio = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            a[round] = micros(without, input, repeat);
            b[round] = micros(with, input, repeat);
            ratio[round] = b[round] / a[round] - 1;
        }
        System.out.printf("%-28s %11.2f µs %11.2f µs %9.1f %%%n", name, median(a), median(b), 100 * median(ratio));
    }

    private static <T> double micros(ToIntFunction<T> work, T input, int repeat) {
        int sum = 0;
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeat; i++) {
            sum += work.applyAsInt(input);
        }
        long took = THREADS.getCurrentThreadCpuTime() - began;
        if (sum == 42) {
            System.out.println();
        }
        return took / 1000.0 / repeat;
    }

    /** Of the second half, when everything has been compiled. */
    private static double median(double[] all) {
        double[] half = Arrays.copyOfRange(all, all.length / 2, all.length);
        Arrays.sort(half);
        return half[half.length / 2];
    }

    private static int read(byte[] body) {
        return StrictJsonParser.object(body.clone()).size();
    }

    private static int readCounted(byte[] body) {
        byte[] copy = body.clone();
        try (MemoryLease lease = new MemoryLease(BUDGET)) {
            JsonWeight weight = JsonWeight.of(copy, copy.length);
            lease.use(2 * (weight.bytes() + copy.length));
            return StrictJsonParser.object(copy).size();
        }
    }

    private static int write(Map<String, Object> tree) {
        return JsonText.bytes(tree).length;
    }

    private static int writeCounted(Map<String, Object> tree) {
        int[] length = new int[1];
        try (MemoryLease lease = new MemoryLease(BUDGET)) {
            lease.during(() -> length[0] = JsonText.bytes(tree).length);
        }
        return length[0];
    }

    private static byte[] chat(int messages, int length) {
        StringBuilder text = new StringBuilder("{\"model\":\"m\",\"temperature\":0.5,\"messages\":[");
        for (int i = 0; i < messages; i++) {
            text.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":\"");
            for (int j = 0; j < length; j++) {
                text.append((char) ('a' + (i + j) % 26));
            }
            text.append("\"}");
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
