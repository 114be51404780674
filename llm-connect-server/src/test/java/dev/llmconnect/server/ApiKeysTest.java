package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.ApiKeys.NewKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final String HASH = "a".repeat(64);

    @Test
    void aNewKeyIsKnownByItsEntryAndByNothingElse() {
        NewKey one = ApiKeys.generate("billing");
        NewKey other = ApiKeys.generate("search");
        ApiKeys keys = ApiKeys.parse("test", one.entry() + "\n" + other.entry());

        assertThat(keys.caller(one.key())).contains("billing");
        assertThat(keys.caller(other.key())).contains("search");
        assertThat(keys.caller(one.key() + "x")).isEmpty();
        assertThat(keys.caller("")).isEmpty();
        assertThat(one.key()).startsWith("llmc-").hasSizeGreaterThan(45);
        assertThat(one.toString() + keys).doesNotContain(one.key()).contains("billing");
    }

    @Test
    void entriesStandOnLinesOrBetweenCommasWithComments() {
        NewKey key = ApiKeys.generate("a");
        ApiKeys keys = ApiKeys.parse(
                "test", "# who may ask\n\n b:" + HASH + " , c : " + HASH + "\r\n" + key.entry() + " # mine");

        assertThat(keys.caller(key.key())).contains("a");
        assertThat(keys).hasToString("ApiKeys[b, c, a]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nameless", "a:12", "sk-my-real-key-in-place-of-its-hash", "a b:aaaa", ":aa", "a:" + "g1"})
    void whatIsNoEntryIsRefusedWithItsPlaceAndWithoutItsText(String entry) {
        assertThatThrownBy(() -> ApiKeys.parse("keys.txt", "b:" + HASH + "\n" + entry))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("keys.txt, line 2")
                .hasMessageNotContaining("real-key");
    }

    @Test
    void aNameIsThereOnce() {
        assertThatThrownBy(() -> ApiKeys.parse("keys.txt", "a:" + HASH + ",a:" + HASH))
                .hasMessageContaining("the name a occurs twice");
        assertThatThrownBy(() -> ApiKeys.generate("a:b")).hasMessageContaining("a caller's name");
    }
}
