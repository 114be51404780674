package dev.llmconnect.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FakeModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StructuredStreamTest {
    record Recipe(String title, int minutes, List<Step> steps) {}

    record Step(String text, boolean isDone) {}

    private static final String SOUP =
            "{\"title\":\"Soup of leeks\",\"minutes\":30,\"steps\":[{\"text\":\"Cut\",\"isDone\":true},"
                    + "{\"text\":\"Boil\",\"isDone\":false}]}";

    @Test
    void eachValueHoldsMoreThanTheOneBefore() {
        List<Recipe> seen = new ArrayList<>();
        Recipe whole;
        try (StructuredStream<Recipe> stream = FakeModel.answering(SOUP).stream("A soup", Recipe.class)) {
            stream.forEach(seen::add);
            whole = stream.value();
        }

        assertThat(seen).hasSizeGreaterThan(5).doesNotHaveDuplicates();
        assertThat(seen.get(0)).isEqualTo(new Recipe(null, 0, List.of()));
        assertThat(seen)
                .filteredOn(one -> one.title() != null)
                .allSatisfy(one -> assertThat("Soup of leeks").startsWith(one.title()));
        assertThat(seen.get(seen.size() - 1)).isEqualTo(whole);
        assertThat(whole)
                .isEqualTo(new Recipe("Soup of leeks", 30, List.of(new Step("Cut", true), new Step("Boil", false))));
    }

    @Test
    void theWholeValueIsReadWithoutTheSteps() {
        try (StructuredStream<Recipe> stream = FakeModel.answering(SOUP).stream("A soup", Recipe.class)) {
            assertThat(stream.value().minutes()).isEqualTo(30);
            assertThat(stream.response().usage().totalTokens()).isEqualTo(15);
        }
    }

    @Test
    void aWrongAnswerIsRepairedWhenTheStreamHasEnded() {
        FakeModel model = FakeModel.answering("{\"title\":\"Soup\"}", SOUP);

        try (StructuredStream<Recipe> stream = model.stream("A soup", Recipe.class)) {
            stream.forEach(soFar -> assertThat(soFar.minutes()).isZero());
            assertThat(stream.value().minutes()).isEqualTo(30);
        }
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void textThatIsNoJsonShowsNothingAndFailsAtTheEnd() {
        FakeModel model = FakeModel.answering("I would rather not do that");

        try (StructuredStream<Recipe> stream = model.stream("A soup", Recipe.class)) {
            assertThat(stream).isEmpty();
            assertThatThrownBy(stream::value).isInstanceOf(StructuredOutputException.class);
        }
    }

    record Named(String name, int age) {
        Named {
            Objects.requireNonNull(name);
        }
    }

    @Test
    void aValueThatTheConstructorRefusesIsLeftOut() {
        try (StructuredStream<Named> stream =
                FakeModel.answering("{\"age\": 1234567, \"name\":\"Ada Lovelace\"}").stream("Who?", Named.class)) {
            List<Named> seen = new ArrayList<>();
            stream.forEach(seen::add);

            assertThat(seen)
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one.age()).isEqualTo(1234567));
        }
    }
}
