/** JSON as plain trees with exact numbers: how requests and answers are read, and how they are written. */
@NullMarked
package dev.llmconnect.formats.json;

import org.jspecify.annotations.NullMarked;
