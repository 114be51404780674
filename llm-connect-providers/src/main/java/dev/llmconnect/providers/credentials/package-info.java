/** Credentials that expire and are renewed. */
@NullMarked
package dev.llmconnect.providers.credentials;

import org.jspecify.annotations.NullMarked;
