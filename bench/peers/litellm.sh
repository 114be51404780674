#!/usr/bin/env bash
# LiteLLM's proxy, in Python, from PyPI; one process, as it starts by default. What a peer's script does: see "Compared gateways" in ../README.md.
set -euo pipefail
version=1.99.4
venv=$BENCH_PEER_FOLDER/$version

case $1 in
  install)
    [ -x "$venv/bin/litellm" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "litellm[proxy]==$version"; }
    ;;
  start)
    printf 'model_list:\n  - model_name: "*"\n    litellm_params:\n      model: "openai/*"\n      api_base: "%s/v1"\n      api_key: sk-bench-0123456789abcdef\n' "$2" \
      >"$BENCH_PEER_FOLDER/litellm.yaml"
    {
      until curl --silent --fail --output /dev/null "http://127.0.0.1:$3/health/readiness"; do sleep 0.05; done
      echo "{\"url\": \"http://127.0.0.1:$3/v1/chat/completions\"}"
    } &
    export LITELLM_LOCAL_MODEL_COST_MAP=True
    exec "$venv/bin/litellm" --config "$BENCH_PEER_FOLDER/litellm.yaml" --host 127.0.0.1 --port "$3" >&2
    ;;
esac
