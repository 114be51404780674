#!/usr/bin/env bash
# What accounting costs, with the fat jar: bench/ledger.sh [postgresql://…]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
"$root/bin/llm-connect" --version >&2
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -cp "$root/llm-connect-cli/target/llm-connect.jar" "$root/bench/ledger/LedgerBench.java" "$@"
