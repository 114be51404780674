package dev.llmconnect.server.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.HttpRoute;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final RouteTable TABLE = table(
            "GET /models/{id...}",
            "GET /models",
            "POST /models/{model}:generate",
            "POST /models/{model}:generateStream",
            "POST /models/{action}",
            "GET /models/special",
            "DELETE /models/{id}/versions/{version}",
            "GET /files/v{version}.json");

    @ParameterizedTest
    @CsvSource({
        "GET, /models, GET /models, {}",
        "GET, /models//, GET /models/{id...}, {id=/}",
        "GET, /models/a, GET /models/{id...}, {id=a}",
        "GET, /models/a/b:generate, GET /models/{id...}, {id=a/b:generate}",
        "HEAD, /models/special, GET /models/special, {}",
        "POST, /models/a:b:generate, POST /models/{model}:generate, {model=a:b}",
        "POST, /models/a:generateStream, POST /models/{model}:generateStream, {model=a}",
        "POST, /models/:generate, POST /models/{action}, {action=:generate}",
        "POST, /models/special, POST /models/{action}, {action=special}",
        "DELETE, /models/a%2Fb/versions/3, DELETE /models/{id}/versions/{version}, '{id=a%2Fb, version=3}'",
        "GET, /files/v12.json, GET /files/v{version}.json, {version=12}"
    })
    void theMostSpecificPatternWins(String method, String path, String route, String parameters) {
        assertThat(TABLE.find(method, path)).hasValueSatisfying(match -> {
            assertThat(match.route()).hasToString(route);
            assertThat(match.parameters()).hasToString(parameters);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/model", "/models2", "/models/", "/files/v.json", "/files/v1xjson", "*"})
    void whatMatchesNoPatternIsNotFound(String path) {
        assertThat(TABLE.find("GET", path)).isEmpty();
        assertThat(TABLE.rejection(head("GET", path)).status()).isEqualTo(404);
    }

    @Test
    void aPathWithoutTheMethodIsNotAllowedAndNamesThoseOfEveryPatternThatMatches() {
        RequestRejectedException rejection = TABLE.rejection(head("PUT", "/models/a:generate"));

        assertThat(rejection.status()).isEqualTo(405);
        assertThat(rejection.headers()).containsEntry("Allow", "POST, GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"models", "/a{b", "/a}", "/{a}{b}", "/{a...}/b", "/{a}/{a}", "/{}", "/{a b}", "/{a..}", "/{{a}}"
            })
    void aMalformedPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> table("GET " + pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoRoutesForTheSameRequestsAreRefused() {
        assertThatThrownBy(() -> table("GET /a/{b}", "GET /a/{c}"))
                .hasMessage("there are two routes for the same requests: GET /a/{b}, GET /a/{c}");
        assertThat(table("GET /a/{b}", "POST /a/{c}").find("POST", "/a/1")).isPresent();
    }

    @Test
    void aParameterIsDecodedOnceAndStrictly() {
        HttpRoute route = HttpRoute.blocking("GET", "/{a}", request -> HttpResponse.empty(204));

        assertThat(new MatchedRoute(route, Map.of("a", "x%252Fy+z")).parameter("a"))
                .isEqualTo("x%2Fy+z");
        for (String malformed : List.of("%", "%4", "%zz", "%ff", "a%C3")) {
            assertThatThrownBy(() -> new MatchedRoute(route, Map.of("a", malformed)).parameter("a"))
                    .hasMessage("the parameter `a` of the path is not percent-encoded UTF-8");
        }
        assertThatThrownBy(() -> new MatchedRoute(route, Map.of()).parameter("b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static RouteTable table(String... routes) {
        return new RouteTable(Arrays.stream(routes)
                .map(route -> route.split(" ", 2))
                .map(parts -> HttpRoute.blocking(parts[0], parts[1], request -> HttpResponse.empty(204)))
                .toList());
    }

    private static RequestHead head(String method, String path) {
        return new RequestHead(method, path, "", true, true, name -> List.of());
    }
}
