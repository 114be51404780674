/** AWS: credentials as AWS's default chain finds them, the region, and the signature of a request. */
@NullMarked
package dev.llmconnect.providers.aws;

import org.jspecify.annotations.NullMarked;
