#!/usr/bin/env bash
# Runs the commands of README.md as they stand there: the server of the first block, then every curl of the page against it.
# Commands that need a real provider's key are run with a key that is none: the server must start, and no call is made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; server=; }; }
trap stop EXIT

# Starts the given serve command and waits until it says that it listens.
start() {
  local log
  log=$(mktemp)
  bash -c "exec $1" >"$log" 2>"$log.err" &
  server=$!
  for _ in $(seq 1 300); do
    grep -q '^llm-connect listening on ' "$log" && return
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" "$log.err"
  echo "did not start: $1"
  exit 1
}

commands() { sed -n '/^```sh$/,/^```$/p' README.md | grep -v '^```' | sed 's/  *# .*//'; }

echo "+ bin/llm-connect serve"
commands | grep -qx 'bin/llm-connect serve'
export LLM_CONNECT_PROFILES_JSON='{"summaries": {"provider": "mock", "model": "mock/echo"}}'
start 'bin/llm-connect serve'
count=0
while IFS= read -r command; do
  echo "+ $command"
  answer=$(bash -c "${command/curl /curl -sS --fail-with-body }")
  echo "$answer"
  case $answer in
    '{"status":"ok"}' | '{"content":'*'"finish_reason":'*) count=$((count + 1)) ;;
    *) echo "an unexpected answer"; exit 1 ;;
  esac
done < <(commands | awk '/^curl/ { line = $0; while (line !~ /http:\/\/[^ ]*$/ && (getline more) > 0) line = line "\n" more; gsub(/\n */, " ", line); print line }')
[ "$count" -ge 4 ]
stop

echo "+ bin/llm-connect serve --provider openrouter …"
unset LLM_CONNECT_PROFILES_JSON
export OPENROUTER_API_KEY=no-key
start "$(commands | grep -x 'bin/llm-connect serve --provider openrouter .*')"
curl -sS --fail-with-body http://127.0.0.1:8080/health
stop

echo "+ bin/llm-connect serve --provider router"
start "env $(commands | grep -x '.*bin/llm-connect serve --provider router' | sed 's/…/no-key/g')"
curl -sS --fail-with-body http://127.0.0.1:8080/health
stop

echo "+ bin/llm-connect new-key …"
callers=$(mktemp)
key=$(bash -c "$(commands | grep '^bin/llm-connect new-key' | sed "s#callers#$callers#")" 2>&1 | sed 's/.*: //')
start "$(commands | grep '^bin/llm-connect serve --api-keys-file' | sed "s#callers#$callers#")"
[ "$(curl -sS -o /dev/null -w '%{http_code}' http://127.0.0.1:8080/v1/models)" = 401 ]
curl -sS --fail-with-body -H "Authorization: Bearer $key" http://127.0.0.1:8080/v1/models >/dev/null
stop
rm "$callers"

commands | grep -qx 'mvn -B verify'
echo
echo "README: $count calls answered; mvn -B verify is what this run began with"
