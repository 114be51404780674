#!/usr/bin/env bash
# Builds examples/quarkus and runs it on the default JDK and on JDK 25 against a stub provider: an answer as JSON, a stream as server-sent
# events, the embedded server on Quarkus' Netty, a thousand calls at once, a shutdown under load. After 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$PWD/target/quarkus
mkdir -p "$work"
rm -f "$work"/*
javas=("${JAVA_HOME:+$JAVA_HOME/bin/}java")
for candidate in "${JDK25_HOME:-/nowhere}/bin/java" /usr/lib/jvm/*25*/bin/java; do
  if [ -x "$candidate" ]; then javas+=("$candidate"); break; fi
done
[ "${#javas[@]}" -eq 2 ] || { echo 'no JDK 25: set JDK25_HOME' >&2; exit 1; }

began=$SECONDS
mvn -B -ntp -q -f examples/quarkus/pom.xml verify
echo "built in $((SECONDS - began)) s"
application=$PWD/examples/quarkus/target/quarkus-app
# Quarkus decides the version of Netty, and it is an older one than ours
[ -n "$(find "$application/lib" -name 'io.netty.netty-codec-http-4.1.*.jar')" ]

stub='' program=''
trap 'for pid in $stub $program; do kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null || true; done' EXIT
# keeps the thousand connections that it gets, as a provider would
exec {out}< <(exec "${javas[0]}" -Dsun.net.httpserver.maxIdleConnections=2000 examples/ten-tasks/harness/Stub.java)
stub=$!
read -r -t 60 provider <&"$out"
export OPENAI_API_KEY=no-key OPENAI_BASE_URL=$provider/v1
log=$work/application.log

fail() { echo "FAILED: $1" >&2; tail -n 40 "$log" >&2; exit 1; }

# expect URL TEXT: the answer has this text in it
expect() {
  local answer
  answer=$(curl -sS -m 60 "${@:3}" "$1") || fail "$1"
  case $answer in *"$2"*) echo "  $1: $(tr '\n' ' ' <<<"${answer:0:160}")" ;; *) fail "$1 answered $answer, expected $2" ;; esac
}

check() {
  local url='' gateway pids=() pid status=0
  "$1" -Xmx512m -Dquarkus.http.port=0 -jar "$application/quarkus-run.jar" >"$log" 2>&1 &
  program=$!
  for _ in $(seq 1 600); do
    url=$(sed -n 's/.*Listening on: \(http[^ ]*\).*/\1/p' "$log")
    [ -z "$url" ] || break
    kill -0 "$program" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$url" ] || fail 'did not start'
  # Jackson writes the answer as /execute does
  expect "$url/ask?prompt=Hello" '{"content":"Hello from the stub","model":"gpt-4o-mini"'
  expect "$url/stream?prompt=Hello" $'data:Once \n\ndata:upon \n\ndata:a \n\ndata:time' -N
  expect "$url/thousand" '1000 answered'
  gateway=http://127.0.0.1:$(curl -sS -m 10 "$url/gateway")
  expect "$gateway/health" '{"status":"ok"}'
  expect "$gateway/execute" '{"content":"Hello from the stub"' -d '{"prompt":"Hello"}'
  expect "$gateway/execute" 'event: done' -N -d '{"prompt":"Hello","stream":true}'

  for i in $(seq 1 20); do
    curl -sS -m 30 "$url/ask?prompt=slow" >"$work/slow-$i" 2>&1 &
    pids+=($!)
  done
  sleep 0.7
  kill -TERM "$program"
  for pid in "${pids[@]}"; do wait "$pid" || fail 'a request was cut by the shutdown'; done
  [ "$(cat "$work"/slow-* | grep -o '"content":"late"' | wc -l)" -eq 20 ] || fail 'not all requests were answered during the shutdown'
  wait "$program" || status=$?
  program=
  [ "$status" -eq 143 ] || fail "ended with $status"
  ! grep -E ' (WARN|ERROR) |Exception' "$log" || fail 'the log has errors'
  echo '  shutdown: 20 of 20 running requests answered'
}

for java in "${javas[@]}"; do
  echo "+ on $("$java" -version 2>&1 | head -n 1)"
  check "$java"
done
