/** What is known of single models: the parameters they refuse or want under another name. */
@NullMarked
package dev.llmconnect.formats.models;

import org.jspecify.annotations.NullMarked;
