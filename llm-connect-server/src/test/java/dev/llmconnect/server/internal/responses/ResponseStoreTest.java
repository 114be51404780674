package dev.llmconnect.server.internal.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.CallContext;
import dev.llmconnect.formats.responses.ResponseMemory;
import dev.llmconnect.server.ServerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What is kept, for whom, how much of it and how long. */
class ResponseStoreTest {
    private static final CallContext ANN = CallContext.builder().caller("ann").build();
    private static final CallContext BOB = CallContext.builder().caller("bob").build();

    private final SetClock clock = new SetClock();
    private EntryStore entries = new EntryStore(ServerLimits.defaults(), clock);

    private ResponseStore store(ServerLimits.Builder limits) {
        entries = new EntryStore(limits.build(), clock);
        return new ResponseStore(entries);
    }

    private static Map<String, Object> said(String role, String text) {
        return Map.of("type", "message", "role", role, "content", text);
    }

    private static Map<String, Object> response(int number, String text) {
        Map<String, Object> item = new HashMap<>(said("assistant", text));
        item.put("id", "msg_" + number);
        return Map.of("id", "resp_" + number, "output", List.of(item), "instructions", "x".repeat(2000), "model", "m");
    }

    private static boolean keep(ResponseStore store, CallContext caller, int number, String text) {
        return store.of(caller).keep(response(number, text), List.of(said("user", "Hi")));
    }

    private static List<Integer> found(ResponseStore store, CallContext caller, int count) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (store.of(caller).history("resp_" + i).isPresent()) {
                found.add(i);
            }
        }
        return found;
    }

    @Test
    void aResponseIsFoundWholeAndByItsItems() {
        ResponseStore store = store(ServerLimits.builder());
        assertThat(keep(store, ANN, 1, "hello")).isTrue();

        ResponseMemory memory = store.of(ANN);
        assertThat(memory.history("resp_1").orElseThrow())
                .extracting(item -> item.get("content"))
                .containsExactly("Hi", "hello");
        assertThat(memory.item("msg_1").orElseThrow()).containsEntry("content", "hello");
        assertThat(memory.item("msg_2")).isEmpty();
        assertThat(store.response(ANN, "resp_1").orElseThrow())
                .containsAllEntriesOf(Map.of("id", "resp_1", "model", "m", "instructions", "x".repeat(2000)))
                .extractingByKey("output")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void anotherCallerFindsNothingAndRemovesNothing() {
        ResponseStore store = store(ServerLimits.builder());
        keep(store, ANN, 1, "hello");

        assertThat(store.of(BOB).history("resp_1")).isEmpty();
        assertThat(store.of(BOB).item("msg_1")).isEmpty();
        assertThat(store.response(BOB, "resp_1")).isEmpty();
        assertThat(store.remove(BOB, "resp_1")).isFalse();
        assertThat(store.of(CallContext.builder().build()).history("resp_1")).isEmpty();
        assertThat(store.of(ANN).history("resp_1")).isPresent();
    }

    @Test
    void whatIsRemovedIsGoneWithItsItemsAndItsMemory() {
        ResponseStore store = store(ServerLimits.builder());
        keep(store, ANN, 1, "hello");
        assertThat(entries.bytes()).isGreaterThan(2000);

        assertThat(store.remove(ANN, "resp_1")).isTrue();
        assertThat(store.remove(ANN, "resp_1")).isFalse();
        assertThat(store.of(ANN).item("msg_1")).isEmpty();
        assertThat(entries.bytes()).isZero();
    }

    @Test
    void whatIsNotUsedForTheTimeoutIsGone() {
        ResponseStore store = store(ServerLimits.builder().storedResponseTimeout(Duration.ofMinutes(10)));
        keep(store, ANN, 0, "a");
        keep(store, ANN, 1, "b");
        clock.advance(Duration.ofMinutes(9));
        assertThat(store.of(ANN).item("msg_1")).isPresent();
        clock.advance(Duration.ofMinutes(9));

        assertThat(found(store, ANN, 2)).containsExactly(1);
        clock.advance(Duration.ofMinutes(11));
        keep(store, BOB, 2, "c");
        long afterSweep = entries.bytes();
        assertThat(found(store, ANN, 2)).isEmpty();
        assertThat(entries.bytes()).isEqualTo(afterSweep);
    }

    @Test
    void theLeastRecentlyUsedGoesFirst() {
        ResponseStore store = store(ServerLimits.builder().maxStoredResponsesPerCaller(2));
        keep(store, ANN, 0, "a");
        keep(store, ANN, 1, "b");
        assertThat(store.of(ANN).history("resp_0")).isPresent();
        keep(store, ANN, 2, "c");

        assertThat(found(store, ANN, 3)).containsExactly(0, 2);
    }

    @Test
    void aCallerThatFillsTheStoreDisplacesItsOwnFirst() {
        ResponseStore store = store(ServerLimits.builder().maxStoredResponses(5).maxStoredResponsesPerCaller(5));
        keep(store, BOB, 0, "a");
        for (int i = 1; i < 20; i++) {
            assertThat(keep(store, ANN, i, "b")).isTrue();
        }

        assertThat(found(store, BOB, 20)).containsExactly(0);
        assertThat(found(store, ANN, 20)).containsExactly(16, 17, 18, 19);
    }

    @Test
    void bytesStayWithinTheLimits() {
        ResponseStore store =
                store(ServerLimits.builder().maxStoredBytes(200_000).maxStoredBytesPerCaller(90_000));
        for (int i = 0; i < 100; i++) {
            keep(store, ANN, i, i + "y".repeat(10_000));
            keep(store, BOB, i, i + "y".repeat(10_000));
            CallContext another = CallContext.builder().caller("c" + i).build();
            assertThat(keep(store, another, i, i + "y".repeat(10_000))).isTrue();
            assertThat(found(store, another, 100)).containsExactly(i);
            assertThat(entries.bytes()).isBetween(i < 10 ? 0L : 150_000L, 200_000L);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(keep(store, ANN, 100, "y".repeat(100_000))).isFalse();
        assertThat(store.of(ANN).history("resp_100")).isEmpty();
    }

    @Test
    void turnsShareWhatTheyHaveInCommon() {
        ResponseStore store = store(ServerLimits.builder());
        List<Map<String, Object>> input = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            input.add(said("user", i + "z".repeat(10_000)));
            Map<String, Object> response = response(i, "answer " + i);
            assertThat(store.of(ANN).keep(response, input)).isTrue();
            input.add(item(response));
        }

        assertThat(store.of(ANN).history("resp_49").orElseThrow()).hasSize(100);
        assertThat(entries.bytes()).isBetween(500_000L, 750_000L);
        for (int i = 0; i < 50; i++) {
            assertThat(store.remove(ANN, "resp_" + i)).isTrue();
        }
        assertThat(entries.bytes()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> item(Map<String, Object> response) {
        return (Map<String, Object>) ((List<?>) response.get("output")).get(0);
    }

    @Test
    void nothingIsKeptWhereNothingIsToBe() {
        ResponseStore store = store(ServerLimits.builder().maxStoredResponses(0));

        assertThat(keep(store, ANN, 1, "hello")).isFalse();
        assertThat(entries.bytes()).isZero();
    }

    @Test
    void noTextShowsWhatIsInside() {
        KeptResponse kept = KeptResponse.of(
                        response(1, "secret words"), List.of(said("user", "secret question")), 1 << 20)
                .orElseThrow();

        assertThat(kept).hasToString("KeptResponse[resp_1]");
        assertThat(kept.history().toString()).doesNotContain("secret");
    }
}
