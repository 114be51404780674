package dev.llmconnect.formats.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkTagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "<think>why</think>because|why|because",
                "<thinking>why</thinking>because|why|because",
                "  <think>why</think> because|why| because",
                "<think>a < b </thin</think>c|a < b </thin|c",
                "<think></think>c||c",
                "<think>never ends|never ends|",
                "<think>cut </thi|cut </thi|",
                "no tags||no tags",
                "later <think>not</think>||later <think>not</think>",
                "<thin air||<thin air",
                "<think>a</think>b<think>c</think>|a|b<think>c</think>",
                "<thi||<thi"
            })
    void tellsReasoningFromTheAnswerWhereverTheTextIsSplit(String text, String reasoning, String answer) {
        for (int size = 1; size <= text.length(); size++) {
            StringBuilder thought = new StringBuilder();
            StringBuilder said = new StringBuilder();
            ThinkTags tags = new ThinkTags(thought::append, said::append);
            for (int at = 0; at < text.length(); at += size) {
                tags.accept(text.substring(at, Math.min(text.length(), at + size)));
            }
            tags.finish();
            assertThat(thought.toString()).as("in pieces of %d", size).isEqualTo(reasoning == null ? "" : reasoning);
            assertThat(said.toString()).as("in pieces of %d", size).isEqualTo(answer == null ? "" : answer);
        }
    }
}
