package example;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.server.LLMServer;

/** Asks a model in process, then serves it to programs in any language. Takes the provider's name; the mock needs no key. */
public final class EmbeddedServer {
    private EmbeddedServer() {}

    public static void main(String[] args) throws Exception {
        LLMAdapter adapter = LLMAdapters.create(args.length > 0 ? args[0] : "mock");
        LLMResponse answer =
                adapter.execute("Hello", RunConfig.builder().temperature(0.2).build());
        System.out.println(answer.content());

        try (LLMServer server = new LLMServer(adapter, 0)) {
            server.start();
            System.out.println("curl -d '{\"prompt\":\"Hello\"}' http://127.0.0.1:" + server.port() + "/execute");
            System.in.read();
        }
    }
}
