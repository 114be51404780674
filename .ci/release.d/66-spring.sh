#!/usr/bin/env bash
# Builds examples/spring-boot as fat jars for Spring Boot 3.5 and 4, runs each on the default JDK and on JDK 25, and calls it from
# threads of every kind; then shuts it down under load. After 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$PWD/target/spring
mkdir -p "$work"
cd examples/spring-boot
javas=("${JAVA_HOME:+$JAVA_HOME/bin/}java")
for candidate in "${JDK25_HOME:-/nowhere}/bin/java" /usr/lib/jvm/*25*/bin/java; do
  if [ -x "$candidate" ]; then javas+=("$candidate"); break; fi
done
[ "${#javas[@]}" -eq 2 ] || { echo 'no JDK 25: set JDK25_HOME' >&2; exit 1; }

application=
trap '[ -z "$application" ] || { kill "$application" 2>/dev/null; wait "$application" 2>/dev/null || true; }' EXIT
log=$work/application.log
url=

fail() { echo "FAILED: $1" >&2; tail -n 40 "$log" >&2; exit 1; }

start() {
  "$@" >"$log" 2>&1 &
  application=$!
  local port
  for _ in $(seq 1 1200); do
    port=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$log")
    if [ -n "$port" ]; then url=http://127.0.0.1:$port; return; fi
    kill -0 "$application" 2>/dev/null || break
    sleep 0.1
  done
  fail "did not start: $*"
}

# expect PATH TEXT: the answer has this text in it
expect() {
  local answer
  answer=$(curl -sS -m 60 "$url$1") || fail "$1"
  case $answer in *"$2"*) echo "  $1: ${answer:0:160}" ;; *) fail "$1 answered $answer, expected $2" ;; esac
}

# eventually PATH TEXT: meters and spans come a moment after the answer
eventually() {
  for _ in $(seq 1 100); do
    case $(curl -sS -m 10 "$url$1") in *"$2"*) break ;; esac
    sleep 0.1
  done
  expect "$1" "$2"
}

check() {
  local java=$1 jar=$2 threads=platform pids=() pid
  [ "$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')" -lt 21 ] || threads=virtual
  start "$java" -Xmx512m -jar "$jar" --server.port=0
  # a fallback answers; Jackson writes the answer as /execute does
  expect '/ask?prompt=Hello' '{"content":"Hello","model":"mock/echo"'
  expect '/threads/common-pool' 'created and called'
  expect '/threads/virtual' "called on a $threads thread"
  expect '/threads/interrupted' 'cancelled, interrupted: true'
  expect '/threads/thousand' '1000 answered'
  expect '/server' '{"status":"ok"}'
  expect '/actuator/health/llmConnect' '"status":"UP"'
  eventually '/actuator/metrics/llm_connect.calls?tag=profile:triage' '"value":1.0'
  eventually '/actuator/metrics/llm_connect.fallbacks' '"value":1.0'
  expect '/actuator/metrics/llm_connect.call' '"COUNT"'
  eventually '/spans' '"llm execute (inner)"'

  for i in $(seq 1 20); do
    curl -sS -m 30 "$url/slow" >"$work/slow-$i" 2>&1 &
    pids+=($!)
  done
  sleep 0.7
  kill -TERM "$application"
  for pid in "${pids[@]}"; do wait "$pid" || fail 'a request was cut by the shutdown'; done
  [ "$(cat "$work"/slow-* | grep -o answered | wc -l)" -eq 20 ] || fail 'not all requests were answered during the shutdown'
  local status=0
  wait "$application" || status=$?
  application=
  [ "$status" -eq 143 ] || fail "ended with $status"
  ! grep -E ' ERROR |Exception' "$log" || fail 'the log has errors'
  echo '  shutdown: 20 of 20 running requests answered'
}

for boot in boot-3 boot-4; do
  mvn -B -ntp -q -f "$boot/pom.xml" verify
  for java in "${javas[@]}"; do
    echo "+ $boot on $("$java" -version 2>&1 | head -n 1)"
    check "$java" "$boot/target/application.jar"
  done
done
