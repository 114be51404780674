package dev.llmconnect.tools;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.internal.WorkerThreads;
import dev.llmconnect.spi.ForwardingAdapter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An adapter that runs the tools called by the model and sends their results back, until the model answers. Thread-safe.
 *
 * <pre>{@code
 * LLMAdapter assistant = ToolRunner.of(adapter, new Weather());
 * assistant.execute("Do I need an umbrella in Paris?").content();
 * }</pre>
 *
 * <p>The tools of one turn run concurrently, on virtual threads where available. A tool that fails, times out, is denied, is
 * called with invalid arguments or does not exist produces an error for the model, and the loop continues. The timeout and the
 * budgets of the request apply to the whole loop; usage and cost of the answer are those of all turns. A call of a tool that is
 * defined only by the request is left to the caller: the loop ends with that answer.
 */
public final class ToolRunner extends ForwardingAdapter {
    /** Default maximum number of model calls per request: {@value}. */
    public static final int DEFAULT_MAX_TURNS = 10;
    /** Default timeout of a tool: 1 minute. */
    public static final Duration DEFAULT_TOOL_TIMEOUT = Duration.ofMinutes(1);
    /** Default maximum length of a tool result, in characters: {@value}. */
    public static final int DEFAULT_MAX_RESULT_LENGTH = 200_000;

    private final Map<String, ToolFunction> functions;
    private final ToolLimits limits;
    private final ToolApproval.Hook approval;
    private final ToolObserver observer;
    private final ExecutorService threads = WorkerThreads.executor("llm-connect-tool-");

    private ToolRunner(Builder builder) {
        super(builder.adapter);
        functions = new LinkedHashMap<>(builder.functions);
        limits = new ToolLimits(
                builder.maxTurns,
                builder.toolTimeout,
                builder.maxResultLength,
                builder.parallel,
                builder.maxTokens,
                builder.maxCost);
        approval = builder.approval;
        observer = builder.observer;
    }

    /**
     * Creates a runner with the default limits.
     *
     * @param adapter adapter that answers; closed with the runner
     * @param tools functions, or objects with methods annotated with {@link ToolMethod}
     * @throws IllegalArgumentException if one is neither, or two tools have the same name
     */
    public static ToolRunner of(LLMAdapter adapter, Object... tools) {
        return builder(adapter).tools(tools).build();
    }

    /**
     * Returns a builder with no tools and the default limits.
     *
     * @param adapter adapter that answers; closed with the runner
     */
    public static Builder builder(LLMAdapter adapter) {
        return new Builder(adapter);
    }

    /**
     * Runs the loop for a prompt.
     *
     * @throws LLMException like {@link #run(LLMRequest)}
     */
    public ToolRun run(String prompt) {
        return run(LLMRequest.of(prompt, RunConfig.defaults()));
    }

    /**
     * Runs the loop for a request.
     *
     * @throws LLMBudgetExceededException if a limit of turns, tokens or cost is reached
     * @throws LLMException if a model call fails, the deadline passes or the call is cancelled
     */
    public ToolRun run(LLMRequest request) {
        ToolLoop loop = loop(request);
        LLMResponse answer;
        do {
            answer = delegate().execute(loop.next());
        } while (loop.goesOnAfter(answer));
        return loop.result();
    }

    /**
     * Runs the loop and returns its last answer.
     *
     * @throws LLMException like {@link #run(LLMRequest)}
     */
    @Override
    public LLMResponse execute(LLMRequest request) {
        return run(request).response();
    }

    /**
     * Runs the loop and streams the answers of all turns. Tools run when the next event is pulled. {@link LLMStream#response()}
     * is the last answer.
     *
     * @throws LLMException like {@link #run(LLMRequest)}
     */
    @Override
    public LLMStream stream(LLMRequest request) {
        return ToolLoopStream.begun(delegate(), loop(request));
    }

    private ToolLoop loop(LLMRequest request) {
        return new ToolLoop(
                reshape(request),
                functions,
                limits,
                new ToolExecution(threads, limits, approval, ToolEvents.to(observer)));
    }

    /** Adds the tools of the runner, unless present. */
    @Override
    @SuppressWarnings("unchecked") // a copy is of the same kind
    protected <C extends LLMCall> C reshape(C call) {
        if (!(call instanceof LLMRequest request)) {
            return call;
        }
        List<Tool> tools = new ArrayList<>(request.tools());
        tools.removeIf(tool -> functions.containsKey(tool.name()));
        functions.values().forEach(function -> tools.add(function.tool()));
        return (C) request.toBuilder().tools(tools).build();
    }

    /** Closes the adapter and interrupts running tools. */
    @Override
    public void close() {
        threads.shutdownNow();
        super.close();
    }

    /** Builder of a {@link ToolRunner}. Not thread-safe. */
    public static final class Builder {
        private final LLMAdapter adapter;
        private final Map<String, ToolFunction> functions = new LinkedHashMap<>();
        private int maxTurns = DEFAULT_MAX_TURNS;
        private Duration toolTimeout = DEFAULT_TOOL_TIMEOUT;
        private int maxResultLength = DEFAULT_MAX_RESULT_LENGTH;
        private boolean parallel = true;
        private long maxTokens = Long.MAX_VALUE;
        private @Nullable BigDecimal maxCost;
        private ToolApproval.Hook approval = call -> ToolApproval.ALLOWED;
        private ToolObserver observer = ToolObserver.NONE;

        private Builder(LLMAdapter adapter) {
            this.adapter = adapter;
        }

        /**
         * Adds tools: functions, or objects with methods annotated with {@link ToolMethod}.
         *
         * @throws IllegalArgumentException if one is neither, or two tools have the same name
         */
        public Builder tools(Object... more) {
            return tools(ToolFunction.all(more));
        }

        /**
         * Adds tools.
         *
         * @throws IllegalArgumentException if two tools have the same name
         */
        public Builder tools(Collection<ToolFunction> more) {
            for (ToolFunction function : more) {
                if (functions.putIfAbsent(function.name(), function) != null) {
                    throw new IllegalArgumentException("two tools are called " + function.name());
                }
            }
            return this;
        }

        /** Sets the maximum number of model calls per request, at least 1. Default: {@value ToolRunner#DEFAULT_MAX_TURNS}. */
        public Builder maxTurns(int limit) {
            maxTurns = (int) positive("maxTurns", limit);
            return this;
        }

        /** Sets the timeout of each tool, bounded by the call's deadline. Default: {@link ToolRunner#DEFAULT_TOOL_TIMEOUT}. */
        public Builder toolTimeout(Duration limit) {
            positive("toolTimeout in milliseconds", limit.toMillis());
            toolTimeout = limit;
            return this;
        }

        /** Sets the maximum length of a tool result, in characters. Default: {@value ToolRunner#DEFAULT_MAX_RESULT_LENGTH}. */
        public Builder maxResultLength(int limit) {
            maxResultLength = (int) positive("maxResultLength", limit);
            return this;
        }

        /** Sets whether the tools of one turn run concurrently. Default: {@code true}. */
        public Builder parallel(boolean atOnce) {
            parallel = atOnce;
            return this;
        }

        /** Sets the number of tokens after which no further turn starts. Default: no limit. */
        public Builder maxTokens(long limit) {
            maxTokens = positive("maxTokens", limit);
            return this;
        }

        /**
         * Sets the cost in US dollars after which no further turn starts. Default: no limit. Answers with an unknown cost count
         * as 0.
         */
        public Builder maxCost(BigDecimal usd) {
            maxCost = usd;
            return this;
        }

        /** Sets the hook that decides on each tool call. Default: every call may run. */
        public Builder approval(ToolApproval.Hook hook) {
            approval = hook;
            return this;
        }

        /** Sets the observer. Default: {@link ToolObserver#NONE}. */
        public Builder observer(ToolObserver observing) {
            observer = observing;
            return this;
        }

        private static long positive(String name, long value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, got " + value);
            }
            return value;
        }

        /** Creates the runner. */
        public ToolRunner build() {
            return new ToolRunner(this);
        }
    }
}
