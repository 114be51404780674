#!/usr/bin/env bash
# The coding agents in front of the fat jar and of stubs of five provider formats. Needs Node.js 20 or later with npm; loads half a gigabyte.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v npm >/dev/null; then
  apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null
fi
examples/clients/run.sh agents
