package dev.llmconnect.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.formats.chat.ChatEnds;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.FrameReader;
import dev.llmconnect.formats.framing.StreamLimits;
import dev.llmconnect.formats.gemini.GeminiEnds;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.formats.messages.MessagesEnds;
import dev.llmconnect.formats.ollama.OllamaEnds;
import dev.llmconnect.formats.responses.ResponsesEnds;
import dev.llmconnect.formats.wire.StreamDecoder;
import dev.llmconnect.formats.wire.WireCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import okio.Buffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What one end of a format writes, its other end reads: requests, answers and streams of generated conversations. */
class RoundTripTest {
    private static final int CONVERSATIONS = 60;
    private static final StreamLimits LIMITS = new StreamLimits(64L << 20, 16L << 20);

    @SuppressWarnings("ImmutableEnumChecker") // both ends have no state but for ids
    enum Format {
        CHAT(new ChatEnds()),
        RESPONSES(new ResponsesEnds()),
        MESSAGES(new MessagesEnds()),
        GEMINI(new GeminiEnds()),
        OLLAMA(new OllamaEnds());

        private final FormatEnds ends;

        Format(FormatEnds ends) {
            this.ends = ends;
        }
    }

    private static final String NO_FIELD = "the format has no field for it";
    private static final String TEXT_ONLY = "results hold text only; media are moved behind them before";
    private static final String OWN_MODEL =
            "reasoning goes back to the kind of model only that made it, with its own proof";
    private static final String AS_TEXT = "a refusal of an earlier turn is text for this format";
    private static final String AS_HINT = "a refusal of an earlier turn is read as text that a hint calls one";
    private static final String UNCITED = "the sources of an earlier turn are left out before";
    private static final String CITED_AS_HINT = "the sources of an earlier turn are read as a hint to its text";
    private static final String NO_MARKS = "the format has no marks; they are left out before";
    private static final String SEALED =
            "what another provider wants back is sealed in the signature, and only our own endpoint opens it";
    private static final String OMITTED =
            "the format has no field for sources of other providers; omitted_parts names them";
    private static final String BY_FINISH = "the format says it by the finish reason";

    /** Why something in a request does not come back. */
    private static final Map<Format, Map<Said, String>> LOST_IN_REQUESTS = Map.of(
            Format.CHAT,
            Map.of(
                    Said.FAILED_RESULT, NO_FIELD,
                    Said.IMAGE_RESULT, TEXT_ONLY,
                    Said.REASONING, OWN_MODEL,
                    Said.SIGNED_REASONING, OWN_MODEL,
                    Said.CITED, UNCITED,
                    Said.REFUSAL, AS_HINT),
            Format.RESPONSES,
            Map.of(
                    Said.CACHE_MARK, NO_MARKS,
                    Said.DEFAULT_CACHE_MARK, NO_MARKS,
                    Said.CITED, UNCITED,
                    Said.FAILED_RESULT, NO_FIELD,
                    Said.REASONING, OWN_MODEL,
                    Said.SIGNED_REASONING, OWN_MODEL,
                    Said.REFUSAL, AS_HINT),
            Format.MESSAGES,
            Map.of(Said.REASONING, OWN_MODEL, Said.CITED, CITED_AS_HINT, Said.REFUSAL, AS_TEXT),
            Format.GEMINI,
            Map.of(
                    Said.PDF, "files have no names",
                    Said.SIGNED_REASONING, OWN_MODEL,
                    Said.CACHE_MARK, NO_MARKS,
                    Said.DEFAULT_CACHE_MARK, NO_MARKS,
                    Said.CITED, UNCITED,
                    Said.REFUSAL, AS_TEXT),
            Format.OLLAMA,
            Map.of(
                    Said.TWO_TEXTS, "a message has one text",
                    Said.IMAGE_URL, "images are bytes",
                    Said.PDF, NO_FIELD,
                    Said.FAILED_RESULT, NO_FIELD,
                    Said.IMAGE_RESULT, TEXT_ONLY,
                    Said.SIGNED_REASONING, NO_FIELD,
                    Said.CACHE_MARK, NO_MARKS,
                    Said.DEFAULT_CACHE_MARK, NO_MARKS,
                    Said.CITED, UNCITED,
                    Said.REFUSAL, AS_TEXT));

    /** Why something in an answer does not come back. */
    private static final Map<Format, Map<Said, String>> LOST_IN_ANSWERS = Map.of(
            Format.CHAT,
            Map.of(),
            Format.RESPONSES,
            Map.of(Said.REASONING, SEALED, Said.SIGNED_REASONING, SEALED),
            Format.MESSAGES,
            Map.of(Said.SIGNED_REASONING, SEALED, Said.REFUSAL, BY_FINISH),
            Format.GEMINI,
            Map.of(Said.SIGNED_REASONING, SEALED, Said.REFUSAL, BY_FINISH),
            Format.OLLAMA,
            Map.of(Said.SIGNED_REASONING, NO_FIELD, Said.CITED, OMITTED, Said.REFUSAL, NO_FIELD));

    private static final Set<Said> ANSWERS = EnumSet.of(
            Said.WORDS,
            Said.ODD_UNICODE,
            Said.LONG_TEXT,
            Said.TOOL_CALL,
            Said.WORDS_AND_CALL,
            Said.PARALLEL_CALLS,
            Said.REASONING,
            Said.SIGNED_REASONING,
            Said.CITED,
            Said.REFUSAL);

    private static Stream<Object[]> requests() {
        return every(EnumSet.allOf(Said.class));
    }

    private static Stream<Object[]> answers() {
        return every(ANSWERS);
    }

    private static Stream<Object[]> every(Set<Said> said) {
        return Stream.of(Format.values()).flatMap(format -> said.stream().map(one -> new Object[] {format, one}));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("requests")
    void aRequestComesBackUnlessTheListSaysWhyNot(Format format, Said said) {
        LLMRequest request = request(said.exchange(7));
        check(
                LOST_IN_REQUESTS.get(format).get(said),
                () -> assertThat(plain(roundTrip(format, request))).isEqualTo(plain(request)));
    }

    @ParameterizedTest
    @EnumSource
    void generatedConversationsComeBack(Format format) {
        Random random = new Random(17);
        List<Said> carried = carried(EnumSet.allOf(Said.class), LOST_IN_REQUESTS.get(format));
        for (int i = 0; i < CONVERSATIONS; i++) {
            List<Message> messages = new ArrayList<>();
            int exchanges = 1 + random.nextInt(6);
            for (int exchange = 0; exchange < exchanges; exchange++) {
                messages.addAll(carried.get(random.nextInt(carried.size())).exchange(exchange));
            }
            LLMRequest request = request(messages);
            assertThat(plain(roundTrip(format, request))).isEqualTo(plain(request));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSetComesBack(Format format) {
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("Be brief."))
                .message(Message.user("Hi"))
                .tools(List.of(
                        Tool.of("weather", "Tells it", Map.of("type", "object", "properties", Map.of())),
                        Tool.of("time", "", Map.of("type", "object", "properties", Map.of()))))
                .toolChoice(choice(format))
                .responseFormat(ResponseFormat.jsonSchema(
                        "answer", Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string")))))
                .config(RunConfig.builder()
                        .withoutDefaults()
                        .modelName("m")
                        .maxTokens(77)
                        .temperature(0.5)
                        .modelParam("top_p", 0.25)
                        .build())
                .build();

        LLMRequest back = roundTrip(format, request);
        assertThat(plain(back)).isEqualTo(plain(request));
        assertThat(back.tools()).extracting(Tool::name).containsExactly("weather", "time");
        assertThat(back.tools()).extracting(Tool::description).containsExactly("Tells it", "");
        assertThat(back.toolChoice()).isEqualTo(request.toolChoice());
        assertThat(back.responseFormat().map(ResponseFormat::schema))
                .isEqualTo(request.responseFormat().map(ResponseFormat::schema));
        assertThat(back.config().maxTokensIfSet()).hasValue(77);
        assertThat(back.config().temperatureIfSet()).hasValue(0.5);
        assertThat(((Number) back.config().modelParams().get("top_p")).doubleValue())
                .isEqualTo(0.25);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("answers")
    void anAnswerComesBackUnlessTheListSaysWhyNot(Format format, Said said) {
        LLMResponse answer = answer(said.answer(3));
        check(LOST_IN_ANSWERS.get(format).get(said), () -> {
            LLMResponse back = unary(format, answer);
            assertThat(plain(back)).isEqualTo(plain(answer));
            assertThat(back.usage().inputTokens()).isEqualTo(11);
            assertThat(back.usage().outputTokens()).isEqualTo(5);
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("answers")
    void aStreamComesBackUnlessTheListSaysWhyNot(Format format, Said said) {
        LLMResponse answer = answer(said.answer(3));
        check(LOST_IN_ANSWERS.get(format).get(said), () -> {
            LLMResponse back = streamed(format, answer);
            assertThat(plain(back)).isEqualTo(plain(answer));
            assertThat(back.usage().inputTokens()).isEqualTo(11);
            assertThat(back.usage().outputTokens()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "GEMINI"})
    void severalAnswersComeBack(Format format) {
        Random random = new Random(23);
        List<Said> carried = carried(ANSWERS, LOST_IN_ANSWERS.get(format));
        for (int i = 0; i < CONVERSATIONS; i++) {
            List<Choice> others = new ArrayList<>();
            int count = 1 + random.nextInt(4);
            while (others.size() < count) {
                List<ContentPart> parts =
                        carried.get(random.nextInt(carried.size())).answer(others.size());
                boolean isCut = random.nextInt(4) == 0;
                others.add(Choice.builder()
                        .parts(parts)
                        .finishReason(isCut ? FinishReason.LENGTH : FinishReason.STOP)
                        .build());
            }
            LLMResponse answer = answer(
                            carried.get(random.nextInt(carried.size())).answer(i))
                    .toBuilder()
                    .alternatives(others)
                    .build();
            for (LLMResponse back : List.of(unary(format, answer), streamed(format, answer))) {
                assertThat(plain(back)).isEqualTo(plain(answer));
                assertThat(back.usage().outputTokens()).isEqualTo(5);
            }
        }
    }

    private static void check(String lost, ThrowingCallable roundTrip) {
        if (lost == null) {
            try {
                roundTrip.call();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        } else {
            assertThatThrownBy(roundTrip)
                    .as("comes back, although the list says: " + lost)
                    .isInstanceOf(Throwable.class);
        }
    }

    private static List<Said> carried(Set<Said> all, Map<Said, String> lost) {
        return all.stream().filter(said -> !lost.containsKey(said)).toList();
    }

    /** Ollama has no choice; Gemini's end reads only the tool that is forced. */
    private static ToolChoice choice(Format format) {
        return switch (format) {
            case OLLAMA -> null;
            case GEMINI -> ToolChoice.REQUIRED;
            default -> ToolChoice.tool("weather");
        };
    }

    private static LLMRequest request(List<Message> exchange) {
        List<Message> messages = new ArrayList<>(exchange);
        messages.add(Message.user("And now?"));
        return LLMRequest.builder()
                .messages(messages)
                .tools(List.of(Tool.of("weather", "Tells it", Map.of("type", "object", "properties", Map.of()))))
                .config(RunConfig.builder()
                        .withoutDefaults()
                        .modelName("m")
                        .maxTokens(100)
                        .build())
                .build();
    }

    private static LLMResponse answer(List<ContentPart> parts) {
        boolean calls = parts.stream().anyMatch(ToolCall.class::isInstance);
        return LLMResponse.builder()
                .model("m")
                .parts(parts)
                .finishReason(calls ? FinishReason.TOOL_CALLS : FinishReason.STOP)
                .usage(Usage.builder().inputTokens(11).outputTokens(5).build())
                .build();
    }

    private static WireCall call(LLMRequest request, boolean streaming) {
        return new WireCall("p", "m", request, streaming, new ProviderFailures("p", ErrorBodyFormat.COMMON, ""));
    }

    private static Map<String, Object> document(Format format, LLMRequest request, boolean streaming) {
        Map<String, Object> body =
                format.ends.wire().encode(call(request, streaming)).body();
        return StrictJsonParser.object(Json.write(body));
    }

    private static LLMRequest roundTrip(Format format, LLMRequest request) {
        return format.ends.read(document(format, request, false));
    }

    /** Asks for as many answers as there are. */
    private static LLMRequest asking(LLMResponse answer) {
        LLMRequest request = request(List.of());
        int count = answer.choices().size();
        return count == 1
                ? request
                : request.toBuilder()
                        .config(request.config().toBuilder().choices(count).build())
                        .build();
    }

    private static LLMResponse unary(Format format, LLMResponse answer) {
        LLMRequest asked = asking(answer);
        Map<String, Object> written = format.ends.write(answer, document(format, asked, false));
        return format.ends.wire().decode(Json.read(Json.write(written)), call(asked, false));
    }

    private static LLMResponse streamed(Format format, LLMResponse answer) {
        LLMRequest asked = asking(answer);
        Buffer sent = new Buffer();
        try (LLMStream stream = LLMStream.of(answer)) {
            format.ends.stream(document(format, asked, true)).write(stream, sent::write);
        }
        StreamDecoder decoder = format.ends.wire().decoder(call(asked, true));
        FrameReader frames = format.ends.wire().framing().open(sent, LIMITS);
        List<StreamEvent> events = new ArrayList<>();
        try {
            for (Frame frame = frames.next(); frame != null; frame = frames.next()) {
                if (decoder.accept(frame, events::add)) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(decoder.finish(events::add)).isTrue();
        return decoder.assemble();
    }

    private static Map<String, Object> plain(LLMResponse answer) {
        return Map.of(
                "parts",
                answer.choices().stream()
                        .map(choice -> plain(choice.parts(), new LinkedHashMap<>()))
                        .toList(),
                "finish",
                answer.choices().stream().map(Choice::finishReason).toList(),
                "model",
                answer.model());
    }

    /** Without what a format adds for itself, and with the ids of calls by their places. */
    private static List<String> plain(LLMRequest request) {
        Map<String, String> ids = new LinkedHashMap<>();
        List<String> plain = new ArrayList<>();
        for (Message message : request.messages()) {
            for (String part : plain(message.parts(), ids)) {
                plain.add(message.role() + " " + part);
            }
        }
        return plain;
    }

    private static List<String> plain(List<ContentPart> parts, Map<String, String> ids) {
        List<String> plain = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof Text text) {
                plain.add("text " + text.text());
            } else if (part instanceof Reasoning reasoning) {
                plain.add("reasoning " + reasoning.text() + " " + reasoning.signature());
            } else if (part instanceof Refusal refusal) {
                plain.add("refusal " + refusal.text());
            } else if (part instanceof Media media) {
                plain.add("media " + media.mimeType() + " " + media.url() + " " + media.base64() + " " + media.name());
            } else if (part instanceof ToolCall call) {
                plain.add("call " + ids.computeIfAbsent(call.id(), id -> "#" + ids.size()) + " " + call.name() + " "
                        + new TreeMap<>(call.arguments()));
            } else if (part instanceof ToolResult result) {
                plain.add("result " + ids.get(result.callId()) + " " + (result.isError() ? "failed " : "")
                        + plain(result.content(), ids));
            } else if (part instanceof Citation citation) {
                plain.add("cites " + citation.url().orElse("") + " "
                        + citation.title().orElse(""));
            } else if (!(part instanceof Hint hint && hint.fields().keySet().equals(Set.of("cache_control")))) {
                plain.add(part.toString());
            }
        }
        return plain;
    }
}
