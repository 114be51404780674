/** Tests of Spring Boot applications without a provider. */
@NullMarked
package dev.llmconnect.spring.test;

import org.jspecify.annotations.NullMarked;
