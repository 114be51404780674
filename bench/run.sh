#!/usr/bin/env bash
# Measures llm-connect beside other gateways and no gateway: bench/run.sh [quick|full] [scenario...]
# What it measures, how to read it and all variables: bench/README.md
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
out=$here/target
mkdir -p "$out/logs"
# in the environment of all that is started, so that it is found however it was started
export BENCH_RUN=$$-$SECONDS-$RANDOM

# ends what a benchmark that was killed could not end itself
clean_up() {
  local environment pid
  [ -z "${bench:-}" ] || kill "$bench" 2>/dev/null || true
  [ -z "${bench:-}" ] || wait "$bench" 2>/dev/null || true
  for environment in /proc/[0-9]*/environ; do
    pid=${environment//[!0-9]/}
    if grep -qsxz "BENCH_RUN=$BENCH_RUN" "$environment"; then kill "$pid" 2>/dev/null || true; fi
  done
}

newest_java() {
  local candidate major best= newest=16
  for candidate in /usr/lib/jvm/*/bin/java; do
    major=$("$candidate" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    if [ "${major:-0}" -gt "$newest" ]; then best=$candidate newest=$major; fi
  done
  printf '%s' "$best"
}

cd "$root"
ulimit -n "$(ulimit -Hn)"
# the jar, if it is missing or old
"$root/bin/llm-connect" --version >&2
mvn -q -B -ntp -Dquick -f "$here/pom.xml" package >&2
# the gateways of others: by default all that llm-connect's targets name in the full programme, and Portkey in the quick one
if [ -z "${BENCH_PEERS+set}" ]; then
  case " $* " in *' full '*) BENCH_PEERS='portkey smg tensorzero' ;; *) BENCH_PEERS=portkey ;; esac
fi
export BENCH_PEERS
for peer in $BENCH_PEERS; do
  # a path is another's script, which installs nothing; and BENCH_GATEWAYS may leave it out
  case $peer in */*) continue ;; esac
  wanted=${BENCH_GATEWAYS:-$peer}
  for gateway in ${wanted//,/ }; do
    case $peer in "$gateway"*) ;; *) continue ;; esac
    mkdir -p "$out/peers/$peer"
    BENCH_PEER_FOLDER=$out/peers/$peer "$here/peers/$peer.sh" install >&2
  done
done

trap clean_up EXIT
trap 'exit 130' INT TERM
BENCH_ROOT=$root "$(newest_java)" -Xmx1g -XX:+UseSerialGC -Dio.netty.leakDetection.level=disabled -cp "$out/classes:$out/lib/*" \
  --enable-native-access=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED dev.llmconnect.bench.Main "$@" &
bench=$!
wait "$bench"
