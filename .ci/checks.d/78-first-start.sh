#!/usr/bin/env bash
# The first start from a clone: another user's checkout that cannot be written, without Maven on the PATH. It says what it does, builds in
# the user's cache with the Maven of mvnw, compiles no test, and the second start builds nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
fail() { echo "FAILED: $1" >&2; tail -30 "$work/err" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "needs root: it changes the uid"; exit 1; }

# Maven, as mvnw finds it in a repository
version=$(sed -n 's/.*apache-maven-\(.*\)-bin.tar.gz/\1/p' .mvn/wrapper/maven-wrapper.properties)
(cd "$work" && mvn -q -B -ntp dependency:get "-Dartifact=org.apache.maven:apache-maven:$version:tar.gz:bin" -Dtransitive=false)
file=org/apache/maven/apache-maven/$version/apache-maven-$version-bin.tar.gz
mkdir -p "$work/mirror/${file%/*}" "$work/home/.m2"
chmod -R a+rX "$work/mirror"
cp "$HOME/.m2/repository/$file" "$work/mirror/$file"
export MVNW_REPOURL=file://$work/mirror
if printf x >>"$work/mirror/$file" && MAVEN_USER_HOME=$work/m2 ./mvnw --version >/dev/null 2>"$work/err"; then fail "mvnw takes a file with another checksum"; fi
grep -q 'is expected' "$work/err" || fail "mvnw does not say why"
cp "$HOME/.m2/repository/$file" "$work/mirror/$file"

git clone -q --no-hardlinks . "$work/clone"
# what is not committed yet is checked, too
git diff HEAD --binary | git -C "$work/clone" apply --allow-empty
chmod -R a-w,a+rX "$work/clone"
# The libraries that this build has are not downloaded again.
mkdir "$work/libraries"
chown nobody "$work/home" "$work/home/.m2"
# Maven is not on this PATH; the JDK is.
java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
mkdir "$work/bin"
for tool in bash sh env dirname basename sed tr cut cat find tar cksum touch mkdir chmod stat nice sleep flock mv rm rmdir mktemp curl gzip sha256sum head readlink uname ls; do
  ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
start() {
  # shellcheck disable=SC2016
  unshare --mount --propagation private -- bash -c 'mount --bind "$HOME/.m2/repository" "$1" && shift && exec "$@"' bash "$work/libraries" \
    setpriv --reuid=nobody --regid=nogroup --clear-groups env -i "PATH=$work/bin" "HOME=$work/home" "JAVA_HOME=$java_home" \
    "MVNW_REPOURL=$MVNW_REPOURL" "MAVEN_ARGS=-Dmaven.repo.local.tail=$work/libraries -Dmaven.repo.local.tail.ignoreAvailability=true" \
    "$work/clone/bin/llm-connect" --version >"$work/out" 2>"$work/err" || fail "bin/llm-connect --version"
  grep -q '^llm-connect [0-9]' "$work/out" || fail "no version"
}
SECONDS=0
start
echo "first start: $SECONDS s"
cat "$work/err"
grep -q 'llm-connect: building' "$work/err" || fail "it does not say that it builds"
[ "$(grep -c '^llm-connect: llm-connect-.*\[.*/.*\]' "$work/err")" -ge 5 ] || fail "it does not name the modules"
cache=$(echo "$work"/home/.cache/llm-connect/*)
[ -f "$cache/llm-connect-cli/target/llm-connect.jar" ] || fail "no jar in the cache"
[ -z "$(find "$cache" -path '*/target/test-classes/*.class' -print -quit)" ] || fail "tests were compiled"
[ -z "$(find "$work/clone" -name target -print -quit)" ] || fail "the checkout was written to"
SECONDS=0
start
[ ! -s "$work/err" ] || fail "the second start says something"
echo "second start: $SECONDS s"
