package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SseStreamTest {
    @Test
    void eventsComeOneByOneUntilTheProviderSaysThatTheAnswerIsComplete() {
        try (Words words = new Words("data: a\n\ndata: b\n\ndata: END\n\ndata: never read\n\n")) {
            assertThat(words).containsExactly(new StreamEvent.Text("a"), new StreamEvent.Text("b"));
            assertThat(words.response().content()).isEqualTo("ab");
        }
    }

    @Test
    void aBodyThatEndsBeforeTheAnswerIsATruncatedAnswer() {
        assertFails("data: a\n\n", FailureReason.TRUNCATED);
    }

    @Test
    void anEventThatCannotBeReadIsAMalformedAnswer() {
        assertFails("data: BROKEN\n\ndata: END\n\n", FailureReason.MALFORMED);
    }

    private static void assertFails(String body, FailureReason reason) {
        try (Words words = new Words(body)) {
            assertThatThrownBy(words::response)
                    .isInstanceOf(LLMApiException.class)
                    .satisfies(e ->
                            assertThat(((LLMException) e).details().reason()).isEqualTo(reason));
        }
    }

    private static final class Words extends SseStream {
        private final StringBuilder text = new StringBuilder();

        Words(String body) {
            super(
                    CallGuard.start("acme", LLMRequest.of("Hello").begin()),
                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        protected boolean accept(SseEvent event, Consumer<StreamEvent> events) {
            if (event.data().equals("END")) {
                return true;
            }
            if (event.data().equals("BROKEN")) {
                throw new IllegalArgumentException("no word");
            }
            text.append(event.data());
            events.accept(new StreamEvent.Text(event.data()));
            return false;
        }

        @Override
        protected LLMResponse assemble() {
            return LLMResponse.builder().content(text.toString()).build();
        }
    }
}
