/** The admin API and its page: what calls do now and did, what they cost, and who may make them. */
@NullMarked
package dev.llmconnect.server.admin;

import org.jspecify.annotations.NullMarked;
