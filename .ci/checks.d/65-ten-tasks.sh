#!/usr/bin/env bash
# Compiles the ten tasks of examples/ten-tasks with each framework, runs them against one stub, and prints lines, tokens and jars.
# Fails unless llm-connect is the shortest in sum, never the longest in a task, and the lightest. After 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../examples/ten-tasks"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
stub=
trap '[ -z "$stub" ] || { kill "$stub" 2>/dev/null; wait "$stub" 2>/dev/null || true; }' EXIT
exec {out}< <(exec "$java" harness/Stub.java)
stub=$!
read -r -t 60 url <&"$out"

export OPENAI_API_KEY=no-key OPENROUTER_API_KEY=no-key
export OPENAI_BASE_URL=$url/v1 OPENROUTER_BASE_URL=$url/broken/v1
for framework in llm-connect langchain4j spring-ai openai-java; do
  rm -rf "$framework/target/lib"
  mvn -B -ntp -q -f "$framework/pom.xml" process-classes
  echo "+ $framework"
  "$java" -cp "$framework/target/classes:$framework/target/lib/*" harness/RunAll.java
done
"$java" harness/Measure.java .
