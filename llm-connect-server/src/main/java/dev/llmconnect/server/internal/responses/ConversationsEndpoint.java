package dev.llmconnect.server.internal.responses;

import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.responses.ConversationBody;
import dev.llmconnect.formats.responses.ConversationItems;
import dev.llmconnect.server.HttpFeature;
import dev.llmconnect.server.HttpHandler;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import dev.llmconnect.server.Routing;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import dev.llmconnect.server.internal.openapi.JsonSchemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/conversations}: OpenAI's Conversations API, of the conversations that this server keeps in memory, also under Azure's path.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/conversations">OpenAI's API reference</a>.
 */
public final class ConversationsEndpoint implements HttpFeature {
    private static final List<String> PATHS = List.of("/v1/conversations", "/openai/v1/conversations");
    private static final String ID = "id";
    private static final String ITEM = "item";
    private static final String ITEMS = "items";
    private static final String METADATA = "metadata";
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final String ASCENDING = "asc";
    private static final String DESCENDING = "desc";

    private final ConversationStore store;

    /** @param store has the conversations */
    public ConversationsEndpoint(ConversationStore store) {
        this.store = store;
    }

    @Override
    public void setup(Routing routing) {
        for (String path : PATHS) {
            Routes routes = new Routes(routing, path);
            routes.add(
                    "POST",
                    "",
                    "Creates a conversation",
                    this::create,
                    text -> text.takes(JsonSchemas.object()
                            .optional(ITEMS, items())
                            .optional(METADATA, metadata())
                            .open()
                            .build()));
            routes.add("GET", "/{id}", "Gets a conversation", this::get, text -> text);
            routes.add(
                    "POST",
                    "/{id}",
                    "Replaces a conversation's metadata",
                    this::update,
                    text -> text.takes(JsonSchemas.object()
                            .required(METADATA, metadata())
                            .open()
                            .build()));
            routes.add("DELETE", "/{id}", "Deletes a conversation", this::delete, text -> text);
            routes.add(
                    "GET",
                    "/{id}/items",
                    "Lists the items of a conversation",
                    this::list,
                    text -> text.query(
                                    "limit",
                                    JsonSchemas.between(1, MAX_LIMIT),
                                    "Maximum number of items; 20 by default")
                            .query("after", JsonSchemas.text(), "Id of the item after which the list begins")
                            .query(
                                    "order",
                                    JsonSchemas.oneOf(List.of(ASCENDING, DESCENDING)),
                                    "Oldest or newest first; newest by default"));
            routes.add(
                    "POST",
                    "/{id}/items",
                    "Adds items to a conversation",
                    this::add,
                    text -> text.takes(
                            JsonSchemas.object().required(ITEMS, items()).open().build()));
            routes.add("GET", "/{id}/items/{item}", "Gets an item of a conversation", this::getItem, text -> text);
            routes.add(
                    "DELETE",
                    "/{id}/items/{item}",
                    "Deletes an item of a conversation",
                    this::deleteItem,
                    text -> text);
        }
    }

    /** Adds routes under a path. */
    private record Routes(Routing routing, String path) {
        void add(
                String method,
                String rest,
                String summary,
                HttpHandler handler,
                UnaryOperator<RouteDescription> description) {
            routing.add(HttpRoute.blocking(method, path + rest, handler)
                    .withErrors(OpenAIErrors.OF_INPUT)
                    .describedAs(() -> description.apply(
                            RouteDescription.of(summary).group(path.startsWith("/openai") ? "Azure" : "OpenAI"))));
        }
    }

    private static Map<String, Object> items() {
        return JsonSchemas.listOf(JsonSchemas.object().open().build());
    }

    private static Map<String, Object> metadata() {
        return JsonSchemas.nullable(JsonSchemas.mapOf(JsonSchemas.text()));
    }

    private HttpResponse create(HttpRequest request) {
        ConversationBody body = store.read(request.context(), request.json());
        return HttpResponse.json(200, store.create(request.context(), body));
    }

    private HttpResponse get(HttpRequest request) {
        String id = request.pathParameter(ID);
        return HttpResponse.json(200, store.find(request.context(), id).orElseThrow(() -> notFound(id)));
    }

    private HttpResponse update(HttpRequest request) {
        String id = request.pathParameter(ID);
        ConversationBody body = store.read(request.context(), request.json(), METADATA);
        return HttpResponse.json(200, store.update(request.context(), id, body).orElseThrow(() -> notFound(id)));
    }

    private HttpResponse delete(HttpRequest request) {
        String id = request.pathParameter(ID);
        if (!store.remove(request.context(), id)) {
            throw notFound(id);
        }
        Map<String, Object> deleted = new LinkedHashMap<>();
        deleted.put(ID, id);
        deleted.put("object", "conversation.deleted");
        deleted.put("deleted", true);
        return HttpResponse.json(200, deleted);
    }

    private HttpResponse list(HttpRequest request) {
        String id = request.pathParameter(ID);
        int limit = request.queryParameter("limit")
                .map(ConversationsEndpoint::limit)
                .orElse(DEFAULT_LIMIT);
        String order = request.queryParameter("order").orElse(DESCENDING);
        if (!order.equals(ASCENDING) && !order.equals(DESCENDING)) {
            throw invalid("order", "'asc' or 'desc'");
        }
        ConversationPage page = store.page(
                        request.context(), id, request.queryParameter("after"), limit, order.equals(ASCENDING))
                .orElseThrow(() -> notFound(id));
        return list(page.items(), page.hasMore());
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MAX_LIMIT) {
            throw invalid("limit", "an integer from 1 to " + MAX_LIMIT);
        }
        return limit;
    }

    private static InvalidParamException invalid(String name, String accepted) {
        return new InvalidParamException(
                name, "invalid_value", "Invalid value for '" + name + "': expected " + accepted + ".");
    }

    private HttpResponse add(HttpRequest request) {
        String id = request.pathParameter(ID);
        ConversationBody body = store.read(request.context(), request.json(), ITEMS);
        return list(store.add(request.context(), id, body).orElseThrow(() -> notFound(id)), false);
    }

    private static HttpResponse list(List<Map<String, @Nullable Object>> items, boolean hasMore) {
        Map<String, @Nullable Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", items);
        list.put("first_id", items.isEmpty() ? null : ConversationItems.id(items.get(0)));
        list.put("last_id", items.isEmpty() ? null : ConversationItems.id(items.get(items.size() - 1)));
        list.put("has_more", hasMore);
        return HttpResponse.json(200, list);
    }

    private HttpResponse getItem(HttpRequest request) {
        String id = request.pathParameter(ID);
        String itemId = request.pathParameter(ITEM);
        return HttpResponse.json(
                200, store.item(request.context(), id, itemId).orElseThrow(() -> notFound(request, id, itemId)));
    }

    private HttpResponse deleteItem(HttpRequest request) {
        String id = request.pathParameter(ID);
        String itemId = request.pathParameter(ITEM);
        return HttpResponse.json(
                200, store.removeItem(request.context(), id, itemId).orElseThrow(() -> notFound(request, id, itemId)));
    }

    private RequestRejectedException notFound(HttpRequest request, String id, String itemId) {
        return store.find(request.context(), id).isEmpty()
                ? notFound(id)
                : RequestRejectedException.notFound("Item with id '" + itemId + "' not found.");
    }

    private static RequestRejectedException notFound(String id) {
        return RequestRejectedException.notFound("Conversation with id '" + id + "' not found.");
    }
}
