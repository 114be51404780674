package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.spi.LLMAdapterProvider;
import dev.llmconnect.spi.ProviderSetting;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Keeps {@code docs/configuration.md} true. With {@code -Dllmconnect.writeDocs} it is written instead. */
class ConfigurationDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Path DOCUMENT = ROOT.resolve("docs/configuration.md");

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(DOCUMENT, document());
        }

        assertThat(Files.readString(DOCUMENT))
                .as("docs/configuration.md is stale; -Dllmconnect.writeDocs writes it anew")
                .isEqualTo(document());
    }

    @Test
    void theReadmeStaysShortAndNamesOnlyFilesThatAreThere() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(readme.lines()).hasSizeLessThan(200);
        assertThat(java.util.regex.Pattern.compile("]\\(([^)#:]+)\\)")
                        .matcher(readme)
                        .results()
                        .map(link -> ROOT.resolve(link.group(1))))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }

    private static String document() {
        return """
                # Configuration

                This page is made from the code; a test fails when it is stale.

                ## Commands, options and their variables

                An option wins over its variable, and a blank variable counts as unset. Flags and boolean variables take `true`, `false`, `1`, `0`,
                `yes`, `no`, `on` and `off`. A variable that begins with `LLM_CONNECT_` and that nothing reads is a warning; what Kubernetes sets for a
                service called `llm-connect` (`LLM_CONNECT_PORT=tcp://…`, `LLM_CONNECT_SERVICE_HOST`, …) is ignored.
                Profiles and their variables: [profiles.md](profiles.md). Retries, fallbacks and other policies: [resilience.md](resilience.md).

                These variables have no option:

                | variable | meaning |
                |---|---|
                """
                + Arrays.stream(ProgramVariable.values())
                        .map(it -> "| `" + it.variable() + "` | " + it.description() + " |\n")
                        .collect(Collectors.joining())
                + """

                """
                + commands()
                + """
                ## Providers

                A variable that holds a key has a plural for several keys, `OPENAI_API_KEYS`, which calls rotate through. Each of both may instead name a
                file that holds the key or keys: `OPENAI_API_KEY_FILE`, `OPENAI_API_KEYS_FILE`. A provider's own limit of concurrent calls is
                `LLM_CONNECT_<PROVIDER>_MAX_CONCURRENT`.

                """
                + providers()
                + """

                ### AWS credentials

                Without `AWS_BEARER_TOKEN_BEDROCK`, `bedrock` signs with the credentials of AWS's default chain. The first of these that is set up is used:

                1. keys: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for a temporary key, `AWS_SESSION_TOKEN`
                2. web identity: `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as Kubernetes on EKS sets them; `AWS_ROLE_SESSION_NAME`
                3. the profile `AWS_PROFILE`, by default `default`, of `~/.aws/config` (`AWS_CONFIG_FILE`) and `~/.aws/credentials`
                   (`AWS_SHARED_CREDENTIALS_FILE`): `role_arn` with `source_profile`, `credential_source` or `web_identity_token_file`; single sign-on
                   after `aws sso login`; keys; `credential_process`. `mfa_serial` and `login_session` are refused.
                4. container: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`, with
                   `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `AWS_CONTAINER_AUTHORIZATION_TOKEN`
                5. EC2 instance: the metadata service, version 2, unless `AWS_EC2_METADATA_DISABLED` is `true`;
                   `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`

                Nobody is asked for credentials before the first call. Temporary ones are renewed five minutes before they expire, by one call at a time;
                the others go on with the old ones. A source that is set up and fails is an error that names it; the next one, which may be somebody
                else's identity, does not take its place. The region is `AWS_REGION`, `AWS_DEFAULT_REGION`, or `region` of the profile; `AWS_ENDPOINT_URL_STS` and
                `AWS_ENDPOINT_URL_SSO` replace the addresses of AWS's services. A sign-in that has expired is not renewed: run `aws sso login`.

                ## Errors

                | HTTP | `error` | exit code of the command line |
                |---|---|---|
                """
                + ErrorCode.all().stream()
                        .map(code -> "| " + code.httpStatus() + " | `" + code + "` | " + code.exitCode() + " |\n")
                        .collect(Collectors.joining())
                + """

                A provider that refuses the key ends the command line with 4 instead; an interrupted one ends with 130. `execute` ends with 9 when the
                answer is incomplete: it reached its maximum of tokens, was filtered, or the model refused. Output that cannot be written ends any
                command with 1.
                """;
    }

    private static String commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine root = Main.commandLine(new Console(Map.of(), InputStream.nullInputStream(), nowhere, nowhere));
        StringBuilder text = new StringBuilder();
        Main.allCommands(root).forEach((name, command) -> {
            text.append("### `llm-connect ").append(name).append("`\n\n");
            text.append(String.join(" ", command.getCommandSpec().usageMessage().description()));
            text.append("\n\n| option | variable | meaning |\n|---|---|---|\n");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.usageHelp() && !option.versionHelp()) {
                    String value = option.type() == boolean.class ? "" : " " + option.paramLabel();
                    text.append("| `")
                            .append(option.longestName())
                            .append(value)
                            .append("` | `");
                    text.append(EnvironmentDefaults.variable(option)).append("` | ");
                    text.append(String.join(" ", option.description())).append(" |\n");
                }
            }
            text.append('\n');
        });
        return text.toString();
    }

    private static String providers() {
        List<LLMAdapterProvider> providers = LLMAdapters.installed().providers();
        StringBuilder text =
                new StringBuilder("| provider | what it is | variables | default model |\n|---|---|---|---|\n");
        for (LLMAdapterProvider provider : providers) {
            String aliases = provider.aliases().isEmpty() ? "" : " (" + String.join(", ", provider.aliases()) + ")";
            text.append("| `")
                    .append(provider.name())
                    .append('`')
                    .append(aliases)
                    .append(" | ");
            text.append(provider.description()).append(" | ");
            text.append(provider.settings().stream()
                    .map(ProviderSetting::variables)
                    .flatMap(List::stream)
                    .map(variable -> "`" + variable + "`")
                    .collect(Collectors.joining(", ")));
            text.append(" | ")
                    .append(provider.defaultModel()
                            .map(model -> "`" + model + "`")
                            .orElse(""))
                    .append(" |\n");
        }
        return text.toString();
    }
}
