package dev.llmconnect.server.internal.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.llmconnect.CallContext;
import dev.llmconnect.formats.responses.ConversationBody;
import dev.llmconnect.formats.responses.ResponseMemory;
import dev.llmconnect.server.ServerLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The totals stay right, and the time of an operation does not depend on how many callers there are. */
class EntryStoreTest {
    private static final int CALLERS = 10_000;
    /** Work that goes through all callers for each of 200,000 responses takes a minute; this takes about a second. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SetClock clock = new SetClock();

    private static CallContext caller(int number) {
        return CallContext.builder().caller("c" + number).build();
    }

    private static Map<String, Object> response(int number) {
        return Map.of("id", "resp_" + number, "output", List.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tenThousandCallersAtTheLimitStayQuick(boolean byBytes) {
        ServerLimits.Builder limits = ServerLimits.builder().maxStoredBytes(1 << 30);
        if (byBytes) {
            limits.maxStoredBytes(20_000_000).maxStoredResponses(1_000_000);
        } else {
            limits.maxStoredResponses(20_000);
        }
        EntryStore entries = new EntryStore(limits.build(), clock);
        ResponseStore store = new ResponseStore(entries);

        assertTimeout(LIMIT, () -> {
            for (int i = 0; i < 20 * CALLERS; i++) {
                assertThat(store.of(caller(i % CALLERS)).keep(response(i), List.of()))
                        .isTrue();
            }
        });
        for (int i = 20 * CALLERS - 1; i > 19 * CALLERS; i -= 97) {
            assertThat(store.response(caller(i % CALLERS), "resp_" + i)).isPresent();
        }
        assertThat(entries.bytes()).isBetween(10_000_000L, byBytes ? 20_000_000L : 40_000_000L);

        clock.advance(Duration.ofDays(2));
        assertThat(entries.bytes()).isZero();
    }

    @Test
    void theTotalsAreRightAfterAnyOperations() {
        EntryStore entries = new EntryStore(
                ServerLimits.builder()
                        .maxStoredResponses(40)
                        .maxStoredResponsesPerCaller(10)
                        .maxStoredBytes(100_000)
                        .maxStoredBytesPerCaller(60_000)
                        .storedResponseTimeout(Duration.ofMinutes(5))
                        .build(),
                clock);
        ResponseStore responses = new ResponseStore(entries);
        ConversationStore conversations = new ConversationStore(entries, new AtomicLong()::incrementAndGet);
        Random random = new Random(17);
        Set<String> kept = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            CallContext caller = caller(random.nextInt(3));
            String id = pick(kept, random);
            Map<String, Object> item =
                    Map.of("type", "message", "role", "user", "content", "x".repeat(random.nextInt(2000)));
            Map<String, Object> sent = Map.of("items", List.of(item), "metadata", Map.of("n", "v" + random.nextInt(9)));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    responses.of(caller).keep(Map.of("id", "resp_" + i, "output", List.of(item)), List.of(item, item));
                    kept.add("resp_" + i);
                }
                case 2 ->
                    kept.add(String.valueOf(conversations
                            .create(caller, conversations.read(caller, sent))
                            .get("id")));
                case 3 -> conversations.add(caller, id, small(conversations, caller, i));
                case 4 -> conversations.update(caller, id, conversations.read(caller, sent));
                case 5 -> {
                    ConversationClaim claim = conversations.claim(caller, Optional.of(id));
                    ResponseMemory memory = responses.of(caller, claim);
                    memory.append(id, List.of(item), List.of(item));
                    claim.close();
                }
                case 6 ->
                    conversations
                            .page(caller, id, Optional.empty(), 1, true)
                            .filter(page -> !page.items().isEmpty())
                            .ifPresent(page -> conversations.removeItem(
                                    caller,
                                    id,
                                    String.valueOf(page.items().get(0).get("id"))));
                default -> {
                    responses.remove(caller, id);
                    conversations.remove(caller, id);
                }
            }
            clock.advance(Duration.ofMillis(random.nextInt(3000)));
            assertThat(entries.bytes()).isBetween(0L, 100_000L);
        }
        assertThat(entries.bytes()).isPositive();
        for (String id : List.copyOf(kept)) {
            for (int caller = 0; caller < 3; caller++) {
                responses.remove(caller(caller), id);
                conversations.remove(caller(caller), id);
            }
        }
        assertThat(entries.bytes()).isZero();
    }

    private static ConversationBody small(ConversationStore store, CallContext caller, int number) {
        return store.read(
                caller,
                Map.of("items", List.of(Map.of("role", "user", "content", "more " + number, "id", "msg_" + number))));
    }

    /** One of the ids, most of which are no longer kept. */
    private static String pick(Set<String> ids, Random random) {
        List<String> all = new ArrayList<>(ids);
        return all.isEmpty() ? "none" : all.get(Math.max(0, all.size() - 1 - random.nextInt(60)));
    }
}
