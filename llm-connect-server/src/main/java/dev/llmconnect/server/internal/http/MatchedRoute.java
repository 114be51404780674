package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.HttpRoute;
import java.util.Map;

/**
 * The route of one request.
 *
 * @param parameters those of the route's pattern, not decoded
 */
public record MatchedRoute(HttpRoute route, Map<String, String> parameters) {
    /**
     * The decoded value of a parameter.
     *
     * @throws dev.llmconnect.LLMInvalidRequestException when it is not percent-encoded UTF-8
     * @throws IllegalArgumentException when the pattern has no such parameter
     */
    public String parameter(String name) {
        String encoded = parameters.get(name);
        if (encoded == null) {
            throw new IllegalArgumentException("the route " + route + " has no parameter " + name);
        }
        return UrlText.decodePath("the parameter `" + name + "` of the path", encoded);
    }
}
