/**
 * What happens when a provider misbehaves: small adapters around adapters, each for one policy, usable alone or all together through
 * {@link dev.llmconnect.profiles.policy.PolicyStack}. {@code docs/resilience.md} tells fault by fault what they make of it.
 */
@NullMarked
package dev.llmconnect.profiles.policy;

import org.jspecify.annotations.NullMarked;
