package dev.llmconnect.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FakeModel;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.JsonTreeWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuredOutputTest {
    record Answer(String city, int population) {}

    enum Mood {
        @Description("smiles")
        HAPPY,
        SAD
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @SuppressWarnings("ArrayRecordComponent") // arrays are read, too
    record Everything(
            String text,
            boolean truth,
            byte small,
            long large,
            double real,
            BigDecimal exact,
            Mood mood,
            List<String> list,
            Set<Integer> set,
            int[] array,
            Map<String, Integer> map,
            Optional<String> optional,
            OptionalInt optionalInt,
            @Nullable String nullable,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            Instant instant,
            OffsetDateTime offset,
            Duration duration,
            UUID id,
            URI address,
            Shape shape) {}

    private static final String EVERYTHING = """
        {"text":"t","truth":true,"small":7,"large":9007199254740993,"real":1.5,"exact":0.10,"mood":"SAD","list":["a"],
         "set":[1,1,2],"array":[3,4],"map":[{"key":"k","value":5}],"optional":null,"optionalInt":6,"nullable":null,
         "date":"2026-01-31","time":"12:30:00","dateTime":"2026-01-31T12:30:00","instant":"2026-01-31T12:30:00Z",
         "offset":"2026-01-31T12:30:00+02:00","duration":"PT1H30M","id":"123e4567-e89b-12d3-a456-426614174000",
         "address":"https://example.com","shape":{"type":"Circle","radius":2}}\
        """;

    @Test
    void aRecordIsAskedForWithItsSchemaAndReadFromTheAnswer() {
        FakeModel model = FakeModel.answering("{\"city\":\"Paris\",\"population\":2100000}");

        Answer answer = model.execute("Which is the largest city of France?", Answer.class);

        assertThat(answer).isEqualTo(new Answer("Paris", 2_100_000));
        ResponseFormat format = model.request(0).responseFormat().orElseThrow();
        assertThat(format.type()).isEqualTo("json_schema");
        assertThat(format.name()).isEqualTo("Answer");
        assertThat(format.strict()).contains(true);
        assertThat(JsonTreeWriter.of(format.schema()))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},"
                        + "\"population\":{\"type\":\"integer\"}},\"required\":[\"city\",\"population\"],"
                        + "\"additionalProperties\":false}");
    }

    @Test
    void everyTypeOfComponentIsRead() {
        Everything all = StructuredOutput.of(Everything.class).read(EVERYTHING);

        assertThat(all.large()).isEqualTo(9_007_199_254_740_993L);
        assertThat(all.exact()).isEqualTo(new BigDecimal("0.10"));
        assertThat(all.mood()).isEqualTo(Mood.SAD);
        assertThat(all.set()).containsExactly(1, 2);
        assertThat(all.array()).containsExactly(3, 4);
        assertThat(all.map()).isEqualTo(Map.of("k", 5));
        assertThat(all.optional()).isEmpty();
        assertThat(all.optionalInt()).hasValue(6);
        assertThat(all.nullable()).isNull();
        assertThat(all.date()).isEqualTo("2026-01-31");
        assertThat(all.time()).isEqualTo("12:30:00");
        assertThat(all.instant()).isEqualTo("2026-01-31T12:30:00Z");
        assertThat(all.offset().getOffset().getTotalSeconds()).isEqualTo(7200);
        assertThat(all.duration()).isEqualTo(Duration.ofMinutes(90));
        assertThat(all.address()).hasHost("example.com");
        assertThat(all.shape()).isEqualTo(new Circle(2));
    }

    @Test
    void everyObjectOfASchemaNamesAllItsMembersAndAllowsNoOthers() {
        Map<String, Object> schema = StructuredOutput.of(Everything.class).schema();

        assertThat(strictObjects(schema)).isEqualTo(4); // the record, the entry of its map, two shapes
        assertThat(JsonTreeWriter.of(schema))
                .contains(
                        "\"mood\":{\"type\":\"string\",\"enum\":[\"HAPPY\",\"SAD\"],\"description\":\"HAPPY: smiles\"}")
                .contains("\"optional\":{\"type\":[\"string\",\"null\"]}")
                .contains("\"nullable\":{\"type\":[\"string\",\"null\"]}")
                .contains("\"type\":{\"type\":\"string\",\"enum\":[\"Circle\"]}");
    }

    private static int strictObjects(Object schema) {
        if (schema instanceof List<?> items) {
            return items.stream().mapToInt(StructuredOutputTest::strictObjects).sum();
        }
        if (!(schema instanceof Map<?, ?> map)) {
            return 0;
        }
        int below = map.values().stream()
                .mapToInt(StructuredOutputTest::strictObjects)
                .sum();
        if (!"object".equals(map.get("type"))) {
            return below;
        }
        assertThat(map.get("additionalProperties")).isEqualTo(false);
        assertThat(map.get("required")).isEqualTo(List.copyOf(((Map<?, ?>) map.get("properties")).keySet()));
        return below + 1;
    }

    @Description("a person")
    record Person(
            @Description("first and last") String name,
            @Description("of birth") LocalTime time) {}

    @Test
    void descriptionsReachTheModel() {
        assertThat(JsonTreeWriter.of(StructuredOutput.of(Person.class).schema()))
                .contains("\"name\":{\"type\":\"string\",\"description\":\"first and last\"}")
                .contains("\"description\":\"of birth (a time such as 12:30:00)\"")
                .endsWith("\"description\":\"a person\"}");
    }

    record Node(String name, List<Node> children) {}

    @Test
    void aRecordThatContainsItselfIsReferredTo() {
        StructuredOutput<Node> output = StructuredOutput.of(Node.class);

        assertThat(output.schema()).containsEntry("type", "object").containsKey("$defs");
        assertThat(JsonTreeWriter.of(output.schema())).contains("\"items\":{\"$ref\":\"#/$defs/Node\"}");
        assertThat(output.read("{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}"))
                .isEqualTo(new Node("a", List.of(new Node("b", List.of()))));
    }

    sealed interface Expression permits Literal, Sum {}

    record Literal(int value) implements Expression {}

    record Sum(Expression left, Expression right) implements Expression {}

    @Test
    void whatIsNoObjectAtTheTopBecomesAMemberOfOne() {
        FakeModel model = FakeModel.answering(
                "{\"value\":{\"type\":\"Sum\",\"left\":{\"type\":\"Literal\",\"value\":1},"
                        + "\"right\":{\"type\":\"Literal\",\"value\":2}}}",
                "{\"value\":\"HAPPY\"}",
                "{\"value\":[\"a\",\"b\"]}",
                "{\"value\":42}");

        assertThat(model.execute("1+2", Expression.class)).isEqualTo(new Sum(new Literal(1), new Literal(2)));
        assertThat(model.execute("How are you?", Mood.class)).isEqualTo(Mood.HAPPY);
        assertThat(model.execute("Two letters", String[].class)).containsExactly("a", "b");
        assertThat(model.execute("6 × 7", Integer.class)).isEqualTo(42);
        assertThat(model.requests())
                .allSatisfy(request -> assertThat(
                                request.responseFormat().orElseThrow().schema())
                        .containsEntry("type", "object"));
    }

    @Test
    void aListIsRead() {
        FakeModel model = FakeModel.answering("{\"value\":[{\"city\":\"Bonn\",\"population\":3}]}");

        assertThat(StructuredOutput.listOf(Answer.class)
                        .execute(model, LLMRequest.of("Cities"))
                        .value())
                .containsExactly(new Answer("Bonn", 3));
    }

    record Page<T>(List<T> items, Optional<T> next) {}

    record Cities(Page<Answer> page) {}

    @Test
    void genericRecordsAreReadByTheirArguments() {
        assertThat(StructuredOutput.of(Cities.class)
                        .read("{\"page\":{\"items\":[{\"city\":\"Rom\",\"population\":1}],\"next\":null}}"))
                .isEqualTo(new Cities(new Page<>(List.of(new Answer("Rom", 1)), Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        {"city":"Paris"}                             | population is missing
        {"city":"Paris","population":null}           | population is missing
        {"city":"Paris","population":"many"}         | population must be an integer from -2147483648 to 2147483647, got "many"
        {"city":"Paris","population":2.5}            | population must be an integer from -2147483648 to 2147483647, got 2.5
        {"city":"Paris","population":3000000000}     | population must be an integer from -2147483648 to 2147483647, got 3000000000
        {"city":["Paris"],"population":1}            | city must be a text, got a list
        {"population":"x"}                           | city is missing; population must be
        []                                           | the value must be an object, got a list
        """)
    void saysEachThingThatIsWrongWithItsPath(String text, String violation) {
        assertThatThrownBy(() -> StructuredOutput.of(Answer.class).read(text))
                .isInstanceOf(StructuredOutputException.class)
                .hasMessageStartingWith("the answer is no Answer: " + violation);
    }

    @Test
    void aPathLeadsIntoListsAndRecords() {
        assertThatThrownBy(
                        () -> StructuredOutput.of(Node.class)
                                .read(
                                        "{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]},{\"name\":7,\"children\":[]}]}"))
                .hasMessageContaining("children[1].name must be a text, got 7");
    }

    @Test
    void aWrongAnswerIsSentBackOnceWithWhatIsWrong() {
        FakeModel model = FakeModel.answering("{\"city\":\"Paris\"}", "{\"city\":\"Paris\",\"population\":2100000}");

        StructuredResponse<Answer> answer =
                StructuredOutput.of(Answer.class).execute(model, LLMRequest.of("The largest city?"));

        assertThat(answer.value().population()).isEqualTo(2_100_000);
        assertThat(answer.usage()).isEqualTo(Usage.of(20, 10));
        LLMRequest repair = model.request(1);
        assertThat(repair.messages())
                .extracting(message -> message.role().value())
                .containsExactly("user", "assistant", "user");
        assertThat(repair.messages().get(1).text()).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(repair.messages().get(2).text()).contains("population is missing");
        assertThat(repair.responseFormat()).isEqualTo(model.request(0).responseFormat());
    }

    @Test
    void anAnswerThatStaysWrongFailsWithItsText() {
        FakeModel model = FakeModel.answering("Certainly! It is Paris.");

        StructuredOutputException failure = catchThrowableOfType(
                StructuredOutputException.class, () -> model.execute("The largest city?", Answer.class));

        assertThat(failure).hasMessageContaining("not JSON at character 1");
        assertThat(failure.rawText()).isEqualTo("Certainly! It is Paris.");
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(failure.provider()).contains("fake");
        assertThat(model.requests()).hasSize(2);
    }

    @Test
    void aRepairIsNotAskedForWhereNoneIsWanted() {
        FakeModel model = FakeModel.answering("no");

        assertThatThrownBy(() ->
                        StructuredOutput.of(Answer.class).withMaxRepairs(0).execute(model, LLMRequest.of("?")))
                .isInstanceOf(StructuredOutputException.class);
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatWasCutOffIsNotRepaired() {
        FakeModel model = new FakeModel()
                .then(request -> FakeModel.answer()
                        .content("{\"city\":\"Pa")
                        .finishReason(FinishReason.LENGTH)
                        .build());

        assertThatThrownBy(() -> model.execute("?", Answer.class)).hasMessageContaining("raise max_tokens");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void aRefusalIsToldAsSuch() {
        FakeModel model = new FakeModel()
                .then(request -> FakeModel.answer().refusal("I must not.").build());

        StructuredOutputException failure =
                catchThrowableOfType(StructuredOutputException.class, () -> model.execute("?", Answer.class));

        assertThat(failure).hasMessageContaining("refused");
        assertThat(failure.rawText()).isEqualTo("I must not.");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void aToolCallIsNoAnswer() {
        FakeModel model = new FakeModel().thenCalls(ToolCall.of("1", "weather", Map.of()));

        assertThatThrownBy(() -> model.execute("?", Answer.class)).hasMessageContaining("ToolRunner");
    }

    record Positive(int count) {
        Positive {
            if (count < 1) {
                throw new IllegalArgumentException("count must be at least 1");
            }
        }
    }

    @Test
    void whatTheConstructorOfARecordRefusesIsRepaired() {
        FakeModel model = FakeModel.answering("{\"count\":0}", "{\"count\":3}");

        assertThat(model.execute("How many?", Positive.class)).isEqualTo(new Positive(3));
        assertThat(model.request(1).messages().get(2).text()).contains("count must be at least 1");
    }

    @Test
    void theTimeoutHoldsForTheRepairToo() {
        AtomicLong now = new AtomicLong();
        FakeModel model = new FakeModel().then(request -> {
            request.begin().validate();
            now.addAndGet(Duration.ofSeconds(20).toNanos());
            return FakeModel.answer().content("no").build();
        });
        LLMRequest request = LLMRequest.builder()
                .prompt("?")
                .config(RunConfig.builder().timeout(Duration.ofSeconds(15)).build())
                .ticker(now::get)
                .build();

        assertThatThrownBy(() -> model.execute(request, Answer.class)).isInstanceOf(LLMTimeoutException.class);
    }

    @Test
    void aCodeBlockIsReadToo() {
        assertThat(StructuredOutput.of(Answer.class).read("```json\n{\"city\":\"Ulm\",\"population\":1}\n```"))
                .isEqualTo(new Answer("Ulm", 1));
    }

    @Test
    void aMapIsReadFromAnObjectToo() {
        record Prices(Map<String, BigDecimal> all) {}
        assertThat(StructuredOutput.of(Prices.class)
                        .read("{\"all\":{\"a\":1.5}}")
                        .all())
                .isEqualTo(Map.of("a", new BigDecimal("1.5")));
    }

    record Unfit(String name, Thread owner) {}

    record Raw(@SuppressWarnings("rawtypes") List items) {}

    @Test
    void aTypeWithoutAJsonFormIsRefusedWithItsName() {
        assertThatThrownBy(() -> StructuredOutput.of(Unfit.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unfit.owner: java.lang.Thread has no JSON form here; accepted are records");
        assertThatThrownBy(() -> StructuredOutput.of(Raw.class)).hasMessageContaining("write List<…>");
        assertThatThrownBy(() -> StructuredOutput.of(Object.class)).hasMessageContaining("java.lang.Object");
    }

    @Test
    void aSystemMessageAndToolsStay() {
        FakeModel model = FakeModel.answering("{\"city\":\"Ulm\",\"population\":1}");

        model.withSystemPrompt("Be brief").execute("?", Answer.class);

        assertThat(model.request(0).messages().get(0).role()).isEqualTo(Role.SYSTEM);
    }
}
