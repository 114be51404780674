package dev.llmconnect.profiles;

import org.jspecify.annotations.Nullable;

/**
 * One value of a profile, and which layer gave it.
 *
 * @param value as a JSON parser gives it; {@code null} only for an entry of {@code model_params}, which is then sent as {@code null}
 * @param source for people: {@code built in}, {@code file /etc/profiles.json}, or the name of an environment variable
 */
public record ProfileValue(@Nullable Object value, String source) {}
