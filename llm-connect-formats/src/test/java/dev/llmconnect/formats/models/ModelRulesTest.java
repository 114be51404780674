package dev.llmconnect.formats.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRulesTest {
    /** Those that serve their models themselves, and so must know; resellers contradict each other. */
    private static final List<String> FIRST_HAND = List.of(
            "openai",
            "anthropic",
            "azure",
            "google",
            "google-vertex",
            "amazon-bedrock",
            "mistral",
            "groq",
            "xai",
            "deepseek");

    private static final Pattern NO_CHAT = Pattern.compile(
            "embed|image|whisper|tts|audio|moderation|rerank|video|veo|sora|dall|flux|seed(ance|ream)|wan-?2|kling|guard"
                    + "|transcri|speech|ocr|diffusion|recraft|ideogram|orpheus|lyria|bge-|realtime|elevenlabs|-lm-l6");

    private record Fact(String provider, String model, boolean acceptsTemperature) {}

    @Test
    void theRulesAgreeWithWhatIsKnownOfTheModels() throws IOException {
        List<Fact> facts = facts();
        double firstHand = errorRate(
                "providers of their own models",
                facts.stream()
                        .filter(fact -> FIRST_HAND.contains(fact.provider))
                        .toList());
        double all = errorRate("all", facts);
        assertThat(firstHand).isLessThan(0.01);
        assertThat(all).isLessThan(0.055);
    }

    private static double errorRate(String which, List<Fact> facts) {
        long refused = facts.stream()
                .filter(fact -> !fact.acceptsTemperature && !refuses(fact.model))
                .count();
        long dropped = facts.stream()
                .filter(fact -> fact.acceptsTemperature && refuses(fact.model))
                .count();
        double rate = (double) (refused + dropped) / facts.size();
        System.out.printf(
                "model rules, temperature, %s: %d models, %d sent though refused, %d dropped though accepted, error %.2f %%%n",
                which, facts.size(), refused, dropped, 100 * rate);
        return rate;
    }

    private static List<Fact> facts() throws IOException {
        Path file = Path.of(System.getProperty("llmconnect.shared", "../../shared"), "facts", "models.tsv");
        if (!Files.exists(file)) {
            System.out.println("model rules: SKIPPED, there is no " + file.normalize());
            Assumptions.abort("there is no " + file.normalize());
        }
        List<String> lines = Files.readAllLines(file);
        List<String> columns = List.of(lines.get(0).split("\t", -1));
        int temperature = columns.indexOf("accepts_temperature");
        return lines.stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(row -> !row[temperature].isEmpty()
                        && !NO_CHAT.matcher(row[1].toLowerCase(java.util.Locale.ROOT))
                                .find())
                .map(row -> new Fact(row[0], row[1], row[temperature].equals("true")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o1",
                "o3-mini",
                "openai/o4-mini",
                "azure/o3",
                "gpt-5",
                "GPT-5.1",
                "openai/gpt-5-mini",
                "openai.gpt-5.4",
                "claude-opus-4-7",
                "us.anthropic.claude-opus-4-8-v1:0",
                "anthropic/claude-sonnet-5",
                "kimi-k2.7-code",
                "gpt-4o-mini-search-preview"
            })
    void refusesTemperature(String model) {
        assertThat(refuses(model)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4",
                "gpt-4o",
                "gpt-4.1",
                "gpt-oss-120b",
                "claude-sonnet-4",
                "claude-opus-4-5",
                "claude-3-5-sonnet-latest",
                "gemini-2.5-pro",
                "deepseek-r1-distill-qwen-32b",
                "llama-3.1-8b",
                "qwen3-o1-distill",
                "kimi-k2-thinking",
                "gpt-5-chat-latest",
                "foo1",
                ""
            })
    void takesTemperature(String model) {
        assertThat(refuses(model)).isFalse();
    }

    @Test
    void reasoningModelsOfOpenAIWantTheNewNameOfTheTokenLimit() {
        assertThat(ModelRules.bundled().of("o3").wantsMaxCompletionTokens()).isTrue();
        assertThat(ModelRules.bundled().of("gpt-5-chat-latest").wantsMaxCompletionTokens())
                .isTrue();
        assertThat(ModelRules.bundled().of("gpt-4o").wantsMaxCompletionTokens()).isFalse();
        assertThat(ModelRules.bundled().of("claude-opus-4-7").wantsMaxCompletionTokens())
                .isFalse();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        ModelRules rules = ModelRules.parse(List.of("# a comment", "", "plain  x-mini", "no-temperature x"));
        assertThat(rules.of("x-mini")).isEqualTo(ModelTraits.NONE);
        assertThat(rules.of("X-large").refusesTemperature()).isTrue();
    }

    @Test
    void aLineThatIsNoRuleIsNamed() {
        assertThatThrownBy(() -> ModelRules.parse(List.of("no-top-p x"))).hasMessage("no model rule: no-top-p x");
        assertThatThrownBy(() -> ModelRules.parse(List.of("plain"))).hasMessage("no model rule: plain");
    }

    private static boolean refuses(String model) {
        return ModelRules.bundled().of(model).refusesTemperature();
    }
}
