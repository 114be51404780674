#!/usr/bin/env bash
# TensorZero's gateway, in Rust, from PyPI, where it comes as a library that starts it on a port of its own choice. It routes the models that its
# configuration names, and wants a prefix before their names. What a peer's script does: see "Compared gateways" in ../README.md.
set -euo pipefail
version=2026.6.0
venv=$BENCH_PEER_FOLDER/$version

case $1 in
  install)
    [ -d "$venv" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "tensorzero==$version"; }
    ;;
  start)
    for model in $BENCH_MODELS; do
      printf '[models."%s"]\nrouting = ["stub"]\n[models."%s".providers.stub]\ntype = "openai"\nmodel_name = "%s"\n' "$model" "$model" "$model"
      printf 'api_base = "%s/v1/"\napi_key_location = "none"\n' "$2"
    done >"$BENCH_PEER_FOLDER/tensorzero.toml"
    exec "$venv/bin/python" -c '
import json, signal, sys
from tensorzero import _start_http_gateway

gateway = _start_http_gateway(config_file=sys.argv[1], clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=False)
print(json.dumps({"url": gateway.base_url + "/chat/completions", "modelPrefix": "tensorzero::model_name::"}), flush=True)
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
while True:
    signal.pause()
' "$BENCH_PEER_FOLDER/tensorzero.toml"
    ;;
esac
