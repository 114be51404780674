/** JSON as plain trees with exact numbers, and a lenient way to read them. */
@NullMarked
package dev.llmconnect.formats.json;

import org.jspecify.annotations.NullMarked;
