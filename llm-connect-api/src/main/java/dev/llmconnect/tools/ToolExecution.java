package dev.llmconnect.tools;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Deadline;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Redactor;
import dev.llmconnect.Ticker;
import dev.llmconnect.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the tools called by one answer. Thread-safe. */
final class ToolExecution {
    private static final int MAX_ERROR_LENGTH = 2000;

    private final ExecutorService threads;
    private final ToolLimits limits;
    private final ToolApproval.Hook approval;
    private final ToolEvents events;

    ToolExecution(ExecutorService threads, ToolLimits limits, ToolApproval.Hook approval, ToolEvents events) {
        this.threads = threads;
        this.limits = limits;
        this.approval = approval;
        this.events = events;
    }

    ToolEvents events() {
        return events;
    }

    /** A running call, or one whose result is already known. */
    private record Started(ToolCall call, long startNanos, Future<List<ContentPart>> work) {}

    /**
     * Runs all calls.
     *
     * @return results in the order of the calls, including those of failed tools
     * @throws LLMTimeoutException if the deadline passes
     * @throws LLMCancelledException if the call is cancelled or the thread is interrupted
     */
    List<ContentPart> run(
            int turn,
            List<ToolCall> calls,
            Map<String, ToolFunction> functions,
            Deadline deadline,
            Cancellation cancellation,
            Ticker ticker) {
        List<Started> started = new ArrayList<>();
        try {
            List<ContentPart> results = new ArrayList<>();
            if (limits.parallel()) {
                for (ToolCall call : calls) {
                    started.add(start(turn, call, functions, ticker));
                }
                for (Started one : started) {
                    results.add(await(turn, one, deadline, cancellation, ticker));
                }
            } else {
                for (ToolCall call : calls) {
                    Started one = start(turn, call, functions, ticker);
                    started.add(one);
                    results.add(await(turn, one, deadline, cancellation, ticker));
                }
            }
            return results;
        } finally {
            started.forEach(one -> one.work().cancel(true));
        }
    }

    private Started start(int turn, ToolCall call, Map<String, ToolFunction> functions, Ticker ticker) {
        long now = ticker.nanos();
        ToolFunction function = functions.get(call.name());
        if (function == null) {
            return failed(
                    call,
                    now,
                    "there is no tool " + call.name() + "; the tools are " + String.join(", ", functions.keySet()));
        }
        if (call.arguments().isEmpty()
                && !call.argumentsJson().isBlank()
                && !call.argumentsJson().strip().equals("{}")) {
            return failed(call, now, "the arguments are no JSON object");
        }
        Optional<String> denial = approval.decide(call).denial();
        if (denial.isPresent()) {
            return failed(call, now, denial.get());
        }
        events.tell(observer -> observer.toolStarted(turn, call));
        try {
            return new Started(call, now, threads.submit(() -> function.run(call.arguments())));
        } catch (RejectedExecutionException e) {
            throw new LLMCancelledException("the tool runner is closed");
        }
    }

    private static Started failed(ToolCall call, long now, String why) {
        return new Started(call, now, CompletableFuture.failedFuture(new IllegalArgumentException(why)));
    }

    private ToolResult await(int turn, Started started, Deadline deadline, Cancellation cancellation, Ticker ticker) {
        ToolResult result = result(started, deadline, cancellation, ticker);
        Duration time = Duration.ofNanos(ticker.nanos() - started.startNanos());
        events.tell(observer -> observer.toolEnded(turn, started.call(), result, time));
        return result;
    }

    @SuppressWarnings("try") // closing forgets the registration
    private ToolResult result(Started started, Deadline deadline, Cancellation cancellation, Ticker ticker) {
        Future<List<ContentPart>> work = started.work();
        Duration left = limits.toolTimeout().minusNanos(ticker.nanos() - started.startNanos());
        boolean endsByDeadline = deadline.remaining().compareTo(left) < 0;
        Duration wait = endsByDeadline ? deadline.remaining() : left;
        try (Cancellation.Registration registered = cancellation.onCancel(() -> work.cancel(true))) {
            return result(
                    started.call(), shortened(work.get(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS)), false);
        } catch (TimeoutException e) {
            if (endsByDeadline) {
                throw new LLMTimeoutException(
                        "the deadline passed while the tool " + started.call().name() + " ran");
            }
            work.cancel(true);
            return error(
                    started.call(),
                    "the tool did not answer within " + LLMException.formatDuration(limits.toolTimeout()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException(
                    "interrupted while the tool " + started.call().name() + " ran");
        } catch (CancellationException e) {
            throw new LLMCancelledException("the caller has gone away");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            return error(started.call(), said(e.getCause()));
        }
    }

    private static String said(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null || message.isBlank() ? "the tool failed: " + failure : message;
    }

    private static ToolResult error(ToolCall call, String why) {
        return result(call, List.of(new ContentPart.Text("error: " + Redactor.redact(why, MAX_ERROR_LENGTH))), true);
    }

    private static ToolResult result(ToolCall call, List<ContentPart> content, boolean isError) {
        return ToolResult.of(call.id(), call.name(), content, isError);
    }

    private List<ContentPart> shortened(List<ContentPart> content) {
        return content.stream().map(this::shortened).toList();
    }

    private ContentPart shortened(ContentPart part) {
        int longest = limits.maxResultLength();
        if (!(part instanceof ContentPart.Text text) || text.text().length() <= longest) {
            return part;
        }
        int end = Character.isHighSurrogate(text.text().charAt(longest - 1)) ? longest - 1 : longest;
        return new ContentPart.Text(text.text().substring(0, end) + "… (cut off after " + end + " of "
                + text.text().length() + " characters)");
    }
}
