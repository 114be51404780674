/**
 * What each provider's API accepts in a conversation, as one table ({@link dev.llmconnect.formats.rules.RequestRules}), and the step
 * that brings every request into those rules before it is written ({@link dev.llmconnect.formats.rules.RequestNormalizer}).
 */
@NullMarked
package dev.llmconnect.formats.rules;

import org.jspecify.annotations.NullMarked;
