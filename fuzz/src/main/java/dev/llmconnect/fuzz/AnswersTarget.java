package dev.llmconnect.fuzz;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.internal.ContentFields;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Answers of every format, whole and streamed. An answer is understood or refused; what is understood was sent; what streamed out is what
 * the whole says; and no credential that the provider echoes is told.
 */
final class AnswersTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** One of these tells the end of a stream in each format. */
    private static final Pattern END = Pattern.compile(
            "finish_reason|finishReason|stop_reason|stopReason|\\[DONE]|\"done\":true|response\\.completed|response\\.incomplete|message-end|message_stop|event: done|\"status\":\"completed\"");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final int MAX_NUMBER_LENGTH = 1000;

    private final StubProvider stub = new StubProvider();
    private final Map<Formats, LLMAdapter> adapters = new EnumMap<>(Formats.class);
    private final List<Seed> seeds;
    private final Mutator mutator;
    private final LogWatch log = new LogWatch();

    AnswersTarget(Path recordings) {
        seeds = Seed.all(recordings);
        mutator = new Mutator(
                seeds.stream().flatMap(seed -> seed.documents().stream()).toList());
        for (Formats format : Formats.values()) {
            adapters.put(format, format.adapter(stub.url()));
        }
    }

    @Override
    public void tryOne(Choices choices) {
        Seed seed = choices.of(seeds);
        byte[] body = seed.documents().size() > 1
                        || (seed.streaming() && !seed.names().get(0).isEmpty())
                ? stream(seed, choices)
                : mutator.mutate(seed.documents().get(0), choices).written().getBytes(StandardCharsets.UTF_8);
        boolean cut = choices.once(12);
        if (cut) {
            body = Arrays.copyOf(body, choices.below(Math.max(1, body.length)));
        } else if (choices.once(30) && body.length > 0) {
            body = body.clone();
            body[choices.below(body.length)] = (byte) choices.below(256);
        }
        boolean streaming = choices.once(20) != seed.streaming();
        int status = choices.once(15) ? choices.of(List.of(200, 302, 400, 401, 429, 500, 503)) : seed.status();
        stub.answers(status, seed.streaming() ? seed.format().framing.contentType() : "application/json", body);
        try {
            ask(seed.format(), streaming, cut, new String(body, StandardCharsets.UTF_8));
            log.check();
        } catch (Finding e) {
            throw new Finding(
                    e.getMessage() + "\n" + seed.format() + (streaming ? " streamed" : " whole") + ", status " + status
                            + ":\n" + new String(body, StandardCharsets.UTF_8),
                    e);
        }
    }

    private byte[] stream(Seed seed, Choices choices) {
        List<String> events = new ArrayList<>();
        int changed = choices.below(seed.documents().size());
        for (int i = 0; i < seed.documents().size(); i++) {
            Tree document = seed.documents().get(i);
            String name = seed.names().get(i);
            String written =
                    (i == changed && choices.below(4) != 0 ? mutator.mutate(document, choices) : document).written();
            events.add(name.isEmpty() ? written : name + " " + written);
        }
        for (int changes = choices.below(3); changes > 0 && !events.isEmpty(); changes--) {
            int at = choices.below(events.size());
            switch (choices.below(3)) {
                case 0 -> events.remove(at);
                case 1 -> events.add(at, events.get(at));
                default -> events.add(choices.below(events.size()), events.remove(at));
            }
        }
        return seed.format().framing.body(events);
    }

    private void ask(Formats format, boolean streaming, boolean cut, String sent) {
        LLMAdapter adapter = adapters.get(format);
        LLMRequest request = LLMRequest.of(
                "Hi",
                RunConfig.builder().modelName(format.model).timeout(TIMEOUT).build());
        long start = System.nanoTime();
        try {
            if (streaming) {
                streamed(adapter, request, format, cut, sent);
            } else {
                LLMResponse response = adapter.execute(request);
                understood(response, sent);
                if (cut) {
                    wasWhole(sent);
                }
            }
        } catch (LLMException e) {
            refused(e);
        } catch (Finding e) {
            throw e;
        } catch (Throwable e) {
            throw new Finding("an exception that is none of ours: " + trace(e), e);
        }
        if (System.nanoTime() - start > TIMEOUT.toNanos() / 2) {
            throw new Finding("it took more than " + TIMEOUT.toSeconds() / 2 + " s");
        }
    }

    private static void streamed(LLMAdapter adapter, LLMRequest request, Formats format, boolean cut, String sent) {
        StringBuilder text = new StringBuilder();
        LLMResponse response;
        try (LLMStream stream = adapter.stream(request)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text delta) {
                    text.append(delta.text());
                }
            }
            response = stream.response();
        }
        if (!response.content().contentEquals(text)) {
            throw new Finding("streamed \"" + text + "\" but the whole is \"" + response.content() + "\"");
        }
        understood(response, sent);
        if (cut && !END.matcher(sent).find() && format.framing != Framing.EVENT_STREAM) {
            throw new Finding("a stream that was cut before its end is a success");
        }
    }

    private static void wasWhole(String sent) {
        try {
            Json.read(sent);
        } catch (RuntimeException e) {
            throw new Finding("half of an answer is a success");
        }
    }

    private static void understood(LLMResponse response, String sent) {
        if (response.usage().inputTokens() < 0
                || response.usage().outputTokens() < 0
                || response.usage().totalTokens() < 0) {
            throw new Finding("negative counts: " + response.usage());
        }
        Map<String, Object> told = response.toMap();
        Json.write(told);
        String rest = withoutContent(response.metadata().toMap()) + response.model() + response + response.metadata();
        if (holdsKey(rest)) {
            throw new Finding("a success tells the key: " + rest);
        }
        for (ContentPart part : response.parts()) {
            if (part instanceof ContentPart.Text text && !isIn(text.text(), sent) && !isNumberOf(text.text(), sent)) {
                throw new Finding("the answer says what was not sent: " + text.text());
            }
        }
    }

    /** Whether a text is made of no more pieces of what was sent than it has texts. Only letters and digits count. */
    private static boolean isIn(String text, String sent) {
        String known = plain(sent);
        String said = plain(text);
        long most = sent.chars().filter(c -> c == '"').count() / 2;
        long pieces = 0;
        for (int at = 0; at < said.length(); pieces++) {
            int end = at;
            while (end < said.length() && known.contains(said.substring(at, end + 1))) {
                end++;
            }
            if (end == at || pieces > most) {
                return false;
            }
            at = end;
        }
        return true;
    }

    /** Whether a text is a number of what was sent, however that wrote it: {@code 10e2} may be told as {@code 1.0E+3}. */
    private static boolean isNumberOf(String text, String sent) {
        Optional<BigDecimal> told = decimal(text);
        return told.isPresent()
                && NUMBER.matcher(sent)
                        .results()
                        .map(number -> decimal(number.group()))
                        .anyMatch(number -> number.isPresent() && number.get().compareTo(told.get()) == 0);
    }

    private static Optional<BigDecimal> decimal(String text) {
        try {
            return text.length() > MAX_NUMBER_LENGTH ? Optional.empty() : Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\\\u[0-9a-fA-F]{4}|\\\\[nrtbf]", "").replaceAll("[^A-Za-z0-9]", "");
    }

    private static void refused(LLMException e) {
        if (e.code().equals(ErrorCode.INTERNAL_ERROR) || e.getCause() instanceof NullPointerException) {
            throw new Finding("internal_error: " + trace(e), e);
        }
        String told = trace(e)
                + e.toMap("1")
                + e.details().providerMessage()
                + e.details().providerCode()
                + e.details().providerRequestId()
                + e.details().providerParam();
        if (holdsKey(told)) {
            throw new Finding("a failure tells the key: " + told);
        }
    }

    /** What a provider's own fields say as content is passed on as it is. */
    private static Object withoutContent(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> rest = new LinkedHashMap<>();
            map.forEach(
                    (name, field) -> rest.put(name, ContentFields.NAMES.contains(name) ? "" : withoutContent(field)));
            return rest;
        }
        return value instanceof List<?> list
                ? list.stream().map(AnswersTarget::withoutContent).toList()
                : String.valueOf(value);
    }

    /** Whether a text holds what the redactor promises to find: the key, or half of it or more that is cut off clearly. */
    private static boolean holdsKey(String text) {
        String plain = text.replace("\\/", "/");
        String backwards = new StringBuilder(plain).reverse().toString();
        String key = new StringBuilder(Mutator.KEY).reverse().toString();
        return plain.contains(Mutator.KEY) || holdsStart(plain, Mutator.KEY) || holdsStart(backwards, key);
    }

    private static boolean holdsStart(String text, String key) {
        int half = (key.length() + 1) / 2;
        for (int at = text.indexOf(key.substring(0, half));
                at >= 0;
                at = text.indexOf(key.substring(0, half), at + 1)) {
            int length = half;
            while (at + length < text.length()
                    && length < key.length()
                    && text.charAt(at + length) == key.charAt(length)) {
                length++;
            }
            char next = at + length < text.length() ? text.charAt(at + length) : ' ';
            if (!Character.isLetterOrDigit(next) && next != '-' && next != '_') {
                return true;
            }
        }
        return false;
    }

    private static String trace(Throwable e) {
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all, true));
        return all.toString();
    }

    @Override
    public void close() {
        adapters.values().forEach(LLMAdapter::close);
        stub.close();
        log.close();
    }
}
