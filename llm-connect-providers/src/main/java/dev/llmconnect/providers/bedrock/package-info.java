/** Amazon Bedrock: Converse and ConverseStream, with AWS's signature and AWS's binary event streams. */
@NullMarked
package dev.llmconnect.providers.bedrock;

import org.jspecify.annotations.NullMarked;
