package dev.llmconnect.providers.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Choice;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Recorded streams of Chat Completions for which several choices were asked: each has all of its text. */
class SeveralChoicesReplayTest {
    @Test
    void everyRecordedChoiceHasItsText() {
        List<Recording> recordings = Corpus.recordings().stream()
                .filter(one -> one.wire().equals("openai-chat") || one.wire().equals("mistral-chat"))
                .filter(one -> one.successful() && one.stream())
                .filter(one -> one.request().get("body").number("n").orElse(1) > 1)
                .toList();
        assertThat(recordings).isNotEmpty();
        for (Recording recording : recordings) {
            int asked = (int) recording.request().get("body").number("n").getAsLong();
            StringBuilder told = new StringBuilder();
            LLMResponse answer = replayed(recording, asked, told);
            List<String> expected = List.copyOf(texts(recording).values());
            assertThat(expected).as(recording.name()).hasSize(asked);
            assertThat(answer.choices())
                    .as(recording.name())
                    .extracting(Choice::content)
                    .isEqualTo(expected);
            assertThat(told.toString()).as(recording.name()).isEqualTo(expected.get(0));
        }
    }

    private static LLMResponse replayed(Recording recording, int asked, StringBuilder told) {
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = LLMAdapters.create(
                        "openai-compatible",
                        AdapterSettings.of(Map.of())
                                .with("base_url", stub.url())
                                .with("api_key", StubProvider.KEY))) {
            stub.streams(recording.body().utf8());
            RunConfig config = RunConfig.builder().modelName("m").choices(asked).build();
            try (LLMStream stream = adapter.stream(LLMRequest.of("Hi", config))) {
                for (StreamEvent event : stream) {
                    if (event instanceof StreamEvent.Text text) {
                        told.append(text.text());
                    }
                }
                return stream.response();
            }
        }
    }

    /** The text of each choice by its index, put together without any reader of ours. */
    private static Map<Long, String> texts(Recording recording) {
        Map<Long, String> texts = new TreeMap<>();
        for (String line : recording.body().utf8().split("\n", -1)) {
            if (line.startsWith("data: {")) {
                for (JsonNode choice :
                        Json.read(line.substring("data: ".length())).items("choices")) {
                    texts.merge(
                            choice.number("index").orElse(0),
                            choice.get("delta").textOrEmpty("content"),
                            String::concat);
                }
            }
        }
        return texts;
    }
}
