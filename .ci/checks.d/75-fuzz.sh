#!/usr/bin/env bash
# Fuzzes request bodies of every endpoint, answers of every format and the operator's files, the three groups at once, against the classes
# of the fat jar. FUZZ_SECONDS is how long: 60 by default. FUZZ_SEED repeats a run. Recordings in ../shared/corpus are seeds, too, where
# there are some; -Dllmconnect.corpus in FUZZ_JAVA_OPTS names another folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java_home=${JAVA_HOME:+$JAVA_HOME/bin/}
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
work=$PWD/target/fuzz
rm -rf "$work"
mkdir -p "$work/classes"
"${java_home}javac" -nowarn -proc:none --release 17 -d "$work/classes" -cp "$fat_jar" fuzz/src/main/java/dev/llmconnect/fuzz/*.java

groups=(requests answers files)
running=()
for group in "${groups[@]}"; do
  # shellcheck disable=SC2086 # several options
  "${java_home}java" -Xmx512m ${FUZZ_JAVA_OPTS:-} -cp "$work/classes:$fat_jar" dev.llmconnect.fuzz.Main "$group" "${FUZZ_SECONDS:-60}" ${FUZZ_SEED:-} \
    >"$work/$group.log" 2>&1 &
  running+=($!)
done
status=0
for i in "${!groups[@]}"; do
  wait "${running[$i]}" || status=1
  tail -n 200 "$work/${groups[$i]}.log"
done
exit "$status"
