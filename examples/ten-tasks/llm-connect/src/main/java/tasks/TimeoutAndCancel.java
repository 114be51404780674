package tasks;

import dev.llmconnect.AsyncLLM;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import java.time.Duration;

class TimeoutAndCancel {
    public static void main(String[] args) throws Exception {
        LLMAdapter adapter = LLMAdapters.create("openai");
        try {
            adapter.execute(
                    "slow", RunConfig.builder().timeout(Duration.ofMillis(500)).build());
        } catch (LLMTimeoutException e) {
            System.out.println("timeout");
        }
        var call = AsyncLLM.of(adapter).execute("slow");
        Thread.sleep(500);
        call.cancel(true);
    }
}
