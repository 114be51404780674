#!/usr/bin/env bash
# The artifacts of the build are the known ones, and a changed one is noticed; a second build gives the same fat jar; no component of it
# has a known vulnerability (this needs the network, and says so where there is none). Needs the fat jar of mvn verify.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
work=$PWD/target/supply-chain
rm -rf "$work"
mkdir -p "$work"

echo '+ the artifacts are those of .mvn/checksums.sha256'
.ci/checksums

echo '+ a changed artifact is noticed'
artifact=$(grep -v '^#' .mvn/checksums.sha256 | cut -c67- | grep '/okhttp-jvm-.*\.jar$' | head -n 1)
mkdir -p "$work/repository/$(dirname "$artifact")"
printf 'changed' >"$work/repository/$artifact"
if MAVEN_REPOSITORY=$work/repository .ci/checksums >"$work/changed.log" 2>&1; then
  echo 'an artifact was changed, and nobody noticed'
  exit 1
fi
grep -q "$artifact" "$work/changed.log"

echo '+ a second build gives the same bytes'
mkdir "$work/sources"
git ls-files -z | xargs -0 cp --parents -t "$work/sources"
(cd "$work/sources" && mvn -B -ntp -q -Dquick -pl llm-connect-cli -am package)
sha256sum "$fat_jar" "$work/sources/llm-connect-cli/target/llm-connect.jar"
cmp "$fat_jar" "$work/sources/llm-connect-cli/target/llm-connect.jar"

echo '+ known vulnerabilities of what is in the fat jar'
unzip -q -o "$fat_jar" META-INF/sbom/llm-connect.cdx.json -d "$work"
status=0
.ci/vulnerabilities "$work/META-INF/sbom/llm-connect.cdx.json" || status=$?
[ "$status" -ne 1 ] || exit 1
