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
 * Metadata of a response: typed values set by llm-connect, and extras under the provider's own names. Immutable and thread-safe.
 */
public final class ResponseMetadata {
    /** Metadata with no values set. */
    public static final ResponseMetadata NONE = builder().build();

    private static final int MAX_ID_LENGTH = 200;
    private static final String PROVIDER = "provider";
    private static final String PROFILE = "profile";
    private static final String REQUEST_ID = "request_id";
    private static final String PROVIDER_REQUEST_ID = "provider_request_id";
    private static final String ATTEMPTS = "attempts";
    private static final String DROPPED_PARAMS = "dropped_params";
    private static final String COST_USD = "cost_usd";
    private static final String COST_SOURCE = "cost_source";

    /** Names defined by the wire contract (section 2), which extras cannot use. */
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

    /** Returns a builder with no values set. */
    public static Builder builder() {
        return new Builder();
    }

    /** The provider that answered. */
    public Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    /** Profile that served the call. */
    public Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** Request id of the call. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** Provider's request id, for support requests. */
    public Optional<String> providerRequestId() {
        return Optional.ofNullable(providerRequestId);
    }

    /** Attempts in the order in which they ended; empty if there was only one and it was not recorded. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** Names of parameters omitted because the model or wire format does not support them and the caller did not set them. */
    public List<String> droppedParams() {
        return droppedParams;
    }

    /** Cost of the call; empty if not computed, {@link Cost#UNKNOWN} if the price is unknown. */
    public Optional<Cost> cost() {
        return Optional.ofNullable(cost);
    }

    /** Additional values under the provider's own names, as JSON values. */
    public Map<String, Object> extras() {
        return extras;
    }

    /** Returns the JSON form of the wire contract (section 2), including the extras. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = toMapWithoutExtras();
        map.putAll(extras);
        return map;
    }

    /** Returns {@link #toMap()} without the extras. */
    public Map<String, Object> toMapWithoutExtras() {
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
     * Parses the form that {@link #toMap()} returns. Contract fields of another type are ignored.
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
            builder.droppedParams(
                    list.stream().map(String::valueOf).map(Redactor::redact).toList());
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

    /** Returns the source of a cost. Servers that predate {@code cost_source} reported provider costs only. */
    private static Cost.Source source(@Nullable String name) {
        for (Cost.Source source : Cost.Source.values()) {
            if (source != Cost.Source.UNKNOWN && source.value().equals(name)) {
                return source;
            }
        }
        return Cost.Source.PROVIDER;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? Redactor.redact(text) : null;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }

    /** Returns a builder with the values of this metadata. */
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

    /** Returns the typed values, and only the names of the extras. */
    @Override
    public String toString() {
        return "ResponseMetadata[" + toMapWithoutExtras() + ", extras " + extras.keySet() + "]";
    }

    /** Builder of a {@link ResponseMetadata}. Not thread-safe. */
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
        /** What the extras show, where it belongs to no metadata yet: a copy for each extra would take the square of the time. */
        private @Nullable Map<String, Object> growing;

        private Builder() {}

        /** Sets the provider that answered. Default: none. */
        public Builder provider(@Nullable String name) {
            provider = name;
            return this;
        }

        /** Sets the provider that answered, unless already set. */
        public Builder providerIfAbsent(String name) {
            provider = provider == null ? name : provider;
            return this;
        }

        /** Sets the request id of the call, unless already set. */
        public Builder requestIdIfAbsent(String id) {
            requestId = requestId == null ? id : requestId;
            return this;
        }

        /** Sets the profile that served the call. Default: none. */
        public Builder profile(@Nullable String name) {
            profile = name;
            return this;
        }

        /** Sets the request id of the call. Default: none. */
        public Builder requestId(@Nullable String id) {
            requestId = id;
            return this;
        }

        /** Sets the provider's request id; redacted and cut. Default: none. */
        public Builder providerRequestId(@Nullable String id) {
            providerRequestId = id == null ? null : Redactor.redact(id, MAX_ID_LENGTH);
            return this;
        }

        /** Replaces the attempts. */
        public Builder attempts(List<Attempt> value) {
            attempts = List.copyOf(value);
            return this;
        }

        /** Sets the attempts, unless already set. */
        public Builder attemptsIfAbsent(List<Attempt> value) {
            return attempts.isEmpty() ? attempts(value) : this;
        }

        /** Replaces the names of omitted parameters. */
        public Builder droppedParams(List<String> names) {
            droppedParams = List.copyOf(names);
            return this;
        }

        /** Sets the cost. Default: none. */
        public Builder cost(@Nullable Cost value) {
            cost = value;
            return this;
        }

        /**
         * Adds a value under the provider's own name. A string is redacted.
         *
         * @throws IllegalArgumentException if the name is defined by the wire contract
         */
        public Builder extra(String name, Object value) {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("`" + name + "` cannot be an extra: the wire contract defines it");
            }
            Map<String, Object> more = growing;
            if (more == null) {
                more = new LinkedHashMap<>(extras);
                growing = more;
                extras = Collections.unmodifiableMap(more);
            }
            more.putAll(RedactedFields.of(Map.of(name, value)));
            return this;
        }

        /** Creates the metadata. */
        public ResponseMetadata build() {
            growing = null;
            return new ResponseMetadata(this);
        }
    }
}
