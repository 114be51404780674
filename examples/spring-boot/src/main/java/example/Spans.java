package example;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the spans that have ended, in place of an exporter to a collector. */
@RestController
class Spans {
    private final Queue<String> names;

    Spans(Queue<String> spanNames) {
        this.names = spanNames;
    }

    @GetMapping("/spans")
    List<String> spans() {
        return List.copyOf(names);
    }

    @Configuration(proxyBeanMethods = false)
    static class Exporter {
        @Bean
        Queue<String> spanNames() {
            return new ConcurrentLinkedQueue<>();
        }

        @Bean
        SpanExporter spanExporter(Queue<String> spanNames) {
            return new SpanExporter() {
                @Override
                public CompletableResultCode export(Collection<SpanData> spans) {
                    spans.forEach(span -> spanNames.add(
                            span.getName() + (span.getParentSpanContext().isValid() ? " (inner)" : "")));
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            };
        }
    }
}
