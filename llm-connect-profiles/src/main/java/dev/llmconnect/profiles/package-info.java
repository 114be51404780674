/** Profiles: named combinations of provider, model, call values and policies. */
@NullMarked
package dev.llmconnect.profiles;

import org.jspecify.annotations.NullMarked;
