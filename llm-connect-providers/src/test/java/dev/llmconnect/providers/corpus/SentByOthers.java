package dev.llmconnect.providers.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What official SDKs and others' clients sent, and a provider accepted: the same question, asked in our words through an adapter of
 * ours, must lead to the same body. A wire plugs in by extending this class.
 */
abstract class SentByOthers {
    /** Thrown for what messages and settings of ours have no words for, and a caller would give in the provider's own. */
    static final class NotOurs extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotOurs(String what) {
            super(what);
        }
    }

    /** Whether a recording is one of this wire's. */
    protected abstract boolean covers(Recording recording);

    /** An adapter that asks the stub. */
    protected abstract LLMAdapter adapter(StubProvider stub, Recording recording);

    /** Any complete answer. */
    protected abstract String answer();

    /**
     * The call that a caller of ours would make.
     *
     * @throws NotOurs for what cannot be said in our words
     */
    protected abstract LLMRequest request(JsonNode body, Recording recording);

    /**
     * A body of which spellings that mean the same are made alike. Numbers are, already.
     *
     * @param theirs what was recorded, so that defaults that only we send can be left out
     */
    protected abstract Map<String, Object> normal(Map<String, Object> body, JsonNode theirs);

    @Test
    void theSameQuestionIsSentAsOthersSentIt() {
        int compared = 0;
        Map<String, Integer> leftOut = new TreeMap<>();
        List<String> different = new ArrayList<>();
        for (Recording recording : Corpus.recordings()) {
            JsonNode theirs = recording.request().get("body");
            if (!covers(recording)
                    || !recording.successful()
                    || theirs.items("messages").isEmpty()) {
                continue;
            }
            try {
                JsonNode ours = sent(request(theirs, recording), recording);
                compared++;
                Object expected = normal(numbers(theirs).object(), theirs);
                Object actual = normal(numbers(ours).object(), theirs);
                if (!actual.equals(expected)) {
                    different.add(
                            recording + "\n  sent     " + Json.text(actual) + "\n  recorded " + Json.text(expected));
                }
            } catch (NotOurs e) {
                leftOut.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
            } catch (LLMInvalidRequestException e) {
                different.add(recording + "\n  " + e);
            }
        }
        System.out.printf(
                "requests %s: %d of %d as recorded, left out %s%n",
                getClass().getSimpleName(), compared - different.size(), compared, leftOut);
        assertThat(different).isEmpty();
        assertThat(compared).isPositive();
    }

    private JsonNode sent(LLMRequest request, Recording recording) {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = adapter(stub, recording)) {
            stub.answers(200, answer());
            adapter.execute(request);
            return stub.requestBody();
        }
    }

    /** A number is the same however it is written. */
    private static JsonNode numbers(JsonNode tree) {
        return JsonNode.of(same(tree.raw()));
    }

    private static Object same(Object tree) {
        if (tree instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros();
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(SentByOthers::same).toList();
        }
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                // Nothing and null are the same in all these formats.
                if (value != null) {
                    copy.put(String.valueOf(key), same(value));
                }
            });
            return copy;
        }
        return tree;
    }

    /** The objects of a list, each changed. */
    static List<Object> each(Object list, Consumer<Map<String, Object>> change) {
        List<Object> changed = new ArrayList<>();
        for (JsonNode item : JsonNode.of(list).items()) {
            Map<String, Object> copy = new LinkedHashMap<>(item.object());
            change.accept(copy);
            changed.add(copy);
        }
        return changed;
    }
}
