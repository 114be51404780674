package dev.llmconnect.bench.gateway;

import dev.llmconnect.bench.load.CallTemplate;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that answers calls: a gateway, or the provider itself.
 *
 * @param name for tables
 * @param process what runs it; empty where calls go straight to the stub
 * @param health a URI that answers 200 once it serves
 * @param endpoints its ways in
 * @param headers sent with each call
 */
public record Gateway(
        String name,
        Optional<GatewayProcess> process,
        URI health,
        Map<Endpoint, URI> endpoints,
        Map<String, String> headers)
        implements AutoCloseable {

    /** The call to make, or empty where the gateway has no such endpoint. */
    public Optional<CallTemplate> call(Endpoint endpoint, CallShape shape) {
        return Optional.ofNullable(endpoints.get(endpoint))
                .map(uri -> CallTemplate.post(uri, headers, shape.json(endpoint), shape.marks(endpoint))
                        .stamped(shape.model().stamped()));
    }

    /** The URI of an endpoint it has. */
    public URI uri(Endpoint endpoint) {
        return Objects.requireNonNull(endpoints.get(endpoint));
    }

    /** The figures of its process; zeros where there is none. */
    public ProcessFigures figures() {
        return process.map(GatewayProcess::figures).orElse(ProcessFigures.NONE);
    }

    @Override
    public void close() {
        process.ifPresent(GatewayProcess::close);
    }
}
