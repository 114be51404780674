#!/usr/bin/env bash
# The first start from a clone: another user's checkout that cannot be written, without Maven on the PATH. It says what it does, builds in
# the user's cache with the Maven of mvnw, and the second start builds nothing. The Maven that mvnw gets is a stand-in, which notes its
# arguments and copies the jar; what -Dquick leaves out is the build's own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
fail() { echo "FAILED: $1" >&2; tail -30 "$work/err" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "needs root: it changes the uid"; exit 1; }

git clone -q --no-hardlinks . "$work/clone"
git diff HEAD --binary | git -C "$work/clone" apply --allow-empty
properties=.mvn/wrapper/maven-wrapper.properties
name=$(sed -n 's/.*\/\(apache-maven-.*\)-bin.tar.gz/\1/p' "$properties")
file=org/apache/maven/apache-maven/${name#apache-maven-}/$name-bin.tar.gz
mkdir -p "$work/mirror/${file%/*}" "$work/$name/bin"
cp llm-connect-cli/target/llm-connect.jar "$work/built.jar"
cat >"$work/$name/bin/mvn" <<END
#!/bin/sh
echo "\$*" >>"$work/home/arguments"
echo '[INFO] Building llm-connect-api 0.1.0                                [1/2]'
sleep 11
echo '[INFO] Building llm-connect-cli 0.1.0                                [2/2]'
mkdir -p llm-connect-cli/target && cp "$work/built.jar" llm-connect-cli/target/llm-connect.jar
END
chmod 755 "$work/$name/bin/mvn"
tar -C "$work" -czf "$work/mirror/$file" "$name"
chmod -R a+rX "$work"

mkdir "$work/home"
chown nobody "$work/home"
as_nobody() {
  setpriv --reuid=nobody --regid=nogroup --clear-groups env -i PATH=/usr/bin:/bin "MVNW_REPOURL=file://$work/mirror" "$@" >"$work/out" 2>"$work/err"
}
mkdir "$work/bin"
# mvn is on the PATH of this machine, and is not to be used
for tool in /usr/bin/* /bin/*; do case ${tool##*/} in mvn*) ;; *) ln -sf "$tool" "$work/bin/" ;; esac; done

# the checksum of the real Maven
if as_nobody "HOME=$work/home" "$work/clone/mvnw" --version; then fail "mvnw takes a file with another checksum"; fi
grep -q 'is expected' "$work/err" || fail "mvnw does not say why"
sed -i "s/^distributionSha256Sum=.*/distributionSha256Sum=$(sha256sum "$work/mirror/$file" | cut -d' ' -f1)/" "$work/clone/$properties"
chmod -R a-w,a+rX "$work/clone"
java_home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
start() { as_nobody "PATH=$work/bin" "HOME=$work/home" "JAVA_HOME=$java_home" "$work/clone/bin/llm-connect" --version; }

start || fail "the first start"
cat "$work/err"
grep -q '^llm-connect [0-9]' "$work/out" || fail "no version"
for said in 'llm-connect: building' 'mvnw: downloading' 'llm-connect: llm-connect-api .*\[1/2\]' 'llm-connect: still building, 1[0-9] s' 'llm-connect: llm-connect-cli .*\[2/2\]'; do
  grep -q "$said" "$work/err" || fail "it does not say: $said"
done
grep -qxF -- '-B -ntp -Dstyle.color=never -Dquick -pl llm-connect-cli -am package' "$work/home/arguments" || fail "Maven was called with $(cat "$work/home/arguments")"
cache=$(echo "$work"/home/.cache/llm-connect/*)
[ -f "$cache/llm-connect-cli/target/llm-connect.jar" ] || fail "no jar in the cache"
[ -z "$(find "$work/clone" -name target -print -quit)" ] || fail "the checkout was written to"
start || fail "the second start"
[ ! -s "$work/err" ] || fail "the second start says something"
if as_nobody "PATH=$work/bin" "JAVA_HOME=$java_home" "$work/clone/bin/llm-connect" --version; then fail "it starts without a place to build"; fi
grep -q 'neither HOME nor XDG_CACHE_HOME' "$work/err" || fail "it does not say that there is no place to build"
echo "first start: as another user, from a checkout that cannot be written, without Maven"
