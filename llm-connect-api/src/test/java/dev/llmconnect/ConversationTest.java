package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConversationTest {
    record Answer(String text) {}

    private static List<String> texts(LLMRequest request) {
        return request.messages().stream().map(Message::text).toList();
    }

    @Test
    void everyTurnIsSentAlongWithTheNext() {
        FakeModel model = FakeModel.answering("Hello!", "Leeks.");
        Conversation chat = Conversation.with(model).system("Be brief");

        chat.send("Hi");
        assertThat(chat.send("What is green?").content()).isEqualTo("Leeks.");

        assertThat(texts(model.request(1))).containsExactly("Be brief", "Hi", "Hello!", "What is green?");
        assertThat(chat.messages()).hasSize(5);
    }

    @Test
    void aCallThatFailsIsNotKept() {
        FakeModel model = new FakeModel()
                .then(request -> {
                    throw new LLMTimeoutException("too late");
                })
                .then(request -> FakeModel.answer().content("Hello!").build());
        Conversation chat = Conversation.with(model);

        assertThatThrownBy(() -> chat.send("Hi")).isInstanceOf(LLMTimeoutException.class);
        chat.send("Hi");

        assertThat(texts(model.request(1))).containsExactly("Hi");
    }

    @Test
    void aWindowOfTurnsKeepsTheNewestAndTheInstructions() {
        FakeModel model = FakeModel.answering("1", "2", "3");
        Conversation chat = Conversation.with(model).system("Be brief").maxTurns(2);

        chat.send("a");
        chat.send("b");
        chat.send("c");

        assertThat(texts(model.request(2))).containsExactly("Be brief", "b", "2", "c");
    }

    @Test
    void aWindowOfTokensDropsWholeTurnsAndNeverTheNewest() {
        FakeModel model = FakeModel.answering("ok");
        Conversation chat = Conversation.with(model).maxTokens(60);

        chat.send("a".repeat(90));
        chat.send("b".repeat(90));
        chat.send("c".repeat(900));

        assertThat(model.request(1).messages()).hasSize(1);
        assertThat(model.request(2).messages()).hasSize(1);
    }

    @Test
    void aToolCallIsNeverCutFromItsResult() {
        ToolCall call = ToolCall.of("1", "weather", Map.of());
        Conversation chat = Conversation.with(FakeModel.answering("ok"))
                .add(List.of(
                        Message.user("Weather?"),
                        Message.assistant(List.<ContentPart>of(call)),
                        Message.toolResult(call, "rain"),
                        Message.assistant("It rains."),
                        Message.user("And now?"),
                        Message.assistant("Still.")));

        chat.maxTurns(1);

        assertThat(chat.messages()).extracting(Message::text).containsExactly("And now?", "Still.");
    }

    @Test
    void aStreamedTurnIsKeptWhenItHasEnded() {
        FakeModel model = FakeModel.answering("Once upon a time", "The end");
        Conversation chat = Conversation.with(model);

        try (LLMStream broken = chat.stream("A story")) {
            broken.iterator().next();
        }
        assertThat(chat.messages()).isEmpty();
        try (LLMStream stream = chat.stream("A story")) {
            assertThat(stream.response().content()).isEqualTo("The end");
        }

        assertThat(chat.messages()).extracting(Message::text).containsExactly("A story", "The end");
    }

    @Test
    void anAnswerOfAJavaTypeIsATurnToo() {
        FakeModel model = FakeModel.answering("{\"text\":\"Leeks\"}");
        Conversation chat =
                Conversation.with(model).config(RunConfig.builder().seed(3).build());

        assertThat(chat.send("What is green?", Answer.class)).isEqualTo(new Answer("Leeks"));

        assertThat(chat.messages()).extracting(Message::text).containsExactly("What is green?", "{\"text\":\"Leeks\"}");
        assertThat(model.request(0).config().seed()).contains(3L);
        chat.clear();
        assertThat(chat.messages()).isEmpty();
    }
}
