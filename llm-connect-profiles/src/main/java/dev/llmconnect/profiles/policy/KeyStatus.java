package dev.llmconnect.profiles.policy;

/**
 * Status of the keys of a provider with several keys.
 *
 * @param provider name of the provider
 * @param total number of keys
 * @param resting number of keys that are skipped for a while, since the provider rate limited or refused them
 */
public record KeyStatus(String provider, int total, int resting) {}
