package dev.llmconnect.server.internal.responses;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a conversation.
 *
 * @param hasMore whether further ones follow
 */
record ConversationPage(List<Map<String, @Nullable Object>> items, boolean hasMore) {}
