#!/usr/bin/env bash
# The official SDKs in front of the fat jar. Installs Node where the machine has none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v npm >/dev/null; then
  apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null
fi
examples/clients/run.sh
