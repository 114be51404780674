package dev.llmconnect.cli;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import dev.llmconnect.testkit.Reply.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a question with its own number, but fails three times in ten, in any way. Thread-safe. */
final class RandomFaults implements Function<ReceivedRequest, Reply> {
    private static final int PERCENT = 30;
    private static final Pattern QUESTION = Pattern.compile("question-(\\d+)-");

    private static final List<UnaryOperator<Reply>> FAULTS = List.of(
            reply -> reply.first(0).ending(Ending.RESET),
            reply -> reply.first(0).ending(Ending.CLOSED),
            reply -> reply.half().ending(Ending.CLOSED),
            reply -> reply.half().ending(Ending.RESET),
            reply -> reply.first(reply.partCount() - 3),
            reply -> reply.first(3).followedBy("data: {oops\n\n".getBytes(StandardCharsets.UTF_8)),
            reply -> reply.withLength().announcing(150),
            reply -> Reply.garbage("what?\r\n\r\n"),
            reply -> reply.pausing(3, Duration.ofSeconds(30)),
            reply -> reply.late(Duration.ofSeconds(30)),
            reply -> ChatFormat.error(500, "it broke"),
            reply -> ChatFormat.error(503, "too busy"),
            reply -> ChatFormat.error(429, "slow down").header("retry-after-ms", "50"));

    private final LongAdder faults = new LongAdder();

    /** What this question is to be answered with. */
    static String answerTo(String number) {
        return "answer " + number + " is one that nobody else may get ";
    }

    long faults() {
        return faults.sum();
    }

    @Override
    public Reply apply(ReceivedRequest request) {
        Reply healthy = healthy(request);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(100) >= PERCENT) {
            return healthy;
        }
        faults.increment();
        return FAULTS.get(random.nextInt(FAULTS.size())).apply(healthy);
    }

    static Reply healthy(ReceivedRequest request) {
        Matcher question = QUESTION.matcher(request.body());
        String answer = answerTo(question.find() ? question.group(1) : "to no question");
        return ChatFormat.stream(new Answer("random-1", List.of(answer.split("(?<= )")), 5, 12));
    }
}
