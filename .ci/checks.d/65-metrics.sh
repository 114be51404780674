#!/usr/bin/env bash
# What Prometheus' own tool says of the metrics of the fat jar, in each text format, and of the alert rules.
# Installs it where the machine has none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v promtool >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends prometheus >/dev/null
fi
work=$(mktemp -d)
server=
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; server=; }; rm -rf "$work"; }
trap stop EXIT

java -jar llm-connect-cli/target/llm-connect.jar serve --port 0 --provider mock >"$work/out" 2>"$work/err" &
server=$!
for _ in $(seq 1 300); do
  grep -q '^llm-connect listening on ' "$work/out" && break
  kill -0 "$server" || { cat "$work/err"; exit 1; }
  sleep 0.1
done
base=$(sed -n 's/^llm-connect listening on //p' "$work/out")

for stream in false true; do
  curl -sS --fail-with-body "$base/execute" -d "{\"prompt\":\"Hello\",\"stream\":$stream}" >/dev/null
done
curl -sS "$base/execute" -d '{"prompt":""}' >/dev/null

curl -sS --fail-with-body "$base/metrics" >"$work/metrics"
echo "+ promtool check metrics: $(grep -vc '^#' "$work/metrics") series"
promtool check metrics <"$work/metrics"

curl -sS --fail-with-body -H 'Accept: application/openmetrics-text;version=1.0.0' "$base/metrics" >"$work/openmetrics"
tail -n 1 "$work/openmetrics" | grep -qx '# EOF'
echo "+ OpenMetrics: $(grep -vc '^#' "$work/openmetrics") series, ends with # EOF"

echo "+ promtool check rules"
promtool check rules deploy/prometheus/alerts.yml
grep -q 'llm_connect_calls_total{.*outcome="ok".*} 2' "$work/metrics"
echo "metrics: the two calls are counted"
