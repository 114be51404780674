package dev.llmconnect.fuzz;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.profiles.Profile;
import dev.llmconnect.profiles.Profiles;
import dev.llmconnect.server.ApiKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files of the operator: profiles, callers (JSON and lines) and prices. A file is read, or refused with a message that names it; what is read
 * is what it says.
 */
final class FilesTarget implements Target {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String HASH = "0123456789abcdef".repeat(4);

    private static final List<String> PROFILES = List.of("""
            {"fast":{"provider":"openai","model":"gpt-4o","temperature":0.2,"max_tokens":1800,"max_depth":2,"timeout_seconds":300,"model_params":{"reasoning_effort":"medium"},"base_url":"https://a.example/v1","api_key_env":"MY_KEY","unsupported_params":"drop","prompt_cache":"auto"},"slow":{"provider":"anthropic","fallbacks":["fast"],"max_attempts":3,"max_concurrent":10}}""", """
            {"custodian-triage-balanced":{"model":"anthropic/claude-sonnet-4","temperature":0.1},"local":{"provider":"openai-compatible","base_url":"http://127.0.0.1:8000/v1","reasoning_field":"<think>","max_tokens_field":"max_tokens","stream_usage":true,"default_temperature":false,"alternating_turns":true,"cache_marks":false}}""");
    private static final List<String> CALLERS = List.of("""
            {"callers":{"alice":{"sha256":["HASH"],"tags":{"team":"triage"},"models":["gpt-4o*","anthropic/*","profile:balanced"],"budgets":[{"usd":10,"per":"month","zone":"Europe/Berlin","on_exhausted":"finish"}],"limits":{"requests_per_minute":60,"tokens_per_minute":100000,"concurrency":8},"expires":"2027-01-31","disabled":false}},"budgets":{"server":[{"usd":500,"per":"month"}],"tag:team=triage":[{"usd":50,"per":"day"}],"profile:balanced":[{"usd":20,"per":"week","unpriced":"refuse"}]},"limits":{"profile:balanced":{"requests_per_minute":100},"provider:openai":{"requests_per_minute":5000},"model:openai/gpt-4o":{"concurrency":50}}}""".replace("HASH", HASH));
    private static final List<String> PRICES = List.of("""
            {"openai":{"discount":0.1,"models":{"gpt-4o":{"input":2,"output":8,"cache_read":1},"ft:gpt-4o*":{"input":3.75,"output":15,"tiers":[{"above":200000,"input":7.5}]},"o3":{"discount":0.25}}},"*":{"models":{"llama-3*":{"input":0,"output":0}}}}""");
    private static final List<String> KEYS = List.of(
            "alice:" + HASH + "\nbob : " + HASH.replace('0', 'A') + " # of the night shift\n",
            "alice:" + HASH + ",bob:" + HASH.replace('0', 'F'));

    private final Path folder;
    private final LLMAdapters registry = LLMAdapters.installed();
    private final Mutator mutator;
    private final LogWatch log = new LogWatch();

    FilesTarget() {
        try {
            folder = Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mutator = new Mutator(Stream.of(PROFILES, CALLERS, PRICES)
                .flatMap(List::stream)
                .map(text -> Tree.of(Json.read(text).raw()))
                .toList());
    }

    @Override
    public void tryOne(Choices choices) {
        int kind = choices.below(4);
        byte[] content = kind == 3
                ? lines(choices)
                : document(choices.of(List.of(PROFILES, CALLERS, PRICES).get(kind)), choices);
        long start = System.nanoTime();
        try {
            Path file = Files.write(folder.resolve("f" + kind), content);
            switch (kind) {
                case 0 -> profiles(file, choices.once(2), content);
                case 1 -> Callers.of(file).all().forEach(caller -> wasSent(caller.name(), content));
                case 2 -> Prices.of(file).quote("openai", "gpt-4o");
                default -> {
                    ApiKeys.parse("keys", new String(content, StandardCharsets.UTF_8));
                    Callers.of(file);
                }
            }
            log.check();
        } catch (LLMException e) {
            refused(e, content);
        } catch (Finding e) {
            throw new Finding(e.getMessage() + "\n" + text(content), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new Finding(
                    "an exception that is none of ours: " + e + " at " + Arrays.toString(e.getStackTrace()) + "\n"
                            + text(content),
                    e);
        }
        if (System.nanoTime() - start > TIMEOUT.toNanos()) {
            throw new Finding("it took more than " + TIMEOUT.toSeconds() + " s\n" + text(content));
        }
    }

    private byte[] document(String seed, Choices choices) {
        byte[] content = mutator.mutate(Tree.of(Json.read(seed).raw()), choices)
                .written()
                .getBytes(StandardCharsets.UTF_8);
        return choices.once(15) ? Arrays.copyOf(content, choices.below(content.length + 1)) : content;
    }

    private static byte[] lines(Choices choices) {
        StringBuilder text = new StringBuilder(choices.of(KEYS));
        for (int changes = 1 + choices.below(4); changes > 0; changes--) {
            int at = choices.below(text.length() + 1);
            switch (choices.below(3)) {
                case 0 ->
                    text.insert(
                            at,
                            choices.of(List.of(
                                    ":", ",", "\n", "#", " ", "\u0000", "é", "a", "alice:" + HASH, Mutator.KEY)));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + choices.below(5)));
                default -> text.setLength(at);
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void profiles(Path file, boolean inline, byte[] content) throws IOException {
        Profiles profiles = Profiles.load(
                inline && content.length > 0
                        ? Map.of(Profiles.JSON_VARIABLE, text(content))
                        : Map.of(Profiles.FILE_VARIABLE, file.toString()),
                registry);
        JsonNode document = text(content).isBlank() ? JsonNode.MISSING : Json.read(content);
        for (Profile profile : profiles.all()) {
            JsonNode definition = document.get(profile.name());
            profile.values().forEach((field, value) -> {
                if (!value.source().equals("built in")
                        && !field.contains(".")
                        && definition.has(field)
                        && !Json.text(definition.get(field).raw()).equals(Json.text(value.value()))) {
                    throw new Finding(profile.name() + "." + field + " is " + value.value());
                }
            });
        }
    }

    private static void wasSent(String name, byte[] content) {
        if (!text(content).contains(Json.text(name)) && name.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new Finding("a caller nobody wrote: " + name);
        }
    }

    private static void refused(LLMException e, byte[] content) {
        if (e.code().equals(ErrorCode.INTERNAL_ERROR)) {
            throw new Finding("internal_error: " + e + "\n" + text(content), e);
        }
        // KEY is known to be a credential since the mutator put it there on purpose.
        if ((e.getMessage() + e).contains(Mutator.KEY)) {
            throw new Finding("a message tells the key: " + e.getMessage() + "\n" + text(content));
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        log.close();
    }
}
