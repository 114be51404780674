/** Tools in Java: methods and functions the model may call, and the loop that runs them. */
@NullMarked
package dev.llmconnect.tools;

import org.jspecify.annotations.NullMarked;
