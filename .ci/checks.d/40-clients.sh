#!/usr/bin/env bash
# The official SDKs in front of the fat jar. Installs Node and Python where the machine has none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v npm >/dev/null; then
  apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null
fi
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  apt-get update -qq && apt-get install -y -qq python3 python3-venv >/dev/null
fi
# apart, since Java's may load something while they run, and the others run without a network
examples/clients/run.sh node python
examples/clients/run.sh java
