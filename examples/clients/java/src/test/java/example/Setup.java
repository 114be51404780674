package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the server and the stub are, as ../run.sh says. */
final class Setup {
    static final String URL = System.getenv("LLM_CONNECT_URL");
    static final String KEY = System.getenv("LLM_CONNECT_KEY");
    static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    static final String SEES_PIXEL = "I see 70 bytes";

    private Setup() {}

    /** Runs something that leaves a stream, and expects the provider to notice within a second. */
    static void expectStreamLeft(Runnable leaving) throws Exception {
        int before = left();
        leaving.run();
        long until = System.nanoTime() + 1_000_000_000L;
        while (left() == before && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertEquals(before + 1, left(), "streams that the provider saw being left");
    }

    private static int left() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("STUB_URL") + "/seen"))
                .build();
        String seen = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        Matcher left = Pattern.compile("\"left\":(\\d+)").matcher(seen);
        if (!left.find()) {
            throw new AssertionError(seen);
        }
        return Integer.parseInt(left.group(1));
    }
}
