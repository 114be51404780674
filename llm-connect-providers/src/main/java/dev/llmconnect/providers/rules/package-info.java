/**
 * What each provider's API accepts in a conversation, as one table ({@link dev.llmconnect.providers.rules.RequestRules}), and the step
 * that brings every request into those rules before it is written ({@link dev.llmconnect.providers.rules.RequestNormalizer}).
 */
@NullMarked
package dev.llmconnect.providers.rules;

import org.jspecify.annotations.NullMarked;
