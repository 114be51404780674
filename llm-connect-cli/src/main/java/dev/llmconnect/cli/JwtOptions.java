package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose JSON Web Tokens identify callers. */
final class JwtOptions {
    @Option(
            names = "--jwt-issuer",
            paramLabel = "ISSUER",
            description = "Issuer of JSON Web Tokens (claim `iss`) that identify callers, beside API keys and client"
                    + " certificates. Needs --jwt-audience and --jwt-jwks. Default: none, tokens are refused")
    private @Nullable String issuer;

    @Option(
            names = "--jwt-audience",
            split = ",",
            paramLabel = "AUDIENCE",
            description = "Audiences (claim `aud`), separated by commas; a token must have one of them")
    private List<String> audiences = new ArrayList<>();

    @Option(
            names = "--jwt-jwks",
            paramLabel = "URL|FILE",
            description =
                    "Public keys of the issuer as a JSON Web Key Set: an https URL (http on this machine only) or a"
                            + " file. Reloaded every 5 minutes, and when a token names an unknown key, at most every 10 s")
    private @Nullable String jwks;

    @Option(
            names = "--jwt-caller-claim",
            defaultValue = "sub",
            paramLabel = "CLAIM",
            description = "Claim with the name of the caller, which selects its budgets and limits. Default: sub")
    private String callerClaim = "sub";

    @Option(
            names = "--jwt-tag-claims",
            split = ",",
            paramLabel = "CLAIM",
            description =
                    "Claims that become tags of the same name, such as team,department, separated by commas; calls"
                            + " cannot override them. Default: none")
    private List<String> tagClaims = new ArrayList<>();

    @Option(
            names = "--jwt-models-claim",
            paramLabel = "CLAIM",
            description =
                    "Claim with the patterns of the models that the caller may use, as a list or separated by spaces;"
                            + " a token without it may use none. Default: none, every model may be used")
    private @Nullable String modelsClaim;

    /**
     * Checks tokens; empty if no issuer is set. Opens nothing.
     *
     * @throws LLMConfigurationException if an option is missing or wrong
     */
    Optional<JwtCallers> callers() {
        String wanted = stripped(issuer);
        List<String> accepted = audiences.stream()
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
        String keys = stripped(jwks);
        if (wanted.isEmpty() && accepted.isEmpty() && keys.isEmpty()) {
            return Optional.empty();
        }
        if (wanted.isEmpty() || accepted.isEmpty() || keys.isEmpty()) {
            throw new LLMConfigurationException("--jwt-issuer, --jwt-audience and --jwt-jwks belong together: set "
                    + (wanted.isEmpty() ? "--jwt-issuer" : accepted.isEmpty() ? "--jwt-audience" : "--jwt-jwks")
                    + ", too");
        }
        JwtCallers.Claims claims = new JwtCallers.Claims(
                callerClaim.strip(),
                tagClaims.stream()
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .toList(),
                Optional.of(stripped(modelsClaim)).filter(it -> !it.isEmpty()));
        return Optional.of(new JwtCallers(wanted, accepted, claims, keySource(keys)));
    }

    private static String stripped(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static JwkSource keySource(String keys) {
        if (!keys.contains("://")) {
            return new JwkSource(JwkSource.ofFile(Path.of(keys)), keys, Ticker.system());
        }
        URI url;
        try {
            url = URI.create(keys);
        } catch (IllegalArgumentException e) {
            throw new LLMConfigurationException("--jwt-jwks is no URL and no file");
        }
        boolean local = List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(url.getHost()));
        if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && local)) {
            throw new LLMConfigurationException(
                    "--jwt-jwks must be an https URL, since whoever can change the keys can be every caller; http is"
                            + " accepted on this machine only");
        }
        return new JwkSource(JwkSource.ofUrl(url), url.getHost(), Ticker.system());
    }
}
