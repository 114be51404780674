package dev.llmconnect.formats.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.formats.json.Json;
import org.junit.jupiter.api.Test;

class ReasoningDetailsTest {
    private final ReasoningDetails details = new ReasoningDetails();

    @Test
    void piecesOfOneItemAreJoinedAndTheSignatureMayComeAlone() {
        assertThat(add("[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"I \",\"format\":\"f\"}]", true))
                .isEqualTo("I ");
        assertThat(add("[{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"think\"}]", true))
                .isEqualTo("think");
        assertThat(add("[{\"type\":\"reasoning.text\",\"index\":0,\"signature\":\"s\"}]", true))
                .isEmpty();
        assertThat(details.parts("I think"))
                .containsExactly(Reasoning.of(
                        "I think",
                        "s",
                        Json.read(
                                        "{\"type\":\"reasoning.text\",\"index\":0,\"text\":\"I think\",\"format\":\"f\",\"signature\":\"s\"}")
                                .object()));
    }

    @Test
    void itemsOfAnotherTypeIndexOrIdStayApart() {
        add("[{\"type\":\"reasoning.summary\",\"index\":0,\"id\":\"a\",\"summary\":\"one\"}]", true);
        add("[{\"type\":\"reasoning.summary\",\"index\":0,\"id\":\"b\",\"summary\":\"two\"}]", true);
        add("[{\"type\":\"reasoning.encrypted\",\"index\":0,\"id\":\"b\",\"data\":\"x\"}]", true);
        add("[{\"type\":\"reasoning.encrypted\",\"index\":1,\"id\":\"b\",\"data\":\"y\"}]", true);
        assertThat(details.parts("onetwo")).extracting(Reasoning::text).containsExactly("one", "two", "", "");
    }

    @Test
    void wholeItemsAreNeverJoined() {
        add(
                "[{\"type\":\"reasoning.text\",\"text\":\"a\"},{\"type\":\"reasoning.text\",\"text\":\"b\"},{\"type\":\"other\",\"text\":\"c\"}]",
                false);
        assertThat(details.parts("ab")).extracting(Reasoning::text).containsExactly("a", "b");
    }

    private String add(String items, boolean pieces) {
        return details.add(Json.read(items).items(), pieces);
    }
}
