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
 * @param modelPrefix what it wants before the name of a model
 */
public record Gateway(
        String name,
        Optional<GatewayProcess> process,
        URI health,
        Map<Endpoint, URI> endpoints,
        Map<String, String> headers,
        String modelPrefix)
        implements AutoCloseable {

    /** The call to make, or empty where the gateway has no such endpoint. */
    public Optional<CallTemplate> call(Endpoint endpoint, CallShape shape) {
        return Optional.ofNullable(endpoints.get(endpoint))
                .map(uri -> CallTemplate.post(uri, headers, json(endpoint, shape), shape.marks(endpoint))
                        .stamped(shape.model().stamped()));
    }

    /** The body of a call. */
    public String json(Endpoint endpoint, CallShape shape) {
        return shape.json(endpoint, modelPrefix + shape.model().name());
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
