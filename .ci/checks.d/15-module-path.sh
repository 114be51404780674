#!/usr/bin/env bash
# Calls a provider with the jars on the module path, where OkHttp shows its internals to nobody. After 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=target/module-path
rm -rf "$folder"
mkdir -p "$folder/jars"
mvn -B -ntp -q -pl llm-connect-providers org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DincludeScope=runtime "-DoutputDirectory=$PWD/$folder/jars"
cp llm-connect-providers/target/llm-connect-providers-*.jar "$folder/jars/"
rm -f "$folder"/jars/*-sources.jar "$folder"/jars/*-javadoc.jar

cat >"$folder/Call.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.spi.AdapterSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

class Call {
    public static void main(String[] args) throws Exception {
        byte[] answer = """
                {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"called"}}]}"""
                .getBytes();
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", call -> {
            call.getRequestBody().readAllBytes();
            call.getResponseHeaders().add("Content-Type", "application/json");
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        provider.start();
        Map<String, String> environment = Map.of(
                "OPENROUTER_API_KEY", "test-key-of-nobody",
                "LLM_CONNECT_OPENROUTER_BASE_URL", "http://127.0.0.1:" + provider.getAddress().getPort());
        try (var adapter = LLMAdapters.create("openrouter", AdapterSettings.of(environment))) {
            System.out.println(adapter.execute(LLMRequest.of("Hello")).content() + " from " + adapter.getClass().getModule());
        } finally {
            provider.stop(0);
        }
    }
}
JAVA
said=$(java -p "$folder/jars" --add-modules ALL-MODULE-PATH "$folder/Call.java")
echo "$said"
case $said in
  "called from module dev.llmconnect"*) ;;
  *) exit 1 ;;
esac
