package dev.llmconnect.tools;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ContentPart;
import dev.llmconnect.Cost;
import dev.llmconnect.Deadline;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** State of one tool loop: messages and usage. Confined to one thread, except {@link #cancel()}. */
final class ToolLoop {
    private final LLMRequest request;
    private final Map<String, ToolFunction> functions;
    private final ToolLimits limits;
    private final ToolExecution execution;
    private final Deadline deadline;
    private final Cancellation cancellation = new Cancellation();
    private final List<Message> messages;
    private Usage usage = Usage.NONE;
    private @Nullable BigDecimal cost;
    private Cost.@Nullable Source costSource;
    private int turn;
    private @Nullable LLMResponse last;

    ToolLoop(LLMRequest request, Map<String, ToolFunction> functions, ToolLimits limits, ToolExecution execution) {
        this.request = request;
        this.functions = functions;
        this.limits = limits;
        this.execution = execution;
        deadline = request.begin().deadline();
        messages = new ArrayList<>(request.messages());
    }

    /**
     * Returns the next request.
     *
     * @throws LLMBudgetExceededException if a limit of the loop is reached
     * @throws LLMTimeoutException if the deadline has passed
     */
    LLMRequest next() {
        checkLimits();
        turn++;
        LLMRequest.Builder asked = request.toBuilder().messages(messages).deadline(deadline);
        if (turn > 1 && request.toolChoice().filter(ToolLoop::forcesCall).isPresent()) {
            asked.toolChoice(ToolChoice.AUTO); // a call that is forced in every turn never ends
        }
        LLMRequest next = asked.build();
        execution.events().tell(observer -> observer.turnStarted(turn, next));
        return next;
    }

    private static boolean forcesCall(ToolChoice choice) {
        return !choice.equals(ToolChoice.AUTO) && !choice.equals(ToolChoice.NONE);
    }

    private void checkLimits() {
        cancellation.throwIfCancelled();
        request.cancellation().throwIfCancelled();
        if (turn > 0 && deadline.isExpired()) {
            throw new LLMTimeoutException("the deadline passed in turn " + turn + " of the tool loop (timeout "
                    + LLMException.formatDuration(request.config().timeout()) + ")");
        }
        if (turn == limits.maxTurns()) {
            throw new LLMBudgetExceededException(
                    "the model still calls tools after " + turn + " turns, which is the limit of the tool loop");
        }
        if (usage.totalTokens() >= limits.maxTokens()) {
            throw new LLMBudgetExceededException("the tool loop has used " + usage.totalTokens() + " tokens in " + turn
                    + " turns, and its budget is " + limits.maxTokens());
        }
        BigDecimal maxCost = limits.maxCost();
        if (cost != null && maxCost != null && cost.compareTo(maxCost) >= 0) {
            throw new LLMBudgetExceededException("the tool loop has cost $" + cost.toPlainString() + " in " + turn
                    + " turns, and its budget is $" + maxCost.toPlainString());
        }
    }

    /**
     * Processes an answer and runs the tools it calls.
     *
     * @return whether another model call is needed
     */
    @SuppressWarnings("try") // closing forgets the registration
    boolean goesOnAfter(LLMResponse answer) {
        last = answer;
        usage = usage.plus(answer.usage());
        answer.metadata().cost().ifPresent(this::add);
        execution.events().tell(observer -> observer.turnEnded(turn, answer));
        messages.add(answer.toMessage());
        if (answer.toolCalls().isEmpty()
                || answer.finishReason().equals(FinishReason.LENGTH)
                || answer.toolCalls().stream().anyMatch(this::isForCaller)) {
            return false;
        }
        try (Cancellation.Registration outer = request.cancellation().onCancel(cancellation::cancel)) {
            List<ContentPart> results =
                    execution.run(turn, answer.toolCalls(), functions, deadline, cancellation, request.ticker());
            messages.add(Message.of(Role.TOOL, results));
        }
        return true;
    }

    private boolean isForCaller(ToolCall call) {
        return !functions.containsKey(call.name())
                && request.tools().stream().map(Tool::name).anyMatch(call.name()::equals);
    }

    private void add(Cost more) {
        Optional<BigDecimal> usd = more.usd();
        if (usd.isPresent()) {
            cost = cost == null ? usd.get() : cost.add(usd.get());
            costSource = more.source();
        }
    }

    /** Interrupts running tools and starts no more. */
    void cancel() {
        cancellation.cancel();
    }

    /** Returns the last answer with the usage of all turns. */
    ToolRun result() {
        LLMResponse answer = last;
        if (answer == null) {
            throw new IllegalStateException("the loop has not run");
        }
        LLMResponse.Builder whole = answer.toBuilder().usage(usage);
        BigDecimal sum = cost;
        Cost.Source source = costSource;
        if (sum != null && source != null) {
            whole.metadata(known -> known.cost(Cost.of(sum, source)));
        }
        return new ToolRun(
                whole.metadata(known -> known.extra("tool_turns", turn)).build(), messages, turn);
    }
}
