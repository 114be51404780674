#!/usr/bin/env bash
# Puts the jar of examples/provider-plugin (built by 10-examples.sh) into a folder beside a broken one, starts the fat jar on
# that folder, by the flag and by the variable, and asks it over HTTP; a stub plays the provider.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
plugin=$PWD/examples/provider-plugin/target/provider-plugin-1.0.jar
work=$(mktemp -d)
started=()
finish() {
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

fail() {
  echo "FAILED: $1" >&2
  for log in "$work"/*.err; do echo "--- $log"; cat "$log"; done >&2
  exit 1
}

# Starts a program in the background and waits for the first line that it prints, into $line.
start() {
  local name=$1
  shift
  mkfifo "$work/$name.out"
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  started+=("$!")
  exec {out}<"$work/$name.out"
  read -r -t 60 line <&"$out" || fail "$name printed nothing"
}

mkdir "$work/plugins"
cp "$plugin" "$work/plugins/acme.jar"
echo 'no zip' >"$work/plugins/broken.jar"

cat >"$work/Acme.java" <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

class Acme {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/v1/generate", call -> {
            String asked = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean known = "Bearer canary-acme-key-1".equals(call.getRequestHeaders().getFirst("Authorization"));
            String text = known && asked.contains("\"text\":\"Hello\"") ? "Hello from Acme" : "who are you?";
            byte[] answer = ("{\"text\":\"" + text + "\",\"model\":\"acme-1\",\"tokens_in\":2,\"tokens_out\":3}").getBytes();
            call.sendResponseHeaders(200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }
}
JAVA
start acme "$java" "$work/Acme.java"

export ACME_API_KEY=canary-acme-key-1 LLM_CONNECT_ACME_BASE_URL=$line
expected='{"content":"Hello from Acme","model":"acme-1","usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5},"finish_reason":"stop","metadata":{"provider":"acme",'

ask() {
  local name=$1 server answer
  server=${line#llm-connect listening on }
  answer=$(curl -sS -m 30 -d '{"prompt":"Hello"}' "$server/execute") || fail "$name: no answer"
  case $answer in "$expected"*) ;; *) fail "$name: answered $answer" ;; esac
  answer=$(curl -sS -N -m 30 -d '{"prompt":"Hello","stream":true}' "$server/execute") || fail "$name: no stream"
  case $answer in *'{"content":"Hello from Acme"}'*'event: done'*) ;; *) fail "$name: streamed $answer" ;; esac
  [ "$(grep -c 'broken.jar' "$work/$name.err")" = 1 ] || fail "$name: the broken jar must be told of in one line"
  ! grep -q 'canary-acme-key-1' "$work/$name.err" || fail "$name: the key is in the log"
}

start by-flag "$java" -jar "$fat_jar" serve --port 0 --provider acme --plugins "$work/plugins"
ask by-flag
start by-variable env "LLM_CONNECT_PLUGINS=$work/plugins" "$java" -jar "$fat_jar" serve --port 0 --provider acme
ask by-variable
"$java" -jar "$fat_jar" providers --plugins "$work/plugins" >"$work/providers.out" 2>"$work/providers.err"
grep -q '^acme .*The models of Acme Inc.' "$work/providers.out" ||
  fail 'the list of providers lacks acme'
echo 'the example plugin answers from a folder'
