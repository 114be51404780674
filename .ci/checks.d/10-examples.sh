#!/usr/bin/env bash
# Installs the artifacts and builds each project under examples/ against them, as a stranger's own project would.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Tests and checks have run; -Dquick only packs.
mvn -B -ntp -q install -Dquick -DskipTests
for pom in examples/*/pom.xml; do
  # has its own check, .ci/release.d/67-quarkus.sh, because of its 120 MB of downloads
  [ "$pom" != examples/quarkus/pom.xml ] || continue
  echo "+ mvn verify in $(dirname "$pom")"
  mvn -B -ntp -f "$pom" verify
done
