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

    private static String document() {
        return """
                # Configuration

                Every command, option, environment variable, provider and error code. This page is generated from the code. Profiles and their
                variables are in [profiles.md](profiles.md), retries, fallbacks and other policies in [resilience.md](resilience.md#settings).

                - [Environment variables](#environment-variables)
                - [Configuration file](#configuration-file)
                - [Commands and options](#commands-and-options)
                - [Providers](#providers)
                - [AWS credentials](#aws-credentials)
                - [Error codes and exit codes](#error-codes-and-exit-codes)

                ## Environment variables

                - Every option has an environment variable. The option takes precedence; a blank variable counts as unset.
                - Flags and boolean variables accept `true`, `false`, `1`, `0`, `yes`, `no`, `on` and `off`.
                - The program warns about variables that begin with `LLM_CONNECT_` and that nothing reads.
                - Variables that Kubernetes sets for a service called `llm-connect` (`LLM_CONNECT_PORT=tcp://…`, `LLM_CONNECT_SERVICE_HOST`, …) are
                  ignored.

                These variables have no option:

                | variable | meaning |
                |---|---|
                """
                + Arrays.stream(ProgramVariable.values())
                        .map(it -> "| `" + it.variable() + "` | " + it.description() + " |\n")
                        .collect(Collectors.joining())
                + """

                ## Configuration file

                `--config FILE` (`LLM_CONNECT_CONFIG`), which every command accepts, names a JSON file with whatever options and variables
                can set. An option takes precedence over a variable, a variable over the file, and the file over the default.

                ```json
                {
                  "$schema": "llm-connect.schema.json",
                  "host": "0.0.0.0",
                  "port": 8443,
                  "tls_cert": "/etc/llm-connect/tls.crt",
                  "tls_key": "/etc/llm-connect/tls.key",
                  "api_keys_file": "/etc/llm-connect/callers.json",
                  "admin_key": "${file:/run/secrets/admin-key}",
                  "database": "postgresql://llm:${DB_PASSWORD}@db.internal/llm",
                  "retry_max_attempts": 2,
                  "providers": {
                    "openai": {"api_key": "${file:/run/secrets/openai}", "max_concurrent": 50},
                    "anthropic": {"api_keys_file": "/run/secrets/anthropic"}
                  },
                  "profiles": {
                    "triage": {"provider": "anthropic", "model": "claude-sonnet-4-5", "temperature": 0.2, "fallbacks": ["backup"]},
                    "backup": {"provider": "openai", "model": "gpt-4o"}
                  },
                  "environment": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"}
                }
                ```

                - A setting has the name of its variable in lower case without `LLM_CONNECT_`: `max_body_bytes` is `--max-body-bytes`.
                  [Policies](resilience.md#settings) are such settings, too: `retry_max_attempts`.
                - `providers` holds the settings of each provider, `profiles` [profiles](profiles.md), below those of variables, and
                  `environment` variables that others define, such as `OTEL_*` and `AWS_*`.
                - `${NAME}` in a value stands for a variable, `${file:PATH}` for the text of a file, and `$${` for `${`. A credential must be
                  such a reference; written out, it is refused. Inside of `profiles` only `api_key` takes one (`${file:PATH}`).
                - A list may stand for values that are separated by commas. `null` counts as unset. Relative paths start at the working folder.
                - An unknown, doubled or wrong setting stops the start with its line and column.
                - The file is read at the start only. Files that it names are reloaded as usual.
                - `llm-connect config check` checks it without starting a server; `llm-connect config show` shows every effective value
                  and where it comes from.
                - [llm-connect.schema.json](llm-connect.schema.json) is its JSON Schema, for editors. There is no YAML: it would need a
                  library, and every YAML tool writes JSON.

                ## Commands and options

                """
                + commands()
                + """
                ## Providers

                - A variable for an API key has a plural for several keys, which calls rotate through: `OPENAI_API_KEYS`.
                - Both can name a file with the key or keys instead: `OPENAI_API_KEY_FILE`, `OPENAI_API_KEYS_FILE`.
                - `LLM_CONNECT_<PROVIDER>_MAX_CONCURRENT` limits the concurrent calls to a provider.
                - `LLM_CONNECT_BEDROCK_BETAS` and `LLM_CONNECT_VERTEX_ANTHROPIC_BETAS` name values of `anthropic-beta` that these platforms accept
                  beyond [those that are known](providers.md#betas-of-claude), separated by commas; `*` stands for all.

                """
                + providers()
                + """

                ## AWS credentials

                Without `AWS_BEARER_TOKEN_BEDROCK`, `bedrock` signs requests with the credentials of AWS's default chain. It uses the first of these
                sources that is configured:

                1. access keys: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for a temporary key, `AWS_SESSION_TOKEN`
                2. web identity: `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`, as Kubernetes on EKS sets them; `AWS_ROLE_SESSION_NAME`
                3. AWS profile `AWS_PROFILE`, by default `default`, in `~/.aws/config` (`AWS_CONFIG_FILE`) and `~/.aws/credentials`
                   (`AWS_SHARED_CREDENTIALS_FILE`): `role_arn` with `source_profile`, `credential_source` or `web_identity_token_file`; single sign-on
                   after `aws sso login`; keys; `credential_process`. `mfa_serial` and `login_session` are refused.
                4. container: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`, with
                   `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `AWS_CONTAINER_AUTHORIZATION_TOKEN`
                5. EC2 instance: the metadata service, version 2, unless `AWS_EC2_METADATA_DISABLED` is `true`;
                   `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`

                - Credentials are first requested by the first call. Temporary credentials are renewed five minutes before they expire, by one call;
                  other calls continue with the old ones.
                - If a configured source fails, the error names it. The next source is not used instead, because it could be another identity.
                - The region is `AWS_REGION`, `AWS_DEFAULT_REGION`, or `region` of the AWS profile.
                - `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_SSO` replace the addresses of AWS's services.
                - An expired single sign-on session is not renewed: run `aws sso login`.

                ## Error codes and exit codes

                | HTTP | `error` | exit code of the command line |
                |---|---|---|
                """
                + ErrorCode.all().stream()
                        .map(code -> "| " + code.httpStatus() + " | `" + code + "` | " + code.exitCode() + " |\n")
                        .collect(Collectors.joining())
                + """

                Other exit codes: 4 if a provider refuses the API key; 130 if the command is interrupted; 9 if the answer of `execute` is incomplete,
                because it reached the token limit, was filtered, or the model refused; 1 if a command cannot write its output.
                """;
    }

    private static String commands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine root = Main.commandLine(new Console(Map.of(), InputStream.nullInputStream(), nowhere, nowhere));
        StringBuilder text = new StringBuilder();
        Main.allCommands(root).forEach((name, command) -> {
            text.append("### `llm-connect ").append(name).append("`\n\n");
            text.append(String.join(" ", command.getCommandSpec().usageMessage().description()));
            text.append("\n\n");
            List<OptionSpec> options = command.getCommandSpec().options().stream()
                    .filter(option -> EnvironmentDefaults.hasVariable(option) && !EnvironmentDefaults.isConfig(option))
                    .toList();
            if (options.isEmpty()) {
                return;
            }
            text.append("| option | variable | meaning |\n|---|---|---|\n");
            for (OptionSpec option : options) {
                String value = option.type() == boolean.class ? "" : " " + option.paramLabel();
                text.append("| `")
                        .append(option.longestName())
                        .append(cell(value))
                        .append("` | `");
                text.append(EnvironmentDefaults.variable(option)).append("` | ");
                text.append(cell(String.join(" ", option.description()))).append(" |\n");
            }
            text.append('\n');
        });
        return text.toString();
    }

    /** A bar would end the cell, in code too. */
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String providers() {
        List<LLMAdapterProvider> providers = LLMAdapters.installed().providers();
        StringBuilder text =
                new StringBuilder("| provider | description | variables | default model |\n|---|---|---|---|\n");
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
