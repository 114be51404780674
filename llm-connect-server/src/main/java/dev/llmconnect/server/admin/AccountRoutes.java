package dev.llmconnect.server.admin;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.between;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nonEmptyText;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.object;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.RouteDescription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Usage, budgets, callers and prices. */
final class AccountRoutes {
    private static final Logger LOG = System.getLogger(AccountRoutes.class.getName());
    private static final int DEFAULT_ROWS = 200;
    private static final int MAX_ROWS = 10_000;
    private static final long MAX_GRACE_SECONDS = Duration.ofDays(366).toSeconds();
    private static final long DEFAULT_GRACE_SECONDS = Duration.ofDays(1).toSeconds();
    private static final Duration DEFAULT_RANGE = Duration.ofDays(30);
    private static final String NAME = "name";
    private static final List<String> SUMMED =
            List.of("attempts", "unpriced", "estimated", "input_tokens", "cached_tokens", "output_tokens");

    private final UsageAccounts accounts;
    private final CallerDirectory callers;
    private final ModelPrices prices;
    private final CallMonitor monitor;
    private final Clock clock;

    AccountRoutes(
            UsageAccounts accounts, CallerDirectory callers, ModelPrices prices, CallMonitor monitor, Clock clock) {
        this.accounts = accounts;
        this.callers = callers;
        this.prices = prices;
        this.monitor = monitor;
        this.clock = clock;
    }

    void setup(AdminRoutes routes) {
        routes.read(
                "/usage",
                () -> RouteDescription.of("What was used and what it cost, the largest cost first")
                        .query(
                                "by",
                                text(),
                                "What sums are told apart by, with commas between: caller, profile, provider, model,"
                                        + " outcome, day, tag:KEY; one sum of all by default")
                        .query(
                                "since",
                                nonEmptyText(),
                                "The first moment: 7d, 24h, today, a day or a moment; 30d by default")
                        .query("until", nonEmptyText(), "The moment after the last one; now by default")
                        .query("limit", between(1, MAX_ROWS), "How many rows at most; 200 by default")
                        .answers(AdminSchemas.USAGE_REPORT),
                this::usage);
        routes.read(
                "/budgets",
                () -> RouteDescription.of("Every budget with what is spent, reserved and left")
                        .answers(AdminSchemas.BUDGETS),
                request -> Map.of("budgets", accounts.budgets()));
        routes.change(
                "PUT",
                "/budgets",
                () -> RouteDescription.of("Replaces the budgets of a tag, a profile or the server")
                        .takes(AdminSchemas.NEW_BUDGETS)
                        .answers(AdminSchemas.BUDGETS),
                this::changeBudgets);
        routes.read(
                "/callers",
                () -> RouteDescription.of("The callers, what they may do and what they have left")
                        .answers(AdminSchemas.CALLERS),
                request -> Map.of("callers", callers.callers()));
        routes.change(
                "POST",
                "/callers",
                () -> RouteDescription.of("Adds a caller; the answer tells the key, once")
                        .takes(AdminSchemas.NEW_CALLER)
                        .answers(AdminSchemas.NEW_KEY),
                this::add);
        routes.change(
                "PUT",
                "/callers/{name}",
                () -> RouteDescription.of("Says something else of a caller; the keys stay")
                        .takes(AdminSchemas.CALLER_FIELDS)
                        .answers(AdminSchemas.CALLERS),
                this::change);
        routes.change(
                "POST",
                "/callers/{name}/rotate",
                () -> RouteDescription.of("Makes another key for a caller; the answer tells it, once")
                        .takes(object().optional("grace_seconds", between(0, MAX_GRACE_SECONDS))
                                .build())
                        .answers(AdminSchemas.NEW_KEY),
                this::rotate);
        routes.change(
                "POST",
                "/callers/{name}/revoke",
                () -> RouteDescription.of("Takes out all keys of a caller").answers(AdminSchemas.CALLERS),
                this::revoke);
        routes.read(
                "/prices",
                () -> RouteDescription.of(
                                "Prices with their source and date: of one model, or of those that were asked lately")
                        .query("provider", nonEmptyText(), "The provider; with model")
                        .query("model", nonEmptyText(), "The model; with provider")
                        .answers(AdminSchemas.PRICES),
                this::prices);
    }

    private Map<String, Object> usage(HttpRequest request) {
        QueryReader query = new QueryReader(request);
        Instant now = clock.instant();
        Instant since = query.moment("since", clock, now.minus(DEFAULT_RANGE));
        // A row is of the millisecond in which its call ended.
        Instant until = query.moment("until", clock, now.plusMillis(1));
        if (!since.isBefore(until)) {
            throw new LLMInvalidRequestException("`since` must be before `until`");
        }
        List<String> by = query.texts("by");
        int limit = (int) query.integer("limit", 1, MAX_ROWS, DEFAULT_ROWS);
        List<Map<String, ?>> rows = accounts.usage(by, since, until);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("since", since.toString());
        answer.put("until", until.toString());
        answer.put("by", by);
        answer.put("total", total(rows));
        answer.put("rows", rows.stream().limit(limit).toList());
        answer.put("more_rows", Math.max(0, rows.size() - limit));
        return answer;
    }

    private static Map<String, Object> total(List<Map<String, ?>> rows) {
        Map<String, Object> total = new LinkedHashMap<>();
        total.put("key", Map.of());
        for (String name : SUMMED) {
            total.put(
                    name,
                    rows.stream()
                            .mapToLong(row -> row.get(name) instanceof Number count ? count.longValue() : 0)
                            .sum());
        }
        total.put(
                "cost_usd",
                rows.stream()
                        .map(row -> row.get("cost_usd") instanceof BigDecimal usd ? usd : BigDecimal.ZERO)
                        .reduce(BigDecimal.ZERO, BigDecimal::add));
        return total;
    }

    private Map<String, Object> changeBudgets(HttpRequest request) {
        Map<String, @Nullable Object> body = request.json();
        requireKnown(body, List.of("scope", "budgets"));
        if (!(body.get("budgets") instanceof List<?> budgets)) {
            throw new LLMInvalidRequestException("budgets must be a list, such as [{\"usd\": 10, \"per\": \"month\"}]");
        }
        String scope = requiredText(body, "scope");
        callers.budgets(scope, budgets);
        LOG.log(Level.INFO, "the budgets of {0} are changed through the admin API", scope);
        return Map.of("budgets", accounts.budgets());
    }

    private Map<String, Object> add(HttpRequest request) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(request.json());
        String name = requiredText(fields, NAME);
        fields.remove(NAME);
        String key = callers.add(name, fields);
        LOG.log(Level.INFO, "the caller {0} is added through the admin API", name);
        return newKey(name, key);
    }

    private Map<String, Object> change(HttpRequest request) {
        String name = request.pathParameter(NAME);
        callers.change(name, request.json());
        LOG.log(Level.INFO, "the caller {0} is changed through the admin API", name);
        return Map.of("callers", callers.callers());
    }

    private Map<String, Object> rotate(HttpRequest request) {
        String name = request.pathParameter(NAME);
        Map<String, @Nullable Object> body = request.json();
        requireKnown(body, List.of("grace_seconds"));
        Object grace = body.getOrDefault("grace_seconds", DEFAULT_GRACE_SECONDS);
        if (!(grace instanceof Long seconds) || seconds < 0 || seconds > MAX_GRACE_SECONDS) {
            throw new LLMInvalidRequestException("grace_seconds must be an integer between 0 and " + MAX_GRACE_SECONDS);
        }
        String key = callers.rotate(name, Duration.ofSeconds(seconds));
        LOG.log(Level.INFO, "the keys of {0} are rotated through the admin API", name);
        return newKey(name, key);
    }

    private Map<String, Object> revoke(HttpRequest request) {
        String name = request.pathParameter(NAME);
        callers.revoke(name);
        LOG.log(Level.INFO, "the keys of {0} are revoked through the admin API", name);
        return Map.of("callers", callers.callers());
    }

    private Map<String, Object> prices(HttpRequest request) {
        QueryReader query = new QueryReader(request);
        String provider = query.text("provider");
        String model = query.text("model");
        if (provider.isEmpty() != model.isEmpty()) {
            throw new LLMInvalidRequestException("the query parameters `provider` and `model` come together");
        }
        List<Map<String, ?>> found =
                provider.isEmpty()
                        ? monitor.providers().all().stream()
                                .flatMap(asked -> prices
                                        .price(
                                                String.valueOf(asked.get("provider")),
                                                String.valueOf(asked.get("model")))
                                        .stream())
                                .<Map<String, ?>>map(price -> price)
                                .toList()
                        : prices.price(provider, model).stream()
                                .<Map<String, ?>>map(price -> price)
                                .toList();
        return Map.of("bundled_as_of", prices.bundledAsOf(), "prices", found);
    }

    /** The one answer that holds a key, which must not be taken out. */
    private static Map<String, Object> newKey(String name, String key) {
        return Map.of(NAME, name, "key", new NewKeyText(key));
    }

    /** Not a string, so that it is not redacted. */
    private record NewKeyText(String key) {
        @Override
        public String toString() {
            return key;
        }
    }

    private static String requiredText(Map<String, @Nullable Object> body, String name) {
        if (body.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new LLMInvalidRequestException(name + " must be a text that is not blank");
    }

    private static void requireKnown(Map<String, @Nullable Object> body, List<String> known) {
        for (String name : body.keySet()) {
            if (!known.contains(name)) {
                throw new LLMInvalidRequestException(
                        "unknown field `" + name + "`; known: " + String.join(", ", known));
            }
        }
    }
}
