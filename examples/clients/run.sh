#!/usr/bin/env bash
# Lets the official SDKs talk to the fat jar: Node's and Java's OpenAI and Anthropic clients, the AI SDK, LangChain4j, Python's Ollama and
# Gemini clients. Behind the jar stand stubs of providers that speak other wire formats than the clients do. Everything stays on this machine.
# Arguments choose among node, java and python; without any, all run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

jar=$PWD/../../llm-connect-cli/target/llm-connect.jar
work=$(mktemp -d)
started=()
finish() {
  for pid in ${started[@]+"${started[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
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

start stub node stub-providers.mjs
export STUB_URL=$line

# The callers' key, and the provider's keys that no client may ever see. Profiles are listed once their provider has a key: OpenRouter has one
# for the profile that is built in.
export LLM_CONNECT_KEY
entry=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$jar" new-key sdk-tests 2>"$work/key")
LLM_CONNECT_KEY=$(sed 's/.*: //' "$work/key")

start serve env \
  LLM_CONNECT_API_KEYS="$entry" \
  ANTHROPIC_API_KEY=canary-anthropic-key LLM_CONNECT_ANTHROPIC_BASE_URL="$STUB_URL/anthropic" \
  GEMINI_API_KEY=canary-gemini-key LLM_CONNECT_GEMINI_BASE_URL="$STUB_URL/gemini/v1beta" \
  OPENAI_API_KEY=canary-openai-key LLM_CONNECT_OPENAI_BASE_URL="$STUB_URL/openai/v1" \
  OPENROUTER_API_KEY=canary-openrouter-key LLM_CONNECT_OPENROUTER_BASE_URL="$STUB_URL/openai/v1" \
  LLM_CONNECT_OPENAI_RESPONSES_BASE_URL="$STUB_URL/openai/v1" \
  LLM_CONNECT_RETRY_MAX_ATTEMPTS=1 LLM_CONNECT_CIRCUIT_BREAKER_FAILURE_THRESHOLD=1000 \
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$jar" serve --port 0 --provider router
export LLM_CONNECT_URL=${line##* }

chosen() { [ "$#" -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }
status=0
if chosen node "$@"; then (cd node && npm ci --silent --no-audit --no-fund && node --test) || status=1; fi
if chosen java "$@"; then (cd java && mvn -B -ntp -q test) || status=1; fi
if chosen python "$@"; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r python/requirements.txt
  (cd python && "$work/venv/bin/python" -B -m unittest -q) || status=1
fi
if grep -E 'canary-|"prompt"|^[[:space:]]+at ' "$work/serve.err"; then
  echo 'FAILED: the log holds a key or a stack trace' >&2
  status=1
fi
if [ "$status" -ne 0 ]; then tail -50 "$work/serve.err" >&2; fi
exit "$status"
