package dev.llmconnect.server.internal.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.CallContext;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.responses.ResponseMemory;
import dev.llmconnect.server.ServerLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long conversations are kept, who holds them, and what happens when they go in the middle of a response. */
class ConversationStoreTest {
    private static final CallContext ANN = CallContext.builder().caller("ann").build();
    private static final Map<String, Object> HI = Map.of("role", "user", "content", "Hi");
    private static final Map<String, Object> HELLO =
            Map.of("type", "message", "id", "msg_hello", "role", "assistant", "content", List.of());

    private final SetClock clock = new SetClock();
    private EntryStore entries = new EntryStore(ServerLimits.defaults(), clock);
    private ConversationStore store = new ConversationStore(entries, new AtomicLong()::incrementAndGet);

    private void limit(ServerLimits.Builder limits) {
        entries = new EntryStore(limits.build(), clock);
        store = new ConversationStore(entries, new AtomicLong()::incrementAndGet);
    }

    private String create() {
        return String.valueOf(store.create(ANN, store.read(ANN, Map.of("items", List.of(HI))))
                .get("id"));
    }

    private ResponseMemory memory(ConversationClaim claim) {
        return new ResponseStore(entries).of(ANN, claim);
    }

    private List<String> itemIds(String id) {
        return store.page(ANN, id, Optional.empty(), 100, true).orElseThrow().items().stream()
                .map(item -> String.valueOf(item.get("id")))
                .toList();
    }

    @Test
    void aConversationThatIsNotUsedForTheTimeoutIsGone() {
        limit(ServerLimits.builder().storedResponseTimeout(Duration.ofMinutes(10)));
        String id = create();
        clock.advance(Duration.ofMinutes(9));
        assertThat(memory(ConversationClaim.NONE).conversation(id)).isPresent();
        clock.advance(Duration.ofMinutes(9));
        assertThat(store.find(ANN, id)).isPresent();
        clock.advance(Duration.ofMinutes(11));

        assertThat(store.find(ANN, id)).isEmpty();
        assertThat(entries.bytes()).isZero();
    }

    @Test
    void conversationsAndResponsesDisplaceEachOther() {
        limit(ServerLimits.builder().maxStoredResponsesPerCaller(2));
        String first = create();
        String second = create();
        memory(ConversationClaim.NONE).keep(Map.of("id", "resp_1", "output", List.of(HELLO)), List.of(HI));

        assertThat(store.find(ANN, first)).isEmpty();
        assertThat(store.find(ANN, second)).isPresent();
        assertThat(memory(ConversationClaim.NONE).history("resp_1")).isPresent();
    }

    @Test
    void aConversationThatIsDisplacedInTheMiddleOfAResponseTakesNoAnswer() {
        limit(ServerLimits.builder().maxStoredResponsesPerCaller(1));
        String id = create();
        ConversationClaim claim = store.claim(ANN, Optional.of(id));
        create();

        assertThat(claim.append(List.of(HI), List.of(HELLO))).isFalse();
        claim.close();
        assertThat(store.find(ANN, id)).isEmpty();
    }

    @Test
    void oneClaimHoldsAConversationUntilItAppends() {
        String id = create();
        ConversationClaim claim = store.claim(ANN, Optional.of(id));
        assertThatThrownBy(() -> store.claim(ANN, Optional.of(id)))
                .isInstanceOfSatisfying(
                        InvalidParamException.class, e -> assertThat(e.word()).contains("conversation_locked"));

        assertThat(claim.append(List.of(HI), List.of(HELLO))).isTrue();
        ConversationClaim next = store.claim(ANN, Optional.of(id));
        claim.close();
        assertThat(claim.append(List.of(HI), List.of())).isFalse();
        assertThatThrownBy(() -> store.claim(ANN, Optional.of(id))).isInstanceOf(InvalidParamException.class);
        next.close();
        store.claim(ANN, Optional.of(id)).close();
        assertThat(itemIds(id)).hasSize(3).contains("msg_hello");
    }

    @Test
    void aClaimThatNobodyClosesEndsWithTheLongestCall() {
        limit(ServerLimits.builder().maxCallTime(Duration.ofMinutes(5)));
        String id = create();
        ConversationClaim lost = store.claim(ANN, Optional.of(id));
        clock.advance(Duration.ofMinutes(5));

        ConversationClaim next = store.claim(ANN, Optional.of(id));
        assertThat(lost.append(List.of(HI), List.of(HELLO))).isFalse();
        assertThat(next.append(List.of(HI), List.of(HELLO))).isTrue();
        assertThat(itemIds(id)).hasSize(3);
    }

    @Test
    void anItemIdThatAProviderRepeatsIsReplaced() {
        String id = create();
        for (int i = 0; i < 2; i++) {
            try (ConversationClaim claim = store.claim(ANN, Optional.of(id))) {
                assertThat(claim.append(List.of(HI), List.of(HELLO))).isTrue();
            }
        }

        assertThat(itemIds(id)).hasSize(5).doesNotHaveDuplicates().containsOnlyOnce("msg_hello");
    }

    @Test
    void itemsAreFoundByReferenceUntilTheyAreGone() {
        String id = create();
        try (ConversationClaim claim = store.claim(ANN, Optional.of(id))) {
            ResponseMemory memory = memory(claim);
            memory.keep(Map.of("id", "resp_1", "output", List.of(HELLO)), List.of(HI));
            memory.append(id, List.of(HI), List.of(HELLO));
        }
        String user = itemIds(id).get(0);
        ResponseMemory memory = memory(ConversationClaim.NONE);
        assertThat(memory.item(user)).isPresent();

        store.remove(ANN, id);
        assertThat(memory.item(user)).isEmpty();
        assertThat(memory.item("msg_hello")).as("the response has it, too").isPresent();
    }

    @Test
    void noTextShowsWhatIsInside() {
        assertThat(new KeptConversation("conv_1", 1, KeptPiece.of(Map.of("secret", "words"))))
                .hasToString("KeptConversation[conv_1]");
    }
}
