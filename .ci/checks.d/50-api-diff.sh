#!/usr/bin/env bash
# Compares what the libraries export with the last tag v*, and fails on a change that breaks programs or plugins compiled against
# it, unless .ci/api-diff/accepted.txt names it. First the comparison itself is tested against a baseline made up here. Where there
# is no tag there is nothing else to compare with. Needs the jars of mvn package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java_home=${JAVA_HOME:+$JAVA_HOME/bin/}
work=$PWD/target/api-diff
rm -rf "$work"
mkdir -p "$work"
mvn -B -ntp -q -f .ci/api-diff/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  "-DoutputDirectory=$work/lib"

# The packages that a library's jar exports to everybody, as japicmp wants them.
exported() {
  "${java_home}jar" --describe-module --file "$1" | sed -n 's/^exports \([^ ]*\)$/\1/p' | paste -sd ';'
}

accepted=$(sed -E '/^#/d; s/[ \t]+#.*$//; /^[ \t]*$/d' .ci/api-diff/accepted.txt | paste -sd ';')

# Fails, and prints what changed, when the second jar breaks what was compiled against the first.
compare() {
  local packages
  packages=$(exported "$1")
  [ -n "$packages" ] || return 0 # exports nothing, so nobody can be broken
  "${java_home}java" -cp "$work/lib/*" japicmp.JApiCmp --old "$1" --new "$2" -a protected \
    --include "$packages" --include-exclusively ${accepted:+--exclude "$accepted"} --ignore-missing-classes --only-incompatible \
    --no-error-on-exclusion-incompatibility --error-on-binary-incompatibility --error-on-source-incompatibility
}

jar_of() { ls "$1"/target/"$(basename "$1")"-[0-9]*.jar | grep -vE -- '-(sources|javadoc|tests)\.jar$' | head -n 1; }

echo '+ the comparison finds what it must, in a baseline with a class more'
api=$(jar_of llm-connect-api)
self_test() {
  local package=$1 baseline=$work/$2.jar
  mkdir -p "$work/$2/source" "$work/$2/classes"
  printf 'package %s;\n\n/** A type that exists in the baseline only. */\npublic interface Gone {}\n' "$package" >"$work/$2/source/Gone.java"
  "${java_home}javac" --release 17 -d "$work/$2/classes" "$work/$2/source/Gone.java"
  cp "$api" "$baseline"
  "${java_home}jar" --update --file "$baseline" -C "$work/$2/classes" .
  compare "$baseline" "$api" >"$work/$2.log" 2>&1
}
compare "$api" "$api" >"$work/same.log" || { cat "$work/same.log"; echo 'a jar differs from itself'; exit 1; }
self_test dev.llmconnect.internal internal || { cat "$work/internal.log"; echo 'what is internal counts'; exit 1; }
if self_test dev.llmconnect.spi removed; then echo 'a type was removed from the SPI, and nobody noticed'; exit 1; fi
grep -q 'dev.llmconnect.spi.Gone' "$work/removed.log" || { cat "$work/removed.log"; exit 1; }

tag=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)
if [ -z "$tag" ]; then
  echo 'no tag v* yet: nothing to compare the API with'
  exit 0
fi
echo "+ the API since $tag"
git worktree add --force --detach "$work/baseline" "$tag" >/dev/null 2>&1
trap 'git worktree remove --force "$work/baseline"' EXIT
(cd "$work/baseline" && mvn -B -ntp -q -Dquick package)
status=0
for library in llm-connect-* integrations/llm-connect-*; do
  [ -f "$library/src/main/java/module-info.java" ] && [ -d "$work/baseline/$library" ] || continue
  compare "$(jar_of "$work/baseline/$library")" "$(jar_of "$library")" || status=1
done
[ "$status" -eq 0 ] || echo "incompatible with $tag: see above; name what is meant in .ci/api-diff/accepted.txt"
exit "$status"
