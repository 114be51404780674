/**
 * Resilience policies. Each is a small decorator of an adapter, usable alone or combined by
 * {@link dev.llmconnect.profiles.policy.PolicyStack}. {@code docs/resilience.md} lists their behavior fault by fault.
 */
@NullMarked
package dev.llmconnect.profiles.policy;

import org.jspecify.annotations.NullMarked;
