/** Google Cloud: who asks (access tokens), and where Vertex AI is asked. Shared by the backends of the formats that Vertex serves. */
@NullMarked
package dev.llmconnect.providers.google;

import org.jspecify.annotations.NullMarked;
