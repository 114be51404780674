package dev.llmconnect.cli;

import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.callers.CallerSource;
import dev.llmconnect.server.ApiKeys;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.server.admin.AdminAccess;
import dev.llmconnect.server.admin.AdminFeature;
import dev.llmconnect.server.admin.CallMonitor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Puts the admin API on servers: the one that answers calls, or one of its own. */
final class AdminAssembly {
    private final CallMonitor monitor = new CallMonitor();
    private final AdminOptions options;
    private final ApiKeys adminKeys;
    private final AdapterAssembly assembly;
    private final Optional<CallerSource> callerSource;
    private final ConfigurationReport configuration;

    /** @param callerSource where callers are changed; without it they cannot be */
    AdminAssembly(
            AdminOptions options,
            ApiKeys adminKeys,
            AdapterAssembly assembly,
            Optional<CallerSource> callerSource,
            ConfigurationReport configuration) {
        this.options = options;
        this.adminKeys = adminKeys;
        this.assembly = assembly;
        this.callerSource = callerSource;
        this.configuration = configuration;
    }

    /**
     * Shows what the server does, there or, with a port of its own, on {@link #ownServer}.
     *
     * @param hasCallers whether the server wants callers' keys, so that it does not guard against foreign web pages
     */
    void applyTo(LLMServer.Builder server, String host, BooleanSupplier hasCallers) {
        server.observer(monitor);
        if (options.port().isEmpty()) {
            boolean loopback = isLoopback(host);
            server.feature(feature(() -> loopback && !hasCallers.getAsBoolean()));
        }
    }

    /** The server of {@code --admin-port}, not started. */
    Optional<LLMServer> ownServer() {
        return options.port().map(port -> {
            boolean loopback = isLoopback(options.host());
            return LLMServer.builder(assembly.adapter())
                    .host(options.host())
                    .port(port)
                    .readiness(assembly::readiness)
                    .observer(monitor)
                    .featuresOnly()
                    .feature(feature(() -> loopback))
                    .build();
        });
    }

    private static boolean isLoopback(String host) {
        InetSocketAddress address = new InetSocketAddress(host, 0);
        return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    }

    private AdminFeature feature(BooleanSupplier openForReading) {
        AdminFeature.Builder feature = AdminFeature.builder(monitor, new AdminAccess(adminKeys, openForReading))
                .inspector(assembly.inspector())
                .configuration(configuration);
        Optional<Ledger> ledger = assembly.ledger();
        if (ledger.isPresent()) {
            LedgerReport report = new LedgerReport(ledger.get(), Clock.systemUTC());
            feature.accounts(report).prices(report).callers(new EditableCallers(ledger.get(), report, callerSource));
        }
        return feature.build();
    }
}
