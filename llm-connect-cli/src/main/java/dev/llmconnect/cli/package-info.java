/** The command line, which assembles providers, profiles and server into one program. */
@NullMarked
package dev.llmconnect.cli;

import org.jspecify.annotations.NullMarked;
