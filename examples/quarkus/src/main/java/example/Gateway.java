package example;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.server.LLMServer;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the adapter to other programs, on a port of its own. */
@Startup
@Singleton
@Path("gateway")
class Gateway {
    private final LLMServer server;

    Gateway(LLMAdapter adapter, @ConfigProperty(name = "llm-connect.server.port") int port) {
        server = new LLMServer(adapter, port);
    }

    @PostConstruct
    void start() {
        server.start();
    }

    @PreDestroy
    void stop() {
        server.close();
    }

    @GET
    public int port() {
        return server.port();
    }
}
