package dev.llmconnect.testkit.reference;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Adapters that do not tell the provider what they were told. */
final class RequestFaults {
    private RequestFaults() {}

    static List<Fault> all() {
        return List.of(
                lost("words outside of ASCII", RequestFaults::inAscii, "aPromptArrivesWordForWord"),
                Fault.own(
                        "forgets the path of the base URL",
                        (url, key) -> new ReferenceAdapter(URI.create("http://" + url.getAuthority()), key),
                        "theProviderIsAskedBelowItsBaseUrl"),
                lost(
                        "all but the last message",
                        RequestFaults::lastMessage,
                        "aConversationArrivesInItsOrderOrIsRefused"),
                lost("system messages", messages(m -> !m.role().equals(Role.SYSTEM)), "aSystemMessageIsSentOrRefused"),
                lost(
                        "the values of the call",
                        config(c ->
                                RunConfig.builder().modelParams(c.modelParams()).build()),
                        "valuesThatTheCallerSetAreSentOrRefused"),
                lost(
                        "model parameters",
                        config(c -> RunConfig.builder().modelName(c.modelName()).build()),
                        "aModelParameterThatNobodyKnowsIsSentOrRefused"),
                lost("tools", r -> r.toBuilder().tools(List.of()).build(), "toolsAreSentOrRefused"),
                lost(
                        "the choice of a tool",
                        r -> r.toBuilder().toolChoice(null).build(),
                        "theChoiceOfAToolIsSentOrRefused"),
                Fault.of(
                        "refuses tools when it has sent them already",
                        right -> BentAdapter.responses(right, r -> {
                            throw new LLMInvalidRequestException("tools are not carried");
                        }),
                        "toolsAreSentOrRefused"),
                lost("results of tools", messages(m -> !m.role().equals(Role.TOOL)), "theResultOfAToolIsSentOrRefused"),
                lost("schemas", r -> r.toBuilder().responseFormat(null).build(), "aSchemaOfTheAnswerIsSentOrRefused"),
                lost("pictures", RequestFaults::withoutMedia, "picturesAndDocumentsAreSentOrRefused"),
                Fault.of(
                        "claims to evaluate the fields of every format and loses them",
                        ClaimsFields::new,
                        "aFieldOfAnApiFormatIsSentOrRefused",
                        "aHintOfAnApiFormatIsSentOrReported"));
    }

    private static Fault lost(String what, UnaryOperator<LLMRequest> change, String test) {
        return Fault.of("loses " + what, right -> BentAdapter.requests(right, change), test);
    }

    private static LLMRequest inAscii(LLMRequest request) {
        String words = request.messages().get(0).text();
        String ascii = new String(words.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
        return request.toBuilder().messages(List.of(Message.user(ascii))).build();
    }

    private static LLMRequest lastMessage(LLMRequest request) {
        int count = request.messages().size();
        return request.toBuilder()
                .messages(request.messages().subList(count - 1, count))
                .build();
    }

    private static LLMRequest withoutMedia(LLMRequest request) {
        return request.toBuilder()
                .messages(request.messages().stream()
                        .map(message -> Message.of(
                                message.role(),
                                message.parts().stream()
                                        .filter(part -> !(part instanceof ContentPart.Media))
                                        .toList()))
                        .toList())
                .build();
    }

    private static UnaryOperator<LLMRequest> messages(Predicate<Message> kept) {
        return request -> request.toBuilder()
                .messages(request.messages().stream().filter(kept).toList())
                .build();
    }

    private static UnaryOperator<LLMRequest> config(UnaryOperator<RunConfig> change) {
        return request ->
                request.toBuilder().config(change.apply(request.config())).build();
    }

    private record ClaimsFields(LLMAdapter right) implements WireFieldsAdapter {
        @Override
        public boolean takesWireFields(String wire) {
            return true;
        }

        @Override
        public String provider() {
            return right.provider();
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return right.execute(request);
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
