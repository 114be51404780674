#!/usr/bin/env bash
# The log of the fat jar in a file, as text and JSON: renamed when it is large, opened anew at SIGHUP, the state at SIGUSR1, the end at SIGTERM.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
command -v curl >/dev/null || apt-get install -y -qq curl >/dev/null
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
export LLM_CONNECT_DATA_DIR=$work/data LLM_CONNECT_DRAIN_NOTICE_SECONDS=0

fail() {
  echo "FAILED: $1" >&2
  tail -n 20 "$work"/log* "$work/err" >&2 || true
  exit 1
}

await() {
  for _ in $(seq 150); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  fail "never happened: $*"
}

# start ARGUMENT...
start() {
  : >"$work/out"
  env --default-signal=HUP,INT "$java" -jar "$fat_jar" serve --port 0 "$@" >"$work/out" 2>"$work/err" &
  server=$!
  await grep -q listening "$work/out"
  url=$(sed -n 's/llm-connect listening on //p' "$work/out")
}

# ask COUNT
ask() {
  for _ in $(seq "$1"); do curl -sf -d '{"prompt":"Hi"}' "$url/execute" >/dev/null || fail "no answer"; done
}

# stop: SIGTERM ends it with 143
stop() {
  local code=0
  kill -TERM "$server"
  wait "$server" || code=$?
  server=
  [ "$code" = 143 ] || fail "SIGTERM: exit code $code"
}

start --log-file "$work/log" --log-file-bytes 2000 --log-file-count 2
ask 30
await test -s "$work/log.2"
sleep 0.5
[ ! -e "$work/log.3" ] || fail "too many files"
[ "$(stat -c %a "$work/log")" = 600 ] || fail "others can read the log"
if grep -q 'call id=' "$work/err"; then fail "the log is on stderr, too"; fi
stop
grep -qh 'call id=' "$work"/log* || fail "no call in the log"

printf '{"callers":{}, "budgets":{"server":[{"usd":5,"per":"day"}]}}' >"$work/callers.json"
LLM_CONNECT_LOG_FORMAT=json start --log-file "$work/json" --api-keys-file "$work/callers.json"
ask 1
await grep -q '"event":"call"' "$work/json"
mv "$work/json" "$work/json.moved"
kill -HUP "$server"
await grep -q 'reloaded' "$work/json" "$work/json.moved"
ask 1
await grep -q '"event":"call"' "$work/json"
kill -USR1 "$server"
await grep -q '"event":"state".*"heap_used_mb":.*"threads":' "$work/json"
python3 -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1])]' "$work/json" || fail "a line is not JSON"
stop

start --log-file -
ask 1
await grep -q 'call id=' "$work/out"
[ "$(head -c 22 <(grep listening "$work/out"))" = 'llm-connect listening ' ] || fail "the first line is broken"
stop

echo "log file with rotation and rights, SIGHUP, SIGUSR1, SIGTERM, text, JSON and stdout: as documented"
