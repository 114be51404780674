package dev.llmconnect.profiles;

import org.jspecify.annotations.Nullable;

/**
 * Value of a profile and its source.
 *
 * @param value value as parsed from JSON; {@code null} only for an entry of {@code model_params}, which is then sent as
 *     {@code null}
 * @param source {@code built in}, {@code file /etc/profiles.json}, or the name of an environment variable
 */
public record ProfileValue(@Nullable Object value, String source) {}
