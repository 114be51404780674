package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsEveryActionOnceInOrder() {
        cancellation.onCancel(() -> ran.add("a"));
        cancellation.onCancel(() -> ran.add("b"));

        cancellation.cancel();
        cancellation.cancel();

        assertThat(ran).containsExactly("a", "b");
        assertThat(cancellation.isCancelled()).isTrue();
    }

    @Test
    void runsAnActionAtOnceWhenItComesTooLate() {
        cancellation.cancel();

        cancellation.onCancel(() -> ran.add("late"));

        assertThat(ran).containsExactly("late");
    }

    @Test
    void forgetsAnActionThatWasClosed() {
        cancellation.onCancel(() -> ran.add("ended")).close();

        cancellation.cancel();

        assertThat(ran).isEmpty();
    }

    @Test
    void anActionThatThrowsHindersNoOther() {
        cancellation.onCancel(() -> {
            throw new IllegalStateException("on purpose");
        });
        cancellation.onCancel(() -> ran.add("other"));

        cancellation.cancel();

        assertThat(ran).containsExactly("other");
    }

    @Test
    void throwsOnlyWhenCancelled() {
        cancellation.throwIfCancelled();
        cancellation.cancel();

        assertThatThrownBy(cancellation::throwIfCancelled).isInstanceOf(LLMCancelledException.class);
    }
}
