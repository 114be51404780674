#!/usr/bin/env bash
# Programs with a module-info of their own: what they require is dev.llmconnect.api, and no --add-modules is given. They call a
# provider of ours, one of a plugin (examples/provider-plugin) and a server; and what is not exported cannot be compiled against.
# The plugin is called on the class path, too. After 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java_home=${JAVA_HOME:+$JAVA_HOME/bin/}
work=target/module-path
jars=$work/jars
rm -rf "$work"
mkdir -p "$jars"

# All that an embedding program with providers, profiles and a server has.
mvn -B -ntp -q -pl llm-connect-cli org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DincludeScope=runtime -DexcludeArtifactIds=picocli,slf4j-api,slf4j-jdk14 "-DoutputDirectory=$PWD/$jars"
for library in api formats providers profiles server; do
  [ -f "$jars/llm-connect-$library-"*.jar ] || { echo "no jar of llm-connect-$library in $jars"; exit 1; }
  # A description that is only a name would be an automatic module.
  "${java_home}jar" --describe-module --file "$jars"/llm-connect-$library-*.jar | grep -q "^dev.llmconnect.$library" ||
    { echo "llm-connect-$library describes no module dev.llmconnect.$library"; exit 1; }
done
mvn -B -ntp -q -f examples/provider-plugin/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DincludeScope=runtime "-DoutputDirectory=$PWD/$work"
mv "$work"/minimal-json-*.jar "$work/json.jar"

# The example's classes as a module, with its library beside it. (The jar for the plugin folder holds both, and needs no description.)
mkdir -p "$work/acme"
cp -R examples/provider-plugin/src/main/java/example "$work/acme/"
cat >"$work/acme/module-info.java" <<'JAVA'
module example.acme {
    requires dev.llmconnect.api;
    requires java.net.http;
    requires json;

    provides dev.llmconnect.spi.LLMAdapterProvider with example.acme.AcmeProvider;
}
JAVA
mkdir -p "$work/app/example/app" "$work/server/example/server" "$work/intruder/example/intruder"

cat >"$work/app/module-info.java" <<'JAVA'
module example.app {
    requires dev.llmconnect.api;
    requires jdk.httpserver;
}
JAVA
cat >"$work/app/example/app/Call.java" <<'JAVA'
package example.app;

import com.sun.net.httpserver.HttpServer;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.spi.AdapterSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** Asks the provider that is named, which is played by this program. */
class Call {
    public static void main(String[] args) throws Exception {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", call -> {
            call.getRequestBody().readAllBytes();
            byte[] answer = (call.getRequestURI().getPath().endsWith("/generate")
                            ? "{\"text\":\"called\",\"model\":\"acme-1\",\"tokens_in\":1,\"tokens_out\":1}"
                            : "{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"called\"}}]}")
                    .getBytes();
            call.getResponseHeaders().add("Content-Type", "application/json");
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        provider.start();
        String url = "http://127.0.0.1:" + provider.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "OPENROUTER_API_KEY", "test-key-of-nobody", "LLM_CONNECT_OPENROUTER_BASE_URL", url,
                "ACME_API_KEY", "test-key-of-nobody", "LLM_CONNECT_ACME_BASE_URL", url);
        try (var adapter = LLMAdapters.create(args[0], AdapterSettings.of(environment))) {
            System.out.println(adapter.execute(LLMRequest.of("Hello")).content() + " in " + Call.class.getModule());
        } finally {
            provider.stop(0);
        }
    }
}
JAVA

cat >"$work/server/module-info.java" <<'JAVA'
module example.server {
    requires dev.llmconnect.server;
    requires java.net.http;
}
JAVA
cat >"$work/server/example/server/Serve.java" <<'JAVA'
package example.server;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.server.LLMServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Serves the mock provider and asks it. */
class Serve {
    public static void main(String[] args) throws Exception {
        LLMServer server = new LLMServer(LLMAdapters.create("mock"), 0);
        server.start();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"Hello\"}"))
                .build();
        int status = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
        System.out.println("served with " + status + " in " + Serve.class.getModule());
        server.close();
    }
}
JAVA

compile() { "${java_home}javac" --release 17 -p "$jars:$work/json.jar" -d "$work/classes/$1" $(find "$work/$1" -name '*.java'); }

# expect WHAT COMMAND…
expect() {
  local expected=$1 said
  shift
  said=$("$@") || { echo "FAILED: $*"; exit 1; }
  echo "$said"
  [ "$said" = "$expected" ] || { echo "expected: $expected"; exit 1; }
}

compile acme
compile app
compile server
java=${java_home}java
expect 'called in module example.app' \
  "$java" -p "$jars:$work/classes/app" -m example.app/example.app.Call openrouter
expect 'called in module example.app' \
  "$java" -p "$jars:$work/classes/acme:$work/json.jar:$work/classes/app" -m example.app/example.app.Call acme
expect 'served with 200 in module example.server' \
  "$java" -p "$jars:$work/classes/server" -m example.server/example.server.Serve
# the same plugin and program on the class path, where the description of a module is not looked at
plugin=examples/provider-plugin/target/provider-plugin-1.0.jar
class_path=$(printf '%s:' "$jars"/*.jar)
for provider in openrouter acme; do
  said=$("$java" -cp "$class_path$plugin:$work/classes/app" example.app.Call "$provider")
  case $said in 'called in unnamed module'*) echo "$said" ;; *) echo "FAILED on the class path: $said"; exit 1 ;; esac
done

# What is internal is not seen by the compiler.
intruder() {
  printf 'module example.intruder { requires %s; }\n' "$1" >"$work/intruder/module-info.java"
  printf 'package example.intruder;\n\nclass Intruder {\n    Class<?> type = %s.class;\n}\n' "$2" \
    >"$work/intruder/example/intruder/Intruder.java"
  if said=$(compile intruder 2>&1); then echo "$2 of $1 can be compiled against"; exit 1; fi
  case $said in *'is not visible'*) ;; *) echo "$said"; exit 1 ;; esac
}
intruder dev.llmconnect.api dev.llmconnect.internal.Suggestions
intruder dev.llmconnect.providers dev.llmconnect.formats.json.Json
intruder dev.llmconnect.server dev.llmconnect.formats.json.JsonText
echo 'modules: called a provider, a plugin and a server without --add-modules; what is internal is hidden'
