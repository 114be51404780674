package dev.llmconnect.cli;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways into the server, each with what a client of it makes of the answer. */
enum Endpoint {
    /** {@code POST /execute}. */
    EXECUTE {
        @Override
        Told ask(Gateway gateway, String profile) throws IOException, InterruptedException {
            HttpResponse<String> http = gateway.execute(body(profile, ""));
            JsonNode json = Json.read(http.body());
            return http.statusCode() == 200 ? answer(http, json) : failure(http, json);
        }
    },
    /** {@code POST /execute} with {@code "stream": true}. */
    EXECUTE_STREAM {
        @Override
        Told ask(Gateway gateway, String profile) throws IOException, InterruptedException {
            HttpResponse<String> http = gateway.execute(body(profile, ",\"stream\":true"));
            if (http.statusCode() != 200) {
                return failure(http, Json.read(http.body()));
            }
            String name = "";
            StringBuilder words = new StringBuilder();
            Told told = Told.cut(http, "");
            for (String line : http.body().lines().toList()) {
                if (line.startsWith("event: ")) {
                    name = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    JsonNode data = Json.read(line.substring("data: ".length()));
                    switch (name) {
                        case "delta" -> words.append(data.textOrEmpty("content"));
                        case "done" -> told = answer(http, data).saidBefore(words.toString());
                        default -> told = failure(http, data).saidBefore(words.toString());
                    }
                }
            }
            return told;
        }
    },
    /** {@code POST /v1/chat/completions} with {@code "stream": true}, as OpenAI's clients ask. */
    CHAT_STREAM {
        @Override
        Told ask(Gateway gateway, String profile) throws IOException, InterruptedException {
            HttpResponse<InputStream> http = gateway.stream(
                    "/v1/chat/completions",
                    "{\"model\":\"" + profile + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Say sixty words\"}],"
                            + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
            String body = untilItEnds(http.body());
            if (http.statusCode() != 200) {
                return chatFailure(http, Json.read(body));
            }
            StringBuilder words = new StringBuilder();
            String model = "";
            JsonNode usage = JsonNode.MISSING;
            Optional<JsonNode> error = Optional.empty();
            boolean finished = false;
            boolean done = false;
            for (String data : events(body)) {
                if (data.equals("[DONE]")) {
                    done = true;
                    continue;
                }
                JsonNode chunk = Json.read(data);
                if (chunk.has("error")) {
                    error = Optional.of(chunk);
                }
                model = chunk.filled("model").orElse(model);
                if (chunk.get("usage").isObject()) {
                    usage = chunk.get("usage");
                }
                for (JsonNode choice : chunk.items("choices")) {
                    words.append(choice.get("delta").textOrEmpty("content"));
                    finished |= choice.filled("finish_reason").isPresent();
                }
            }
            if (finished && body.endsWith(BROKEN_OFF)) {
                return Told.cut(http, words.toString());
            }
            if (error.isPresent()) {
                return chatFailure(http, error.get()).saidBefore(words.toString());
            }
            return finished && done
                    ? new Told(
                            200,
                            "",
                            0,
                            words.toString(),
                            words.toString(),
                            model,
                            tokens(usage),
                            List.of(),
                            header(http))
                    : Told.cut(http, words.toString());
        }
    };

    private static final String BROKEN_OFF = ": the connection broke off";

    /**
     * What a client was told in the end.
     *
     * @param status of HTTP
     * @param error the error's code; empty for a whole answer
     * @param providerStatus 0 where there is none
     * @param content of a whole answer
     * @param said what a stream said before it ended, however
     * @param tokens those of the prompt and those of the answer
     * @param outcomes of the attempts, where the endpoint tells them
     * @param retryAfter the header; empty without
     */
    record Told(
            int status,
            String error,
            long providerStatus,
            String content,
            String said,
            String model,
            List<Long> tokens,
            List<String> outcomes,
            String retryAfter) {
        static final String CUT = "cut without a word";

        static Told cut(HttpResponse<?> http, String said) {
            return new Told(http.statusCode(), CUT, 0, "", said, "", List.of(), List.of(), "");
        }

        Told saidBefore(String words) {
            return new Told(status, error, providerStatus, content, words, model, tokens, outcomes, retryAfter);
        }
    }

    abstract Told ask(Gateway gateway, String profile) throws IOException, InterruptedException;

    private static String body(String profile, String more) {
        return "{\"prompt\":\"Say sixty words\",\"config\":{\"model_name\":\"" + profile + "\"}" + more + "}";
    }

    private static Told answer(HttpResponse<?> http, JsonNode json) {
        String content = json.textOrEmpty("content");
        List<String> outcomes = json.get("metadata").items("attempts").stream()
                .map(attempt -> attempt.textOrEmpty("provider") + " " + attempt.textOrEmpty("outcome"))
                .toList();
        return new Told(
                http.statusCode(),
                "",
                0,
                content,
                content,
                json.textOrEmpty("model"),
                tokens(json.get("usage")),
                outcomes,
                header(http));
    }

    private static Told failure(HttpResponse<?> http, JsonNode json) {
        return new Told(
                http.statusCode(),
                json.filled("error").orElse("an error without a code"),
                json.number("provider_status").orElse(0),
                "",
                "",
                "",
                List.of(),
                List.of(),
                header(http));
    }

    private static Told chatFailure(HttpResponse<?> http, JsonNode json) {
        JsonNode error = json.get("error");
        String code = error.filled("code").or(() -> error.filled("type")).orElse("an error without a code");
        return new Told(http.statusCode(), code, 0, "", "", "", List.of(), List.of(), header(http));
    }

    private static List<Long> tokens(JsonNode usage) {
        return List.of(
                usage.number("prompt_tokens").orElse(-1),
                usage.number("completion_tokens").orElse(-1));
    }

    /** A stream that has failed may end with its connection, after it has said why. */
    static String untilItEnds(InputStream in) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (in) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (IOException e) {
            all.writeBytes(("\n" + BROKEN_OFF).getBytes(StandardCharsets.UTF_8));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        for (String line : body.lines().toList()) {
            if (line.startsWith("data: ")) {
                events.add(line.substring("data: ".length()).strip());
            }
        }
        return events;
    }

    private static String header(HttpResponse<?> http) {
        return http.headers().firstValue("Retry-After").orElse("");
    }
}
