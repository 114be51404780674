#!/usr/bin/env bash
# What the memory budget costs, with the fat jar: bench/memory.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
jar=${LLM_CONNECT_JAR:-$root/llm-connect-cli/target/llm-connect.jar}
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -cp "$jar" "$root/bench/memory/BudgetBench.java"
