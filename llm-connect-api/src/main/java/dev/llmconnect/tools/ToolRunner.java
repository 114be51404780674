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
 * An adapter that runs the tools which the model calls, and asks again with their results until the model answers. Thread-safe.
 *
 * <pre>{@code
 * LLMAdapter assistant = ToolRunner.of(adapter, new Weather());
 * assistant.execute("Do I need an umbrella in Paris?").content();
 * }</pre>
 *
 * <p>The tools that are called in one turn run at once, on virtual threads where the JVM has them. A tool that fails, takes too long, is
 * denied, is called with wrong arguments or does not exist is an error that the model is told, and the loop goes on. The timeout of the
 * request holds for the whole loop, and so do the budgets; the usage and the cost of the answer are those of all turns. A call to a tool
 * that only the request has is left to the caller: the loop ends with that answer.
 */
public final class ToolRunner extends ForwardingAdapter {
    /** How often the model is asked for one request, unless something else is said: {@value}. */
    public static final int DEFAULT_MAX_TURNS = 10;
    /** How long a tool may run, unless something else is said: one minute. */
    public static final Duration DEFAULT_TOOL_TIMEOUT = Duration.ofMinutes(1);
    /** The longest text of a result that the model is told, in characters, unless something else is said: {@value}. */
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
     * A runner with the usual limits.
     *
     * @param adapter answers; closed with the runner
     * @param tools functions, or objects whose methods are annotated with {@link ToolMethod}
     * @throws IllegalArgumentException when one is neither, or two tools have one name
     */
    public static ToolRunner of(LLMAdapter adapter, Object... tools) {
        return builder(adapter).tools(tools).build();
    }

    /**
     * Starts with no tool and the usual limits.
     *
     * @param adapter answers; closed with the runner
     */
    public static Builder builder(LLMAdapter adapter) {
        return new Builder(adapter);
    }

    /**
     * Runs the loop for one prompt.
     *
     * @throws LLMException as {@link #run(LLMRequest)} does
     */
    public ToolRun run(String prompt) {
        return run(LLMRequest.of(prompt, RunConfig.defaults()));
    }

    /**
     * Runs the loop for one request.
     *
     * @throws LLMBudgetExceededException when it needs more turns, tokens or money than it may
     * @throws LLMException when the model cannot be asked, the deadline passes, or the caller leaves
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
     * The last answer of the loop.
     *
     * @throws LLMException as {@link #run(LLMRequest)} does
     */
    @Override
    public LLMResponse execute(LLMRequest request) {
        return run(request).response();
    }

    /**
     * The answers of all turns as they are written, one after the other. The tools run when the next event is asked for. {@link
     * LLMStream#response()} is the last answer.
     *
     * @throws LLMException as {@link #run(LLMRequest)} does
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

    /** With the tools of the runner, unless it has them already. */
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

    /** Closes the adapter, and interrupts tools that still run. */
    @Override
    public void close() {
        threads.shutdownNow();
        super.close();
    }

    /** Sets what a runner does beyond its tools. Not thread-safe. */
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
         * Adds tools: functions, or objects whose methods are annotated with {@link ToolMethod}.
         *
         * @throws IllegalArgumentException when one is neither, or two tools have one name
         */
        public Builder tools(Object... more) {
            return tools(ToolFunction.all(more));
        }

        /**
         * Adds tools.
         *
         * @throws IllegalArgumentException when two have one name
         */
        public Builder tools(Collection<ToolFunction> more) {
            for (ToolFunction function : more) {
                if (functions.putIfAbsent(function.name(), function) != null) {
                    throw new IllegalArgumentException("two tools are called " + function.name());
                }
            }
            return this;
        }

        /** How often the model is asked for one request, at least 1; {@value ToolRunner#DEFAULT_MAX_TURNS} by default. */
        public Builder maxTurns(int limit) {
            maxTurns = (int) positive("maxTurns", limit);
            return this;
        }

        /** How long each tool may run; {@link ToolRunner#DEFAULT_TOOL_TIMEOUT} by default, and never beyond the call's deadline. */
        public Builder toolTimeout(Duration limit) {
            positive("toolTimeout in milliseconds", limit.toMillis());
            toolTimeout = limit;
            return this;
        }

        /** The longest text of a result, in characters; {@value ToolRunner#DEFAULT_MAX_RESULT_LENGTH} by default. */
        public Builder maxResultLength(int limit) {
            maxResultLength = (int) positive("maxResultLength", limit);
            return this;
        }

        /** Whether the tools of one turn run at once; true by default. */
        public Builder parallel(boolean atOnce) {
            parallel = atOnce;
            return this;
        }

        /** No turn is begun once those before it have used so many tokens; no limit by default. */
        public Builder maxTokens(long limit) {
            maxTokens = positive("maxTokens", limit);
            return this;
        }

        /**
         * No turn is begun once those before it have cost so much, in US dollars; no limit by default. Answers of which no cost is known
         * count nothing.
         */
        public Builder maxCost(BigDecimal usd) {
            maxCost = usd;
            return this;
        }

        /** Decides on each call before it runs; every call may run by default. */
        public Builder approval(ToolApproval.Hook hook) {
            approval = hook;
            return this;
        }

        /** Is told each step; nobody by default. */
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

        /** The runner. */
        public ToolRunner build() {
            return new ToolRunner(this);
        }
    }
}
