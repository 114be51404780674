package dev.llmconnect.ledger;

import dev.llmconnect.Attempt;
import dev.llmconnect.CallContext;
import dev.llmconnect.CallTarget;
import dev.llmconnect.Cost;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.ChoiceCount;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.budget.OnExhausted;
import dev.llmconnect.ledger.callers.Caller;
import dev.llmconnect.ledger.callers.CallerLimits;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.callers.ModelPattern;
import dev.llmconnect.ledger.prices.Quote;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.LimitClaim;
import dev.llmconnect.ledger.store.ReserveResult;
import dev.llmconnect.ledger.store.Settlement;
import dev.llmconnect.ledger.store.StoreException;
import dev.llmconnect.ledger.store.UsageRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Account of one call: its reservation and its settlement. Confined to the thread of the call, except for {@link #failed()}; the
 * first end counts.
 */
final class CallAccount {

    private static final String EXHAUSTED = "the budget is used up";
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final BigDecimal MAX_REPORTED = NanoDollars.toUsd(Long.MAX_VALUE);
    /** Time after the deadline of its call at which a reservation expires. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final LLMCall call;
    private final CallContext context;
    private final Map<String, String> tags;
    private final String asked;
    private final String model;
    private final long inputTokens;
    /** Number of answers the call asks for, each of which may use its {@code max_tokens}. */
    private final int choices;

    private final List<Budget> budgets;
    private final List<BudgetWindow> windows;
    private final @Nullable Quote quote;
    private final @Nullable Caller caller;
    private final CallTarget target;
    private final CallLimiter.Permit permit;
    private final List<CallLimiter.Permit> routePermits = Collections.synchronizedList(new ArrayList<>(0));
    private final int attemptsBefore;
    private final String reservation;
    private final AtomicBoolean ended = new AtomicBoolean();
    private OptionalLong fittedTokens = OptionalLong.empty();
    private long reservedTokens;
    private long reservedNanos;
    private long characters;
    private boolean exhausted;

    private CallAccount(Ledger ledger, LLMCall call, CallTarget target, @Nullable Caller caller) {
        this.ledger = ledger;
        this.call = call;
        this.context = call.context();
        this.caller = caller;
        this.target = target;
        this.asked = call.config().modelNameIfSet().orElse("");
        this.model = target.model();
        this.tags = tags(context, caller);
        this.budgets = ledger.callers().budgets(context.caller().orElse(""), tags, asked);
        this.windows = budgets.isEmpty()
                ? List.of()
                : windows(budgets, ledger.config().clock.instant());
        this.reservation = windows.isEmpty() ? "" : ledger.reservation();
        this.quote = ledger.prices().quote(target.provider(), target.model()).orElse(null);
        this.inputTokens = TokenEstimates.input(call);
        this.choices = ChoiceCount.of(call);
        this.attemptsBefore = call.record().attemptCount();
        this.reservedTokens = expectedOutput();
        this.permit = permit(ledger, call, caller, inputTokens + reservedTokens);
    }

    /** Tags of the call; the caller's tags set by the operator override those of the call. */
    private static Map<String, String> tags(CallContext context, @Nullable Caller caller) {
        if (caller == null || caller.tags().isEmpty()) {
            return context.tags();
        }
        if (context.tags().isEmpty()) {
            return caller.tags();
        }
        Map<String, String> both = new LinkedHashMap<>(context.tags());
        both.putAll(caller.tags());
        return both;
    }

    private static List<BudgetWindow> windows(List<Budget> budgets, Instant now) {
        BudgetWindow[] windows = new BudgetWindow[budgets.size()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = budgets.get(i).window(now);
        }
        return List.of(windows);
    }

    /**
     * Opens the account of a call.
     *
     * @throws CallRefusedException if the caller may not use the model or has reached a limit
     * @throws LLMBudgetExceededException if a budget is exhausted
     */
    static CallAccount begin(Ledger ledger, LLMCall call, CallTarget target) {
        Caller caller = caller(ledger, call);
        checkRight(caller, call, target);
        CallAccount account = new CallAccount(ledger, call, target, caller);
        try {
            account.reserve();
        } catch (RuntimeException e) {
            account.permit.end(0);
            throw e;
        }
        return account;
    }

    /**
     * Checks a call that costs nothing, and counts it towards the limits of calls.
     *
     * @throws CallRefusedException if the caller may not use the model or has reached a limit
     */
    static CallLimiter.Permit beginFree(Ledger ledger, LLMCall call, CallTarget target) {
        Caller caller = caller(ledger, call);
        checkRight(caller, call, target);
        return permit(ledger, call, caller, 0);
    }

    private static @Nullable Caller caller(Ledger ledger, LLMCall call) {
        return call.context()
                .caller()
                .flatMap(name -> ledger.callers().byName(name))
                .orElse(null);
    }

    private static void checkRight(@Nullable Caller caller, LLMCall call, CallTarget target) {
        call.context().permittedModels().ifPresent(patterns -> {
            CallContext context = call.context();
            Caller permitted = Caller.builder(context.caller().orElse(""))
                    .models(patterns.stream().map(ModelPattern::of).toList())
                    .build();
            if (patterns.isEmpty()) {
                throw CallRefusedException.forbidden(permitted.name() + " may not use any model");
            }
            checkRights(permitted, call, target);
        });
        checkRights(caller, call, target);
    }

    private static void checkRights(@Nullable Caller caller, LLMCall call, CallTarget target) {
        if (caller == null || caller.models().isEmpty()) {
            return;
        }
        String asked = call.config().modelNameIfSet().orElse("");
        if (!caller.mayUse(target.provider(), target.model()) && !caller.mayUseProfile(asked)) {
            throw CallRefusedException.forbidden(
                    caller.name() + " may not use " + (asked.isEmpty() ? target.toString() : asked));
        }
    }

    /** Acquires permits of the caller's and the profile's limits. */
    private static CallLimiter.Permit permit(Ledger ledger, LLMCall call, @Nullable Caller caller, long tokens) {
        List<LimitClaim> claims = List.of();
        if (caller != null) {
            claims = with(claims, CallLimiter.caller(caller.name()), caller.limits(), tokens);
        }
        String asked = call.config().modelNameIfSet().orElse("");
        claims = with(claims, "profile:" + asked, ledger.callers().profileLimits(asked), tokens);
        return ledger.limiter().begin(claims);
    }

    private static List<LimitClaim> with(List<LimitClaim> claims, String scope, CallerLimits limits, long tokens) {
        if (limits.isEmpty()) {
            return claims;
        }
        List<LimitClaim> more = new ArrayList<>(claims);
        more.add(new LimitClaim(scope, limits, tokens));
        return more;
    }

    /**
     * Permits an attempt on any route, retries and fallbacks included.
     *
     * @throws CallRefusedException if the caller may not use the model, or the provider or the model has reached a limit
     */
    private void admit(CallTarget route) {
        checkRight(caller, call, route);
        long tokens = inputTokens + reservedTokens;
        Callers callers = ledger.callers();
        List<LimitClaim> claims =
                with(List.of(), "provider:" + route.provider(), callers.providerLimits(route.provider()), tokens);
        routePermits.add(ledger.limiter()
                .begin(with(claims, "model:" + route, callers.modelLimits(route.provider(), route.model()), tokens)));
    }

    private long expectedOutput() {
        if (call instanceof EmbeddingRequest) {
            return 0;
        }
        long expected = ledger.outputs().expected(context.caller().orElse(""), model);
        Optional<Integer> most = call.config().maxTokensIfSet();
        return choices * (most.isPresent() ? Math.min(expected, most.get()) : expected);
    }

    private void reserve() {
        if (windows.isEmpty() || (quote != null && quote.isFree())) {
            return;
        }
        if (quote == null) {
            if (ledger.config().refusesUnpriced || budgets.stream().anyMatch(Budget::refusesUnpriced)) {
                throw refused("the price of " + (model.isEmpty() ? asked : model) + " is not known", null);
            }
            // The provider may report a cost, or answer with a model whose price is known: a budget with nothing left
            // refuses that, too.
            ReserveResult result = reserve(1);
            if (!result.isGranted()) {
                throw refused(EXHAUSTED, result.refusedBy().orElse(null));
            }
            return;
        }
        long nanos = quote.nanos(Usage.of(inputTokens, reservedTokens));
        ReserveResult result = reserve(nanos);
        if (!result.isGranted() && action(result) == OnExhausted.FIT) {
            result = fit(result, quote);
        }
        if (!result.isGranted()) {
            throw refused(EXHAUSTED, result.refusedBy().orElse(null));
        }
    }

    /** Lowers the maximum of tokens to what is left; a call whose input exceeds it is still refused. */
    private ReserveResult fit(ReserveResult refused, Quote prices) {
        long input = prices.nanos(Usage.of(inputTokens, 0));
        long perMillion = prices.nanos(Usage.of(inputTokens, 1_000_000)) - input;
        if (perMillion <= 0 || refused.remainingNanos() <= input) {
            return refused;
        }
        long tokens = BigInteger.valueOf(refused.remainingNanos() - input)
                .multiply(BigInteger.valueOf(1_000_000))
                .divide(BigInteger.valueOf(perMillion))
                .min(BigInteger.valueOf(Integer.MAX_VALUE))
                .longValue();
        long tokensEach = tokens / choices;
        if (tokensEach < 1) {
            return refused;
        }
        ReserveResult result = reserve(prices.nanos(Usage.of(inputTokens, tokens)));
        if (result.isGranted()) {
            reservedTokens = tokens;
            fittedTokens = OptionalLong.of(tokensEach);
        }
        return result;
    }

    private ReserveResult reserve(long nanos) {
        ReserveResult result;
        try {
            result = ledger.accounts().reserve(reservation, windows, nanos, expires());
        } catch (StoreException e) {
            throw refused(e.getMessage(), null);
        }
        if (result.isGranted()) {
            reservedNanos = nanos;
        }
        return result;
    }

    private Instant expires() {
        return ledger.config().clock.instant().plus(call.deadline().remaining()).plus(GRACE);
    }

    private OnExhausted action(ReserveResult refused) {
        return refused.refusedBy()
                .map(windows::indexOf)
                .filter(index -> index >= 0)
                .map(index -> budgets.get(index).onExhausted())
                .orElse(OnExhausted.FINISH);
    }

    /** Creates the exception, with the time at which the budget is renewed but not its amount. */
    private LLMBudgetExceededException refused(String why, @Nullable BudgetWindow window) {
        ErrorDetails.Builder details =
                ErrorDetails.builder().reason(FailureReason.QUOTA).retryable(false);
        String who = "";
        if (window != null) {
            who = " (" + window.budget() + ")";
            if (!window.end().equals(Instant.MAX)) {
                Duration reset = Duration.between(ledger.config().clock.instant(), window.end());
                details.retryAfter(reset.isNegative() ? Duration.ZERO : reset);
            }
        }
        return new LLMBudgetExceededException(why + who, null, details.build());
    }

    /** Returns the call to execute: its attempts are checked, and its {@code max_tokens} is lowered if the budget requires it. */
    @SuppressWarnings("unchecked") // a copy is of the same kind
    <C extends LLMCall> C admitted(C asIs) {
        boolean restricted = (caller != null && !caller.models().isEmpty())
                || context.permittedModels().isPresent();
        C guarded = !restricted && !ledger.callers().hasRouteLimits()
                ? asIs
                : (C) asIs.toBuilder()
                        .context(context.toBuilder().attemptGuard(this::admit).build())
                        .build();
        return fittedTokens.isEmpty()
                ? guarded
                : LLMCall.withConfig(
                        guarded,
                        guarded.config().toBuilder()
                                .maxTokens((int) fittedTokens.getAsLong())
                                .build());
    }

    /**
     * Records streamed output.
     *
     * @throws LLMBudgetExceededException if a budget that stops calls is exhausted
     */
    void written(int more) {
        // The events are those of one answer; the model writes the others beside it.
        characters += (long) more * choices;
        long tokens = characters / CHARACTERS_PER_TOKEN;
        if (tokens <= reservedTokens || quote == null || reservedNanos == 0 || exhausted) {
            return;
        }
        long wanted = Math.max(tokens + 1, reservedTokens * 2);
        long nanos = quote.nanos(Usage.of(inputTokens, wanted));
        ReserveResult result;
        try {
            result = ledger.accounts().extend(reservation, windows, Math.max(0, nanos - reservedNanos), expires());
        } catch (StoreException e) {
            result = ReserveResult.GRANTED;
        }
        if (result.isGranted()) {
            reservedTokens = wanted;
            reservedNanos = nanos;
            return;
        }
        exhausted = true;
        if (action(result) == OnExhausted.STOP) {
            throw refused(
                    "the budget is used up, and the answer was cut",
                    result.refusedBy().orElse(null));
        }
    }

    LLMResponse answered(LLMResponse response) {
        if (!ended.compareAndSet(false, true)) {
            return response;
        }
        int answers = Math.min(choices, 1 + response.alternatives().size());
        ledger.outputs()
                .answered(context.caller().orElse(""), model, response.usage().outputTokens() / answers);
        Cost cost = settle(reported(response.metadata()));
        return response.withMetadata(known -> {
            if (madeAttempts()) {
                known.cost(cost);
            }
            if (fittedTokens.isPresent()) {
                List<String> dropped = new ArrayList<>(response.metadata().droppedParams());
                dropped.add("max_tokens (lowered to " + fittedTokens.getAsLong() + " by a budget)");
                known.droppedParams(dropped);
            }
            return known;
        });
    }

    EmbeddingResponse answered(EmbeddingResponse response) {
        if (!ended.compareAndSet(false, true)) {
            return response;
        }
        Cost cost = settle(reported(response.metadata()));
        return madeAttempts() ? response.withMetadata(known -> known.cost(cost)) : response;
    }

    /** Whether the call made attempts. An answer from a cache costs nothing and carries its original cost. */
    private boolean madeAttempts() {
        return call.record().attemptCount() > attemptsBefore;
    }

    /** Returns the cost reported by the provider; {@code null} if not reported or invalid. */
    private static @Nullable BigDecimal reported(ResponseMetadata metadata) {
        return metadata.cost()
                .flatMap(Cost::usd)
                .filter(usd -> usd.signum() >= 0 && usd.compareTo(MAX_REPORTED) <= 0)
                .orElse(null);
    }

    /** Ends a call without an answer: failed, truncated or abandoned. Its attempts are booked. */
    void failed() {
        if (ended.compareAndSet(false, true)) {
            settle(null);
        }
    }

    /** Books the attempts in place of the reservation and returns the cost of the whole call. */
    private Cost settle(@Nullable BigDecimal reported) {
        Instant now = ledger.config().clock.instant();
        List<Attempt> attempts = call.record().attempts();
        List<UsageRow> rows = new ArrayList<>(attempts.size());
        long nanos = 0;
        long tokens = 0;
        Cost.Source source = Cost.Source.UNKNOWN;
        boolean known = true;
        for (int i = Math.min(attemptsBefore, attempts.size()); i < attempts.size(); i++) {
            Attempt attempt = attempts.get(i);
            boolean answered = attempt.outcome().equals(Attempt.OK);
            UsageRow row = row(attempt, i + 1, now, answered ? reported : null);
            rows.add(row);
            call.record().cost(i, cost(row));
            tokens = NanoDollars.sum(tokens, row.usage().totalTokens());
            if (row.costSource() == Cost.Source.UNKNOWN) {
                known = false;
            } else {
                nanos = NanoDollars.sum(nanos, row.costNanos().orElse(0));
            }
            if (answered || source == Cost.Source.UNKNOWN) {
                source = row.costSource();
            }
        }
        long used = tokens;
        permit.end(used);
        List.copyOf(routePermits).forEach(route -> route.end(used));
        ledger.accounts().settle(rows, windows.isEmpty() ? null : new Settlement(reservation, windows, nanos));
        return known && source != Cost.Source.UNKNOWN ? Cost.of(NanoDollars.toUsd(nanos), source) : Cost.UNKNOWN;
    }

    private static Cost cost(UsageRow row) {
        return row.costNanos().isPresent()
                ? Cost.of(NanoDollars.toUsd(row.costNanos().getAsLong()), row.costSource())
                : Cost.UNKNOWN;
    }

    private UsageRow row(Attempt attempt, int number, Instant now, @Nullable BigDecimal reported) {
        Usage usage = attempt.usage();
        boolean estimated = attempt.isUsageEstimated();
        if (usage.inputTokens() == 0 && usage.outputTokens() > 0) {
            // The answer had begun, so the input was read; the provider did not come to tell how much it was.
            usage = usage.plus(Usage.of(inputTokens, 0));
            estimated = true;
        }
        UsageRow.Builder row = UsageRow.builder(now, context.requestId())
                .attempt(number)
                .caller(context.caller().orElse(""))
                .tags(tags)
                .session(context.session().orElse(""))
                .profile(call.record().profile().orElse(""))
                .provider(attempt.provider())
                .model(asked, attempt.model())
                .outcome(attempt.outcome())
                .usage(usage, estimated)
                .duration(attempt.duration(), attempt.timeToFirstToken().orElse(null));
        return price(row, attempt, usage, reported).build();
    }

    private UsageRow.Builder price(UsageRow.Builder row, Attempt attempt, Usage usage, @Nullable BigDecimal reported) {
        if (reported != null) {
            return row.cost(NanoDollars.of(reported), Cost.Source.PROVIDER);
        }
        boolean asPlanned =
                attempt.model().equals(target.model()) && attempt.provider().equals(target.provider());
        Quote prices = quote != null && asPlanned
                ? quote
                : ledger.prices()
                        .quote(attempt.provider(), attempt.model(), asked)
                        .orElse(null);
        boolean untold = usage.totalTokens() == 0 && attempt.outcome().equals(Attempt.OK);
        if (prices == null || (untold && !prices.isFree())) {
            return row.cost(0, Cost.Source.UNKNOWN);
        }
        return row.cost(prices.nanos(usage), prices.source());
    }
}
