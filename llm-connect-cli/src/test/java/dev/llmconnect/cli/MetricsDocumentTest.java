package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.server.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/metrics.md} true. With {@code -Dllmconnect.writeDocs} it is written instead. */
class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("llmconnect.root", ".."), "docs/metrics.md");

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(DOCUMENT, document());
        }

        assertThat(Files.readString(DOCUMENT))
                .as("docs/metrics.md is stale; -Dllmconnect.writeDocs writes it anew")
                .isEqualTo(document());
    }

    private static String document() {
        return """
            # Metrics

            This page is generated from the code.

            `GET /metrics` answers in the text format of Prometheus or in OpenMetrics, whichever `Accept` asks for. It answers while the server has as
            many calls as it takes, and calls no provider.

            ```yaml
            scrape_configs:
              - job_name: llm-connect
                static_configs:
                  - targets: ["127.0.0.1:8080"]
                # if the server has API keys
                authorization:
                  credentials_file: /etc/prometheus/llm-connect.key
            ```

            ## Access

            `--metrics-access` decides who may read the metrics. Without API keys, everyone who reaches the server can. With API keys:

            | `--metrics-access` | who may read |
            |---|---|
            | `key` (default) | Callers with an API key, for example one for Prometheus. Budgets of other callers (`caller:…`) are omitted. |
            | `open` | Everyone who reaches the server, without a key; names and budgets of all callers are included. |
            | `off` | Nobody; the path is 404. |

            No metric contains a prompt, an answer, a key or a tag. Names of callers appear only in the names of budgets.

            ## Files

            - [deploy/prometheus/alerts.yml](../deploy/prometheus/alerts.yml): alert rules for Prometheus
            - [deploy/grafana/llm-connect.json](../deploy/grafana/llm-connect.json): a dashboard to import into Grafana

            A test checks both against the table below.

            ## Labels

            Values are bounded: a model is named once a provider has answered with it, or when the operator named it (in a profile or as the server's
            model); any other is `other`. A metric has at most %d series, buckets of histograms included. When a tenth of them is left, new models are
            counted as `other`, and in the last series everything is.

            | label | values |
            |---|---|
            | `endpoint` | The route, for example `/v1/chat/completions`; `in_process` for calls of a Java program. |
            | `profile` | The requested profile; empty without one. |
            | `provider`, `model` | Provider and model that answered, else of the last attempt; empty without one. |
            | `caller_class` | `key`: the caller has a key. `anonymous`: it has none. `nested`: another call made this one (`X-LLM-Connect-Depth`). |
            | `outcome` | Of a call: `ok`, `cancelled` or an [error code](configuration.md#error-codes-and-exit-codes). Of an attempt: `ok`, `cancelled`, `abandoned` or why it failed. |
            | `reason` | Why an attempt failed, for example `rate_limit`, `server`, `timeout` or `circuit_open`. |
            | `kind` | Of tokens: `input` (not cached), `cache_read`, `cache_write_5m`, `cache_write_1h`, `output` (without reasoning), `reasoning`. |
            | `budget` | Scope and period, for example `caller:alice/month` or `server/day`. Only budgets that calls of this process have used. |

            ## Metric reference

            | metric | type | unit | labels | meaning |
            |---|---|---|---|---|
            """.formatted(Metric.MAX_SERIES)
                + Arrays.stream(Metric.values()).map(MetricsDocumentTest::line).collect(Collectors.joining())
                + """

                Buckets in seconds, of `llm_connect_overhead_seconds`: %s. Of the other histograms: %s. Each histogram is a native one as well (schema 2),
                for scrapes that ask for protobuf; for that, add `io.prometheus:prometheus-metrics-exposition-formats` to the class path.
                """.formatted(buckets(Metric.OVERHEAD), buckets(Metric.CALL_DURATION));
    }

    private static String line(Metric metric) {
        return "| `" + metric.fullName() + "` | " + metric.type().name().toLowerCase(Locale.ROOT) + " | "
                + metric.unit()
                + " | "
                + metric.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", ")) + " | "
                + metric.help() + " |\n";
    }

    private static String buckets(Metric metric) {
        return metric.buckets().stream()
                .map(bound -> bound == Math.rint(bound) ? String.valueOf(Math.round(bound)) : String.valueOf(bound))
                .collect(Collectors.joining(", "));
    }
}
