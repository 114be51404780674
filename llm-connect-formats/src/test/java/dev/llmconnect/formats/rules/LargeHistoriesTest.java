package dev.llmconnect.formats.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The work of the normalization does not grow with the square of anything that a body can hold many of. */
class LargeHistoriesTest {
    private static final int FEW = 4_000;
    private static final int FACTOR = 8;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OpenAI Chat Completions",
                "Chat Completions with alternating turns",
                "Bedrock Converse, Claude",
                "Mistral",
                "Gemini"
            })
    void eightTimesAsMuchTakesNoMoreThanThirtyTimesAsLong(String provider) {
        RequestRules rules = RequestRules.table().get(provider);
        LLMRequest few = request(FEW);
        LLMRequest many = request(FEW * FACTOR);
        cpuNanos(rules, few);

        long ofFew = Math.max(cpuNanos(rules, few), cpuNanos(rules, few));
        assertThat(cpuNanos(rules, many)).isLessThan(ofFew * FACTOR * FACTOR / 2);
    }

    private static long cpuNanos(RequestRules rules, LLMRequest request) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        NormalizedRequest normalized = new RequestNormalizer(rules, "any", true).normalize(request, name -> {});
        assertThat(normalized.request().tools()).hasSameSizeAs(request.tools());
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    /** So many calls of one id, refused names, empty texts, turns of one role, instructions and marks. */
    private static LLMRequest request(int many) {
        List<ContentPart> calls = new ArrayList<>();
        List<ContentPart> results = new ArrayList<>();
        List<Tool> tools = new ArrayList<>();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            calls.add(ToolCall.of("same id", "tool." + i, Map.of(), "{}"));
            results.add(ToolResult.of("same id", "", List.of(new Text("")), false));
            tools.add(Tool.of("tool." + i, "", Map.of()));
        }
        messages.add(Message.assistant(calls));
        messages.add(Message.of(Role.TOOL, results));
        for (int i = 0; i < many; i++) {
            messages.add(Message.user(""));
            messages.add(Message.system("x"));
            messages.add(Message.assistant(List.of(ToolCall.of("", "tool." + i, Map.of(), "{}"))));
        }
        for (int i = 0; i < many; i++) {
            messages.add(Message.of(Role.TOOL, List.of(ToolResult.of("", "tool." + i, List.of(), false))));
        }
        for (int i = 0; i < many; i++) {
            messages.add(Message.user(List.of(new Text("x"), CacheMark.DEFAULT)));
        }
        return LLMRequest.builder().messages(messages).tools(tools).build();
    }
}
