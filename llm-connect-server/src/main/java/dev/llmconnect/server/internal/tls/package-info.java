/** TLS of the server's connections: certificates, their renewal, and the names of client certificates. */
@NullMarked
package dev.llmconnect.server.internal.tls;

import org.jspecify.annotations.NullMarked;
