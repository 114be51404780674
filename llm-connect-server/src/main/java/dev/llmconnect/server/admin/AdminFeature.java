package dev.llmconnect.server.admin;

import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.Routing;
import java.time.Clock;

/**
 * The admin API under {@code /admin/api} and the page at {@code /admin/}. What the server cannot know by itself comes through
 * {@link RouteInspector}, {@link UsageAccounts}, {@link CallerDirectory}, {@link ModelPrices} and {@link ServerConfiguration}.
 *
 * <pre>{@code
 * CallMonitor monitor = new CallMonitor();
 * LLMServer.builder(adapter)
 *         .observer(monitor)
 *         .feature(AdminFeature.builder(monitor, new AdminAccess(ApiKeys.NONE, () -> true)).build())
 *         .build();
 * }</pre>
 *
 * <p>A feature belongs to one server; several may have one monitor.
 */
public final class AdminFeature implements HttpFeature {
    private final AdminAccess access;
    private final CallRoutes calls;
    private final AccountRoutes accounts;
    private final OperationRoutes operations;
    private final EventRoutes events;

    private AdminFeature(Builder builder) {
        access = builder.access;
        Clock clock = Clock.systemUTC();
        calls = new CallRoutes(builder.monitor);
        accounts = new AccountRoutes(builder.accounts, builder.callers, builder.prices, builder.monitor, clock);
        operations = new OperationRoutes(builder.monitor, builder.inspector, builder.configuration);
        SummaryTree summary = new SummaryTree(builder.monitor, builder.accounts, builder.inspector, access, clock);
        events = new EventRoutes(builder.monitor, summary, access);
    }

    /**
     * Starts with nothing but the calls.
     *
     * @param monitor must be an observer of the servers whose calls are to be seen
     * @param access says who may use it
     */
    public static Builder builder(CallMonitor monitor, AdminAccess access) {
        return new Builder(monitor, access);
    }

    @Override
    public void setup(Routing routing) {
        AdminRoutes routes = new AdminRoutes(routing, access);
        events.setup(routes);
        calls.setup(routes);
        accounts.setup(routes);
        operations.setup(routes);
        new PlaygroundRoute(access).setup(routing);
        new PageRoutes().setup(routing);
    }

    @Override
    public void stop() {
        events.stop();
    }

    /** Sets where the feature finds what it shows. Not thread-safe. */
    public static final class Builder {
        private final CallMonitor monitor;
        private final AdminAccess access;
        private RouteInspector inspector = RouteInspector.NONE;
        private UsageAccounts accounts = NoAccounts.INSTANCE;
        private CallerDirectory callers = NoAccounts.INSTANCE;
        private ModelPrices prices = ModelPrices.NONE;
        private ServerConfiguration configuration = ServerConfiguration.NONE;

        private Builder(CallMonitor monitor, AdminAccess access) {
            this.monitor = monitor;
            this.access = access;
        }

        /** Who knows circuits and profiles; nobody by default. */
        public Builder inspector(RouteInspector source) {
            inspector = source;
            return this;
        }

        /** Who knows what was used and what is left; nobody by default. */
        public Builder accounts(UsageAccounts source) {
            accounts = source;
            return this;
        }

        /** Who knows the callers; nobody by default. */
        public Builder callers(CallerDirectory source) {
            callers = source;
            return this;
        }

        /** Who knows what models cost; nobody by default. */
        public Builder prices(ModelPrices source) {
            prices = source;
            return this;
        }

        /** Who knows the configuration; nobody by default. */
        public Builder configuration(ServerConfiguration source) {
            configuration = source;
            return this;
        }

        /** The feature. */
        public AdminFeature build() {
            return new AdminFeature(this);
        }
    }
}
