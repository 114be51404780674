package tasks;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.profiles.policy.FallbackAdapter;
import dev.llmconnect.profiles.policy.RetryConfig;
import dev.llmconnect.profiles.policy.RetryingAdapter;
import dev.llmconnect.profiles.policy.Route;
import java.util.List;

class FallbackAndRetry {
    public static void main(String[] args) {
        LLMAdapter first = new RetryingAdapter(LLMAdapters.create("openrouter"), RetryConfig.defaults());
        LLMAdapter reliable = new FallbackAdapter(first, List.of(Route.unchanged(LLMAdapters.create("openai"))));
        System.out.println(reliable.execute("Hello").content());
    }
}
