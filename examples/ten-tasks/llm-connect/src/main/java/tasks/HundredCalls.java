package tasks;

import dev.llmconnect.AsyncLLM;
import dev.llmconnect.LLMAdapters;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

class HundredCalls {
    public static void main(String[] args) {
        AsyncLLM llm = AsyncLLM.of(LLMAdapters.create("openai"));
        var calls =
                IntStream.range(0, 100).mapToObj(i -> llm.execute("Hello " + i)).toList();
        System.out.println(calls.stream().map(CompletableFuture::join).toList().size());
    }
}
