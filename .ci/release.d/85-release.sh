#!/usr/bin/env bash
# Stages a release twice from two copies of the source and compares the bytes, signs one with a key made up here, checks it against
# Maven Central's requirements, and sees that the check finds what is missing. Nothing leaves this machine.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$PWD/target/release
rm -rf "$work"
mkdir -p "$work/home"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

for copy in first second; do
  mkdir -p "$work/$copy"
  git ls-files -z | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory="$work/$copy"
  .ci/release/stage.sh "$work/$copy" "$work/staged-$copy"
done
diff --recursive "$work/staged-first" "$work/staged-second"
echo "$(find "$work/staged-first" -type f | wc -l) files, built twice, are the same to the byte"

# as short a path as gpg's agent needs for its socket
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT
gpg --batch --quiet --passphrase '' --quick-generate-key 'llm-connect throw-away key <nobody@example.invalid>' default default never
.ci/release/sign.sh "$work/staged-first" "$work/bundle.zip"
while IFS= read -r -d '' signature; do
  gpg --batch --quiet --verify "$signature" "${signature%.asc}" 2>"$work/gpg.log" || { cat "$work/gpg.log"; exit 1; }
done < <(find "$work/staged-first" -name '*.asc' -print0)
"$java" .ci/release/CheckBundle.java "$work/staged-first" 13
echo "bundle: $(wc -c <"$work/bundle.zip") bytes"

echo '+ the check finds what is missing'
broken=$(find "$work/staged-first" -name 'llm-connect-api-*-sources.jar')
rm "$broken" "$broken.asc" "$broken.md5"
echo 0 >"$(find "$work/staged-first" -name 'llm-connect-bom-*.pom.sha1')"
if "$java" .ci/release/CheckBundle.java "$work/staged-first" 13 >"$work/broken.log"; then cat "$work/broken.log"; exit 1; fi
grep -q 'llm-connect-api-.* has no -sources.jar' "$work/broken.log"
grep -q 'llm-connect-bom-.*.pom has no right sha1' "$work/broken.log"
