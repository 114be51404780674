#!/usr/bin/env bash
# Runs the fat jar with a stderr that nobody reads: a pipe that is full. Calls, refusals and /health go on, and SIGTERM ends the process.
# Then with one that is read: the last lines of calls are there at a normal end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=${LLM_CONNECT_JAR:-$PWD/llm-connect-cli/target/llm-connect.jar}
work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  exec 7<&- 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

fail() {
  echo "$1" >&2
  exit 1
}

start() {
  printf 'alice:%s\n' "$(printf %s canary-unread-key | sha256sum | cut -d' ' -f1)" >"$work/keys"
  : >"$work/out"
  XDG_DATA_HOME=$work "$java" -Xmx128m -XX:+UseSerialGC -jar "$fat_jar" serve --provider mock --port 0 \
    --api-keys-file "$work/keys" >"$work/out" 2>"$1" &
  server=$!
  for _ in $(seq 100); do
    grep -q listening "$work/out" && break
    sleep 0.1
  done
  url=$(sed -n 's/.*listening on //p' "$work/out")
  [ -n "$url" ] || fail "the server did not start"
}

call() {
  curl -s -o /dev/null -w '%{http_code}' --max-time 5 -H "x-api-key: $1" -d "$2" "$url/execute" || true
}

mkfifo "$work/unread"
exec 7<>"$work/unread" # open, and never read
start "$work/unread"
# A call with many tags is a line of 2 KB; together they are more than the pipe and what waits for it hold.
tags=$(for i in $(seq 16); do printf '\\"tag-%02d\\":\\"%064d\\",' "$i" "$i"; done)
cat >"$work/calls.txt" <<EOF
url = "$url/execute"
max-time = 5
header = "x-api-key: canary-unread-key"
data = "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"mock/hello\"},\"tags\":{${tags%,}}}"
output = /dev/null
EOF
cp "$work/calls.txt" "$work/all.txt"
for _ in $(seq 5999); do echo next; cat "$work/calls.txt"; done >>"$work/all.txt"
began=$(date +%s%N)
curl -s --config "$work/all.txt" >/dev/null || fail "calls broke off"
echo "6000 calls: $((($(date +%s%N) - began) / 1000000)) ms"
status=$(call canary-unread-key '{"prompt":"Hi"}')
[ "$status" = 200 ] || fail "a call was answered with $status"
status=$(call wrong '{"prompt":"Hi"}')
[ "$status" = 401 ] || fail "a wrong key was answered with $status"
[ "$(curl -s --max-time 1 "$url/health")" = '{"status":"ok"}' ] || fail "no answer to /health"
began=$(date +%s)
kill -TERM "$server"
for _ in $(seq 100); do
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
kill -0 "$server" 2>/dev/null && fail "SIGTERM did not end the process"
server=
echo "ended within $(($(date +%s) - began)) s of SIGTERM"

start "$work/err"
for i in 1 2 3; do
  curl -s -o /dev/null -H 'x-api-key: canary-unread-key' -H "X-Request-Id: last-$i" -d '{"prompt":"Hi"}' "$url/execute"
done
kill -TERM "$server"
wait "$server" || true
server=
for i in 1 2 3; do
  grep -q "id=last-$i " "$work/err" || fail "the line of the call last-$i is missing"
done
echo "ok: unread log"
