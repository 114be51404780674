package dev.llmconnect.cli;

import dev.llmconnect.cli.Main.Console;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.server.metrics.MetricsAccess;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the adapter over HTTP until the process is told to end. */
@Command(
        mixinStandardHelpOptions = true,
        description =
                "Starts the server: POST /execute, the APIs of OpenAI, Anthropic, Gemini, Ollama and Azure OpenAI, GET /health,"
                        + " GET /ready and GET /metrics.")
final class ServeCommand implements Callable<Integer> {
    /** For the provider connections and the ledger, which writes for up to 5 s. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /** That of a process which SIGINT ends. */
    private static final int INTERRUPTED_EXIT_CODE = 130;

    private final Console console;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final LedgerOptions accounting = new LedgerOptions();

    @Mixin
    private final OriginOptions origins = new OriginOptions();

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Mixin
    private final JwtOptions jwt = new JwtOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    @Mixin
    private final AdminOptions adminOptions = new AdminOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by Picocli
    private CommandSpec spec;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "Address to listen on. Default: 127.0.0.1, this machine only")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            converter = OptionValue.Port.class,
            description = "Port to listen on; 0 for a free port. Default: 8080")
    private int port;

    @Option(
            names = "--listen",
            paramLabel = "unix:PATH",
            converter = UnixSocketPath.class,
            description =
                    "Unix domain socket to listen on instead of --host and --port, such as unix:/run/llm-connect.sock;"
                            + " whoever may write to the file may call. Default: none")
    private @Nullable Path unixSocket;

    @Option(
            names = "--metrics-access",
            paramLabel = "key|open|off",
            converter = OptionValue.Access.class,
            description =
                    "Access to GET /metrics: `key` requires an API key if the server has any, `open` requires none,"
                            + " `off` removes the path. Default: key")
    private MetricsAccess metricsAccess = MetricsAccess.KEY;

    @Option(
            names = "--drain-notice-seconds",
            defaultValue = "5",
            paramLabel = "SECONDS",
            converter = OptionValue.NoticeSeconds.class,
            description = "Time after SIGTERM during which GET /ready reports `draining` while the server still accepts"
                    + " calls. Ctrl-C skips it. Default: 5")
    private Duration drainNotice = Duration.ofSeconds(5);

    private Serving serving = LLMServer::awaitTermination;

    ServeCommand(Console console) {
        this.console = console;
    }

    /** Sets what happens while the server runs, instead of waiting until it is told to end. */
    void serving(Serving action) {
        serving = action;
    }

    @Override
    public Integer call() throws InterruptedException {
        log.apply();
        CountDownLatch closed = new CountDownLatch(1);
        try {
            serve(closed);
            return 0;
        } finally {
            closed.countDown();
        }
    }

    /** @param closed tells that everything that was opened here has been closed */
    private void serve(CountDownLatch closed) throws InterruptedException {
        try (AdapterAssembly assembly = assemble();
                Telemetry telemetry = new Telemetry(console.environment())) {
            serve(closed, assembly, telemetry, admin(assembly));
        }
    }

    private void serve(
            CountDownLatch closed, AdapterAssembly assembly, Telemetry telemetry, Optional<AdminAssembly> admin)
            throws InterruptedException {
        Optional<JwtCallers> tokens = jwt.callers();
        // Whatever is null is not closed.
        try (JwtCallers following = tokens.orElse(null);
                LLMServer ownAdmin = admin.flatMap(AdminAssembly::ownServer).orElse(null);
                LLMServer server = builder(assembly, telemetry, admin, tokens).build()) {
            telemetry.export(server.metrics());
            if (following != null) {
                following.start();
            }
            // Before anybody knows that the process is up, since a SIGHUP would end it.
            assembly.followFiles();
            ProcessSignal.handle(ProcessSignal.USER_1, new StateSummary(assembly::readiness)::log);
            server.start();
            if (ownAdmin != null) {
                ownAdmin.start();
            }
            CountDownLatch notice = new CountDownLatch(1);
            // SIGTERM and Ctrl-C: the JVM ends when its hooks have, so what runs can finish and be accounted for.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server, notice, closed), "drain"));
            // Whoever presses Ctrl-C has no load balancer.
            ProcessSignal.handle(ProcessSignal.INTERRUPT, () -> {
                notice.countDown();
                Runtime.getRuntime().exit(INTERRUPTED_EXIT_CODE);
            });
            console.out().println("llm-connect listening on " + url(server));
            // Whoever waits for that line would wait forever.
            OutputException.check(console.out());
            admin.ifPresent(present -> logAdminAddress(server, ownAdmin));
            assembly.setUpProviders();
            serving.await(server);
        }
    }

    /** @param impatient ends the notice before its time */
    private void drain(LLMServer server, CountDownLatch impatient, CountDownLatch closed) {
        server.announceClose();
        try {
            impatient.await(drainNotice.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        try {
            if (!closed.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                System.getLogger(ServeCommand.class.getName())
                        .log(Level.WARNING, "shutdown did not finish within {0} s", CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        StderrLog.flush();
    }

    /** What answers, as the options and the environment describe it. */
    AdapterAssembly assemble() {
        Ledger ledger = accounting.ledger(console.environment());
        try {
            return new AdapterAssembly(options, console.environment(), ledger);
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private void logAdminAddress(LLMServer server, @Nullable LLMServer ownAdmin) {
        System.getLogger(ServeCommand.class.getName())
                .log(
                        Level.INFO,
                        "the admin page is at {0}/admin/",
                        ownAdmin == null
                                ? url(server)
                                : "http://" + urlHost(adminOptions.host()) + ":" + ownAdmin.port());
    }

    /** The admin API; empty when it is disabled. */
    Optional<AdminAssembly> admin(AdapterAssembly assembly) {
        if (adminOptions.isDisabled()) {
            return Optional.empty();
        }
        return Optional.of(new AdminAssembly(
                adminOptions,
                adminOptions.keys(console.environment()),
                assembly,
                assembly.ledger().flatMap(accounting::callerSource),
                new ConfigurationReport(spec, console, assembly)));
    }

    /** A server of it with the admin API and without telemetry, not started. */
    LLMServer server(AdapterAssembly assembly) {
        return builder(assembly, new Telemetry(Map.of())).build();
    }

    /** A server of it with the admin API, not built. */
    LLMServer.Builder builder(AdapterAssembly assembly, Telemetry telemetry) {
        return builder(assembly, telemetry, admin(assembly), jwt.callers());
    }

    /** A server of it, not built. */
    LLMServer.Builder builder(
            AdapterAssembly assembly, Telemetry telemetry, Optional<AdminAssembly> admin, Optional<JwtCallers> tokens) {
        LLMServer.Builder server = LLMServer.builder(assembly.adapter())
                .host(host)
                .port(port)
                .unixSocket(unixSocket)
                .limits(limits.limits())
                .readiness(assembly::readiness)
                .metrics(new AssemblyMetrics(assembly))
                .metricsAccess(metricsAccess);
        Optional<LedgerCallers> callers = assembly.ledger().map(ledger -> new LedgerCallers(ledger, tokens));
        callers.ifPresent(known -> server.apiKeys(known).rateLimits(known));
        admin.ifPresent(present -> present.applyTo(
                server,
                host,
                () -> tls.identifiesClients()
                        || callers.filter(known -> !known.isEmpty()).isPresent()));
        origins.applyTo(server);
        tls.applyTo(server);
        if (telemetry.isOn()) {
            server.observer(telemetry.observer());
        }
        return server;
    }

    /** Checks the store and the addresses. */
    List<DoctorCheck> doctor() {
        List<DoctorCheck> checks = new ArrayList<>();
        checks.add(accounting.doctor(console.environment()));
        checks.add(unixSocket == null ? ServerDoctor.port("port", host, port) : ServerDoctor.unixSocket(unixSocket));
        if (!adminOptions.isDisabled() && adminOptions.port().isPresent()) {
            checks.add(ServerDoctor.port(
                    "admin port", adminOptions.host(), adminOptions.port().get()));
        }
        return checks;
    }

    /** Whether requests without a profile go to this provider. */
    boolean isDefaultProvider(LLMAdapterProvider provider) {
        return provider.name().equalsIgnoreCase(options.provider())
                || provider.aliases().stream().anyMatch(options.provider()::equalsIgnoreCase);
    }

    /** The settings with which a provider is created. */
    AdapterSettings settings(LLMAdapterProvider provider) {
        Map<String, String> environment = options.environment(console.environment());
        return isDefaultProvider(provider) ? options.settings(environment) : AdapterSettings.of(environment);
    }

    private String url(LLMServer server) {
        return unixSocket != null
                ? "unix:" + unixSocket
                : (tls.isOn() ? "https" : "http") + "://" + urlHost(host) + ":" + server.port();
    }

    private static String urlHost(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** What happens while the server runs. */
    interface Serving {
        /** Returns when the server is to be closed, or has been. */
        void await(LLMServer server) throws InterruptedException;
    }
}
