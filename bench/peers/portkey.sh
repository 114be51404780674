#!/usr/bin/env bash
# The Portkey gateway, from npm. What a peer's script does: see "Compared gateways" in ../README.md.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
gateway=$BENCH_PEER_FOLDER/node_modules/@portkey-ai/gateway

case $1 in
  install)
    if [ ! -d "$gateway" ]; then
      cp "$here/portkey/package.json" "$BENCH_PEER_FOLDER/"
      (cd "$BENCH_PEER_FOLDER" && npm install --no-audit --no-fund --ignore-scripts)
    fi
    ;;
  start)
    url=http://127.0.0.1:$3/v1/chat/completions
    {
      until curl --silent --output /dev/null "http://127.0.0.1:$3/"; do sleep 0.01; done
      echo "{\"url\": \"$url\", \"headers\": {\"x-portkey-provider\": \"openai\", \"x-portkey-custom-host\": \"$2/v1\"," \
        "\"Authorization\": \"Bearer sk-bench-0123456789abcdef\"}}"
    } &
    exec node --require "$here/portkey/loopback.cjs" "$gateway/build/start-server.js" "--port=$3" --headless >&2
    ;;
esac
