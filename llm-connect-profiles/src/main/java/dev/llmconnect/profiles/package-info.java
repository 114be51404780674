/** Profiles: a name that stands for a provider, a model, call values and a policy. */
@NullMarked
package dev.llmconnect.profiles;

import org.jspecify.annotations.NullMarked;
