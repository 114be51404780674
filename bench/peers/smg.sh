#!/usr/bin/env bash
# smg, a gateway in Rust, from PyPI. What a peer's script does: see "Compared gateways" in ../README.md.
set -euo pipefail
version=1.13.0
venv=$BENCH_PEER_FOLDER/$version

case $1 in
  install)
    [ -x "$venv/bin/smg" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check "smg==$version"; }
    ;;
  start)
    url=http://127.0.0.1:$3/v1/chat/completions
    # it has a second listener, for metrics, on a fixed port unless told otherwise
    metrics=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    {
      until curl --silent --output /dev/null "http://127.0.0.1:$3/health"; do sleep 0.01; done
      echo "{\"url\": \"$url\", \"headers\": {\"Authorization\": \"Bearer sk-bench-0123456789abcdef\"}}"
    } &
    exec "$venv/bin/smg" launch --backend openai --worker-urls "$2" --host 127.0.0.1 --port "$3" \
      --prometheus-host 127.0.0.1 --prometheus-port "$metrics" >&2
    ;;
esac
