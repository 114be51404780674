#!/usr/bin/env bash
# A minute of requests made from the OpenAPI document against the fat jar: no answer is a 5xx that the document does not have, and each
# is as the document says. Installs schemathesis from PyPI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT

if ! python3 -m venv "$work/venv" 2>/dev/null; then
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  rm -rf "$work/venv"
  python3 -m venv "$work/venv"
fi
"$work/venv/bin/pip" install --quiet schemathesis==4.32.5

export LLM_CONNECT_ADMIN_KEY=llmc-admin-0123456789abcdefghijklmnop XDG_DATA_HOME=$work
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=llm-connect-cli/target/llm-connect.jar
"$java" -jar "$jar" keys new fuzz --api-keys-file "$work/callers.json" >/dev/null
"$java" -XX:+UseSerialGC -Xmx256m -jar "$jar" serve --port 0 --api-keys-file "$work/callers.json" >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 1 300); do
  grep -q '^llm-connect listening on ' "$work/out" && break
  sleep 0.1
done
url=$(sed -n 's/^llm-connect listening on //p' "$work/out")
[ -n "$url" ] || { cat "$work/err" >&2; exit 1; }

# One worker: Python 3.11 fails in its own parser when two threads parse at once ("AST constructor recursion depth mismatch").
# Not the stream of events, which never ends, nor what calls a model: those answer with the statuses of providers.
status=0
timeout 110 "$work/venv/bin/schemathesis" run "$url/openapi.json" --url "$url" \
  --header "Authorization: Bearer $LLM_CONNECT_ADMIN_KEY" \
  --include-path-regex '^/(admin/api/|health|ready|openapi)' --exclude-path /admin/api/events --exclude-path /admin/api/playground \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  --max-time 60 --max-examples 100 --workers 1 --phases examples,coverage,fuzzing --request-timeout 10 --suppress-health-check all \
  >"$work/report" 2>&1 || status=$?
if [ "$status" -eq 0 ]; then
  tail -40 "$work/report"
else
  cut -c1-300 "$work/report" | head -300
  echo "schemathesis ended with $status" >&2
  exit 1
fi
kill -0 "$server"
! grep -i 'exception\|failed inside' "$work/err" || exit 1
