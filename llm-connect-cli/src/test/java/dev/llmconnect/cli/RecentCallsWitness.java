package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** {@code GET /admin/api/calls/{id}}: the entry of a call among the last ones, with its attempts, retries and fallbacks. */
final class RecentCallsWitness implements CallWitness {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void before(Gateway gateway) {
        // An entry is found by the call's id.
    }

    @Override
    public void after(Gateway gateway, Map<String, String> call, List<Map<String, String>> changes) throws Exception {
        JsonNode entry = await(gateway, "/admin/api/calls/" + call.get("id"));
        Map.of(
                        "id", "id",
                        "endpoint", "path",
                        "profile", "profile",
                        "requested_model", "requested_model",
                        "provider", "provider",
                        "model", "model",
                        "reason", "reason")
                .forEach((field, logged) ->
                        assertThat(entry.textOrEmpty(field)).as(field).isEqualTo(CallWitness.field(call, logged)));
        assertThat(entry.textOrEmpty("outcome")).isEqualTo(CallWitness.outcome(call));
        assertThat(entry.isTrue("stream")).isEqualTo(call.get("stream").equals("true"));
        Map.of(
                        "http_status", "status",
                        "provider_status", "provider_status",
                        "attempt_count", "attempts",
                        "input_tokens", "prompt_tokens",
                        "output_tokens", "completion_tokens")
                .forEach((field, logged) ->
                        assertThat(number(entry, field)).as(field).isEqualTo(CallWitness.field(call, logged)));
        assertThat(entry.number("first_token_ms").isPresent())
                .as("the time to the first token is known")
                .isEqualTo(!CallWitness.field(call, "first_token_ms").isEmpty());

        List<JsonNode> attempts = entry.items("attempts");
        assertThat(attempts).hasSize(Integer.parseInt(call.get("attempts")));
        for (int i = 0; i < changes.size(); i++) {
            assertThat(attempts.get(i).textOrEmpty("outcome"))
                    .as("the attempt before change %s", changes.get(i))
                    .isEqualTo(changes.get(i).get("reason"));
        }
        JsonNode last = attempts.get(attempts.size() - 1);
        assertThat(last.textOrEmpty("provider")).isEqualTo(call.get("provider"));
        assertThat(last.textOrEmpty("outcome").equals("ok"))
                .isEqualTo(CallWitness.outcome(call).equals("ok"));
        assertThat(entry.items("route_changes").stream()
                        .map(change -> change.textOrEmpty("kind") + " " + change.textOrEmpty("from") + " "
                                + change.textOrEmpty("to") + " " + change.textOrEmpty("reason"))
                        .toList())
                .containsExactlyElementsOf(changes.stream()
                        .map(change -> change.get("event") + " " + change.get("from") + " " + change.get("to") + " "
                                + change.get("reason"))
                        .toList());

        JsonNode line = await(gateway, "/admin/api/calls?limit=1&text=" + call.get("id"))
                .items("calls")
                .get(0);
        assertThat(line.textOrEmpty("outcome")).as("the list").isEqualTo(CallWitness.outcome(call));
        assertThat(await(gateway, "/admin/api/calls/live").items("calls"))
                .noneMatch(live -> live.textOrEmpty("id").equals(call.get("id")));
    }

    private static String number(JsonNode entry, String field) {
        return entry.number(field).isPresent()
                ? String.valueOf(entry.number(field).getAsLong())
                : "";
    }

    /** The entry is there when the observer has been told of the call's end, which may be after its line of the log. */
    private static JsonNode await(Gateway gateway, String path) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> response = gateway.get(path);
            if (response.statusCode() == 200) {
                return Json.read(response.body());
            }
            assertThat(System.nanoTime()).as("%s: %s", path, response.body()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
