package dev.llmconnect.formats.responses;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Makes ids of the look of OpenAI's. Thread-safe where its source is. */
public final class ResponseIds {
    private final LongSupplier random;

    public ResponseIds(LongSupplier random) {
        this.random = random;
    }

    public String response() {
        return make("resp_");
    }

    public String conversation() {
        return make("conv_");
    }

    /** An id for an item of that type. */
    String item(String type) {
        return switch (type) {
            case "message" -> make("msg_");
            case "reasoning" -> make("rs_");
            case "function_call" -> make("fc_");
            case "function_call_output" -> make("fco_");
            case "custom_tool_call" -> make("ctc_");
            case "custom_tool_call_output" -> make("ctco_");
            case "local_shell_call" -> make("lsh_");
            case "shell_call" -> make("sh_");
            case "apply_patch_call" -> make("apc_");
            case "image_generation_call" -> make("ig_");
            case "tool_search_call" -> make("tsc_");
            case "tool_search_output" -> make("tso_");
            default -> make("item_");
        };
    }

    private String make(String prefix) {
        return String.format(Locale.ROOT, "%s%016x%016x", prefix, random.getAsLong(), random.getAsLong());
    }
}
