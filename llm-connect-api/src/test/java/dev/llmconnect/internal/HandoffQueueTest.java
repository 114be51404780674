package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HandoffQueueTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final HandoffQueue<Integer> queue = new HandoffQueue<>(3);

    @Test
    void givesElementsInTheirOrderAndNoMoreThanItHolds() {
        assertThat(List.of(queue.offer(1), queue.offer(2), queue.offer(3), queue.offer(4)))
                .containsExactly(true, true, true, false);
        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.poll(LONG)).isEqualTo(1);
        assertThat(queue.offer(5)).isTrue();
        assertThat(List.of(queue.poll(LONG), queue.poll(LONG), queue.poll(LONG)))
                .containsExactly(2, 3, 5);
        assertThat(queue.poll(Duration.ZERO)).isNull();
    }

    @Test
    void aConsumerThatSleepsIsWokenByAnElementAndByTheEnd() throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        Thread consumer = new Thread(() -> {
            for (Integer element = queue.poll(LONG); element != null; element = queue.poll(LONG)) {
                taken.add(element);
            }
        });
        consumer.start();
        awaitSleep(consumer);

        queue.offer(1);
        awaitSleep(consumer);
        queue.offer(2);
        queue.close();
        consumer.join(10_000);

        assertThat(consumer.isAlive()).isFalse();
        assertThat(taken).containsExactly(1, 2);
        assertThat(queue.offer(3)).isFalse();
    }

    @Test
    void losesNothingOfManyThreads() throws InterruptedException {
        HandoffQueue<Integer> large = new HandoffQueue<>(40_000);
        List<Thread> producers = IntStream.range(0, 8)
                .mapToObj(producer ->
                        new Thread(() -> IntStream.range(0, 5_000).forEach(i -> large.offer(producer * 5_000 + i))))
                .toList();
        producers.forEach(Thread::start);
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < 40_000) {
            Integer element = large.poll(Duration.ofSeconds(10));
            assertThat(element).isNotNull();
            taken.add(element);
        }
        for (Thread producer : producers) {
            producer.join();
        }

        assertThat(taken).doesNotHaveDuplicates();
        for (int producer = 0; producer < 8; producer++) {
            int first = producer * 5_000;
            assertThat(taken.stream()
                            .filter(element -> element / 5_000 == first / 5_000)
                            .toList())
                    .isSorted();
        }
    }

    @Test
    void anInterruptLeavesTheConsumerAtWork() {
        Thread.currentThread().interrupt();
        assertThat(queue.poll(Duration.ofMillis(1))).isNull();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        queue.offer(1);
        assertThat(queue.poll(LONG)).isEqualTo(1);
    }

    /** Until it no longer looks every few milliseconds. */
    private static void awaitSleep(Thread consumer) throws InterruptedException {
        Thread.sleep(200);
        while (consumer.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
    }
}
