/** Spring Boot auto-configuration: adapters as beans, health, meters, observations and graceful shutdown. */
@NullMarked
package dev.llmconnect.spring;

import org.jspecify.annotations.NullMarked;
