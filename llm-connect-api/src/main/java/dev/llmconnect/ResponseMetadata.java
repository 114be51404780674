package dev.llmconnect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call beyond its answer: what llm-connect itself tells, typed, and what the provider adds, under the provider's own
 * names. Immutable and thread-safe.
 */
public final class ResponseMetadata {
    /** Nothing is known. */
    public static final ResponseMetadata NONE = builder().build();

    private static final String PROVIDER = "provider";
    private static final String PROFILE = "profile";
    private static final String REQUEST_ID = "request_id";
    private static final String PROVIDER_REQUEST_ID = "provider_request_id";
    private static final String ATTEMPTS = "attempts";
    private static final String DROPPED_PARAMS = "dropped_params";
    private static final String COST_USD = "cost_usd";
    private static final String COST_SOURCE = "cost_source";

    /** Of these names, no extra can be: the wire contract, section 2, gives them a meaning. */
    static final Set<String> RESERVED = Set.of(
            PROVIDER,
            PROFILE,
            REQUEST_ID,
            PROVIDER_REQUEST_ID,
            ATTEMPTS,
            DROPPED_PARAMS,
            COST_USD,
            COST_SOURCE,
            "provider_finish_reason",
            "reasoning",
            "refusal",
            "tool_calls",
            "usage_details",
            "citations",
            "media");

    private final @Nullable String provider;
    private final @Nullable String profile;
    private final @Nullable String requestId;
    private final @Nullable String providerRequestId;
    private final List<Attempt> attempts;
    private final List<String> droppedParams;
    private final @Nullable Cost cost;
    private final Map<String, Object> extras;

    private ResponseMetadata(Builder builder) {
        provider = builder.provider;
        profile = builder.profile;
        requestId = builder.requestId;
        providerRequestId = builder.providerRequestId;
        attempts = builder.attempts;
        droppedParams = builder.droppedParams;
        cost = builder.cost;
        extras = builder.extras;
    }

    /** Starts with nothing known. */
    public static Builder builder() {
        return new Builder();
    }

    /** The provider that answered. */
    public Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    /** The profile that was used. */
    public Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** The id of the call. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** The provider's own id of the request, to ask its support about. */
    public Optional<String> providerRequestId() {
        return Optional.ofNullable(providerRequestId);
    }

    /** Every attempt, in the order in which they ended; empty where only one was made and nobody recorded it. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** What was left out of the request because the model or format does not take it, and nobody asked for it. */
    public List<String> droppedParams() {
        return droppedParams;
    }

    /** The cost; empty where nobody has looked for it, {@link Cost#UNKNOWN} where no price is known. */
    public Optional<Cost> cost() {
        return Optional.ofNullable(cost);
    }

    /** What the provider tells beyond that, by its own names; values as for a JSON writer. */
    public Map<String, Object> extras() {
        return extras;
    }

    /** By the names of the wire contract, section 2, for any JSON library; the extras stand beside ours. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = known();
        map.putAll(extras);
        return map;
    }

    /** As {@link #toMap()}, without the extras. */
    public Map<String, Object> known() {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, PROVIDER, provider);
        put(map, PROFILE, profile);
        put(map, REQUEST_ID, requestId);
        put(map, PROVIDER_REQUEST_ID, providerRequestId);
        if (!attempts.isEmpty()) {
            map.put(ATTEMPTS, attempts.stream().map(Attempt::toMap).toList());
        }
        if (!droppedParams.isEmpty()) {
            map.put(DROPPED_PARAMS, droppedParams);
        }
        if (cost != null) {
            cost.usd().ifPresent(usd -> map.put(COST_USD, usd));
            map.put(COST_SOURCE, cost.source().value());
        }
        return map;
    }

    /**
     * Reads {@link #toMap()} back. A name of ours whose value has another type is left out.
     *
     * @param map {@code metadata} of the wire contract
     */
    public static ResponseMetadata fromMap(Map<String, ?> map) {
        Builder builder = builder()
                .provider(text(map.get(PROVIDER)))
                .profile(text(map.get(PROFILE)))
                .requestId(text(map.get(REQUEST_ID)))
                .providerRequestId(text(map.get(PROVIDER_REQUEST_ID)));
        if (map.get(ATTEMPTS) instanceof List<?> list) {
            List<Attempt> attempts = new ArrayList<>();
            list.forEach(item -> {
                if (item instanceof Map<?, ?> attempt) {
                    attempts.add(Attempt.fromMap(attempt));
                }
            });
            builder.attempts(attempts);
        }
        if (map.get(DROPPED_PARAMS) instanceof List<?> list) {
            builder.droppedParams(list.stream().map(String::valueOf).toList());
        }
        builder.cost(cost(map));
        map.forEach((name, value) -> {
            if (!RESERVED.contains(name) && value != null) {
                builder.extra(name, value);
            }
        });
        return builder.build();
    }

    private static @Nullable Cost cost(Map<String, ?> map) {
        String source = text(map.get(COST_SOURCE));
        if (map.get(COST_USD) instanceof Number usd) {
            try {
                return Cost.of(new BigDecimal(usd.toString()), source(source));
            } catch (NumberFormatException e) {
                return Cost.UNKNOWN;
            }
        }
        return source == null ? null : Cost.UNKNOWN;
    }

    /** Servers before {@code cost_source} told only costs of the provider's own. */
    private static Cost.Source source(@Nullable String name) {
        for (Cost.Source source : Cost.Source.values()) {
            if (source != Cost.Source.UNKNOWN && source.value().equals(name)) {
                return source;
            }
        }
        return Cost.Source.PROVIDER;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /** A builder that starts as a copy. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.provider = provider;
        builder.profile = profile;
        builder.requestId = requestId;
        builder.providerRequestId = providerRequestId;
        builder.attempts = attempts;
        builder.droppedParams = droppedParams;
        builder.cost = cost;
        builder.extras = extras;
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResponseMetadata metadata
                && Objects.equals(provider, metadata.provider)
                && Objects.equals(profile, metadata.profile)
                && Objects.equals(requestId, metadata.requestId)
                && Objects.equals(providerRequestId, metadata.providerRequestId)
                && attempts.equals(metadata.attempts)
                && droppedParams.equals(metadata.droppedParams)
                && Objects.equals(cost, metadata.cost)
                && extras.equals(metadata.extras);
    }

    @Override
    public int hashCode() {
        return Objects.hash(provider, profile, requestId, providerRequestId, attempts, droppedParams, cost, extras);
    }

    /** Shows what is ours, and of the extras the names only. */
    @Override
    public String toString() {
        return "ResponseMetadata[" + known() + ", extras " + extras.keySet() + "]";
    }

    /** Sets what is known. Not thread-safe. */
    public static final class Builder {
        private @Nullable String provider;
        private @Nullable String profile;
        private @Nullable String requestId;
        private @Nullable String providerRequestId;
        private List<Attempt> attempts = List.of();
        private List<String> droppedParams = List.of();
        private @Nullable Cost cost;
        // Replaced and never changed, so that copies can share it.
        private Map<String, Object> extras = Map.of();

        private Builder() {}

        /** The provider that answered. */
        public Builder provider(@Nullable String name) {
            provider = name;
            return this;
        }

        /** The provider that answered, unless one is known. */
        public Builder providerIfAbsent(String name) {
            provider = provider == null ? name : provider;
            return this;
        }

        /** The id of the call, unless one is known. */
        public Builder requestIdIfAbsent(String id) {
            requestId = requestId == null ? id : requestId;
            return this;
        }

        /** The profile that was used. */
        public Builder profile(@Nullable String name) {
            profile = name;
            return this;
        }

        /** The id of the call. */
        public Builder requestId(@Nullable String id) {
            requestId = id;
            return this;
        }

        /** The provider's own id of the request. */
        public Builder providerRequestId(@Nullable String id) {
            providerRequestId = id;
            return this;
        }

        /** Replaces the attempts. */
        public Builder attempts(List<Attempt> inOrder) {
            attempts = List.copyOf(inOrder);
            return this;
        }

        /** The attempts, unless some are known. */
        public Builder attemptsIfAbsent(List<Attempt> inOrder) {
            return attempts.isEmpty() ? attempts(inOrder) : this;
        }

        /** Replaces the names of what was left out. */
        public Builder droppedParams(List<String> names) {
            droppedParams = List.copyOf(names);
            return this;
        }

        /** The cost. */
        public Builder cost(@Nullable Cost known) {
            cost = known;
            return this;
        }

        /**
         * What the provider tells beyond that, by its own name.
         *
         * @throws IllegalArgumentException for a name that the wire contract gives a meaning
         */
        public Builder extra(String name, Object value) {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("`" + name + "` is no extra: the wire contract gives it a meaning");
            }
            Map<String, Object> more = new LinkedHashMap<>(extras);
            more.put(name, value);
            extras = Collections.unmodifiableMap(more);
            return this;
        }

        /** The metadata. */
        public ResponseMetadata build() {
            return new ResponseMetadata(this);
        }
    }
}
