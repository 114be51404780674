package dev.llmconnect.server.admin;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.RouteDescription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Providers, profiles and configuration. */
final class OperationRoutes {
    private static final Logger LOG = System.getLogger(OperationRoutes.class.getName());

    private final CallMonitor monitor;
    private final RouteInspector inspector;
    private final ServerConfiguration configuration;

    OperationRoutes(CallMonitor monitor, RouteInspector inspector, ServerConfiguration configuration) {
        this.monitor = monitor;
        this.inspector = inspector;
        this.configuration = configuration;
    }

    void setup(AdminRoutes routes) {
        routes.read(
                "/providers",
                () -> RouteDescription.of(
                                "How the models of each provider do: attempts, latency, last errors, circuits, keys"
                                        + " that rest")
                        .answers(AdminSchemas.PROVIDERS),
                request -> Map.of(
                        "models",
                        monitor.providers().all(),
                        "circuits",
                        inspector.circuits(),
                        "keys",
                        inspector.keys()));
        routes.change(
                "POST",
                "/circuits/reset",
                () -> RouteDescription.of("Closes the circuit of a provider's model at once")
                        .takes(AdminSchemas.CIRCUIT_NAME)
                        .answers(AdminSchemas.RESET),
                this::reset);
        routes.read(
                "/profiles",
                () -> RouteDescription.of("The profiles, each value with the source that gave it")
                        .answers(AdminSchemas.PROFILES),
                request -> Map.of("profiles", inspector.profiles()));
        routes.read(
                "/config",
                () -> RouteDescription.of(
                                "The configuration in force, without credentials, and the names that a call may give"
                                        + " as its model")
                        .answers(AdminSchemas.CONFIGURATION),
                request -> Map.of("values", configuration.values(), "models", configuration.models()));
        routes.change(
                "POST",
                "/reload",
                () -> RouteDescription.of(
                                "Reads the files of profiles, callers and prices again; a file that is wrong changes"
                                        + " nothing")
                        .answers(AdminSchemas.RELOADED),
                request -> {
                    configuration.reload();
                    return Map.of("reloaded", true);
                });
    }

    private Map<String, Object> reset(HttpRequest request) {
        Map<String, @Nullable Object> body = request.json();
        String provider = text(body, "provider");
        String model = text(body, "model");
        if (provider.isBlank()) {
            throw new LLMInvalidRequestException("provider must be the name of a provider, as the open circuit has it");
        }
        boolean reset = inspector.resetCircuit(provider, model);
        if (reset) {
            LOG.log(Level.INFO, "the circuit of {0} {1} is closed through the admin API", provider, model);
        }
        return Map.of("reset", reset);
    }

    private static String text(Map<String, @Nullable Object> body, String name) {
        Object value = body.getOrDefault(name, "");
        if (value instanceof String text) {
            return text;
        }
        throw new LLMInvalidRequestException(name + " must be a text");
    }
}
