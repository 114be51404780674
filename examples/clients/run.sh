#!/usr/bin/env bash
# Lets real clients, unmodified, talk to the fat jar: the official SDKs of Node, Java and Python, and coding agents. Behind the jar stand stubs
# of providers of five formats, as strict as the real APIs. Everything stays on this machine.
# Arguments choose among node, java, python and agents; "agents/claude-code" chooses one of these. Without any, all run. With --write first,
# the results go into docs/clients.md, else they are held against it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if [ "${1:-}" = --write ]; then
  export WRITE=--write
  shift
fi
[ "$#" -gt 0 ] || set -- node java python agents

jar=${JAR:-$PWD/../../llm-connect-cli/target/llm-connect.jar}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
chosen() { [[ " ${*:2}" == *" $1"* ]]; }

# Installs with the network; then all but Java's tests, for which Maven may load something, go on in a network that has a loopback only.
if [ -z "${INSTALLED:-}" ]; then
  if chosen node "$@"; then (cd node && npm ci --silent --no-audit --no-fund); fi
  # Without a lock: npm ci knows no version of the packages that opencode has for other systems.
  if chosen agents "$@"; then (cd agents && npm install --silent --no-audit --no-fund --no-package-lock); fi
  if chosen python "$@"; then
    [ -x python/venv/bin/pip ] || python3 -m venv python/venv
    python/venv/bin/pip install --quiet --disable-pip-version-check -r python/requirements.txt
  fi
  export INSTALLED=1
  if ! chosen java "$@" && unshare --map-root-user --net sh -c 'ip link set lo up' 2>/dev/null; then
    echo 'in a network with a loopback only'
    exec unshare --map-root-user --net sh -c 'ip link set lo up && exec "$@"' - ./run.sh "$@"
  fi
fi

work=$(mktemp -d)
started=()
finish() {
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap finish EXIT

# Starts a program in the background and waits for the first line that it prints, into $line.
start() {
  local name=$1
  shift
  mkfifo "$work/$name.out"
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  started+=("$!")
  exec {out}<"$work/$name.out"
  read -r -t 60 line <&"$out" || { echo "$name printed nothing" >&2; cat "$work/$name.err" >&2; exit 1; }
}

start stub node stubs/server.mjs
export STUB_URL=$line

# The callers' key, and the provider's keys that no client may ever see. Profiles are listed once their provider has a key: OpenRouter has one
# for the profile that is built in.
export LLM_CONNECT_KEY
entry=$("$java" -jar "$jar" new-key sdk-tests 2>"$work/key")
LLM_CONNECT_KEY=$(sed 's/.*: //' "$work/key")

start serve env \
  LLM_CONNECT_API_KEYS="$entry" \
  ANTHROPIC_API_KEY=canary-anthropic-key LLM_CONNECT_ANTHROPIC_BASE_URL="$STUB_URL/anthropic" \
  GEMINI_API_KEY=canary-gemini-key LLM_CONNECT_GEMINI_BASE_URL="$STUB_URL/gemini/v1beta" \
  OPENAI_API_KEY=canary-openai-key LLM_CONNECT_OPENAI_BASE_URL="$STUB_URL/openai/v1" \
  OPENROUTER_API_KEY=canary-openrouter-key LLM_CONNECT_OPENROUTER_BASE_URL="$STUB_URL/openai/v1" \
  LLM_CONNECT_OPENAI_RESPONSES_BASE_URL="$STUB_URL/openai-responses/v1" \
  AWS_BEARER_TOKEN_BEDROCK=canary-bedrock-key AWS_REGION=us-east-1 LLM_CONNECT_BEDROCK_BASE_URL="$STUB_URL/bedrock" \
  LLM_CONNECT_PROFILES_JSON='{"gpt-by-responses": {"provider": "openai-responses", "model": "gpt-5.5"}}' \
  LLM_CONNECT_UNSUPPORTED_PARAMS=drop LLM_CONNECT_RETRY_MAX_ATTEMPTS=1 LLM_CONNECT_CIRCUIT_BREAKER_FAILURE_THRESHOLD=1000 \
  "$java" -jar "$jar" serve --port 0 --provider router
export LLM_CONNECT_URL=${line##* }

status=0
export RESULTS=$work/results
: >"$RESULTS"
if chosen node "$@"; then (cd node && node --test && node steps.mjs) || status=1; fi
if chosen java "$@"; then (cd java && mvn -B -ntp -q test) || status=1; fi
if chosen python "$@"; then (cd python && venv/bin/python -B -m unittest -q && LITELLM_LOCAL_MODEL_COST_MAP=True venv/bin/python -B steps.py) || status=1; fi
if chosen agents "$@"; then TMPDIR=$work node agents/agents.mjs "${@#agents/}" || status=1; fi
node table.mjs "$RESULTS" ${WRITE:-} || status=1
if grep -E 'canary-|"prompt"|^[[:space:]]+at ' "$work/serve.err"; then
  echo 'FAILED: the log holds a key or a stack trace' >&2
  status=1
fi
if [ "$status" -ne 0 ]; then grep -v ' status=200 error=- ' "$work/serve.err" | tail -50 >&2; fi
exit "$status"
