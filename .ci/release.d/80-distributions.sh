#!/usr/bin/env bash
# The distributions as artifacts: built twice with the same bytes; each unpacked on a read-only root with another uid, no HOME and no JDK,
# started, called, streamed from and stopped; their sizes and start times. Those for arm64 run in an emulator, so their times say nothing.
# DISTRIBUTIONS=FOLDER checks those that bin/package wrote there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
missing=()
for tool in zip:zip unzip:unzip strip:binutils curl:curl dpkg-deb:dpkg python3:python3 systemd-analyze:systemd skopeo:skopeo \
  aarch64-linux-gnu-strip:binutils-aarch64-linux-gnu qemu-aarch64-static:qemu-user-static; do
  command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
[ "$(id -u)" = 0 ] || { echo "needs root: it mounts and changes the uid"; exit 1; }

work=$(mktemp -d)
chmod 755 "$work"
server=
# Maximum unpacked size in MiB; time to the line that says that the server listens, on a quiet machine: the goal, and what is a failure.
MAX_MIB=90
GOAL_START_MS=400
MAX_START_MS=800
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  # the mounts are in namespaces that end with their servers
  dpkg -s llm-connect >/dev/null 2>&1 && dpkg --purge llm-connect >/dev/null 2>&1
  chmod -R u+w "$work" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; [ ! -f "$work/err" ] || tail -20 "$work/err" >&2; exit 1; }
now() { date +%s%3N; }

if [ -n "${DISTRIBUTIONS:-}" ]; then
  cp -r "$DISTRIBUTIONS" "$work/one"
else
  echo "== built twice"
  # kept for the checks after this one
  bin/package target/dist >/dev/null
  cp -r target/dist "$work/one"
  PACKAGE_CLASS_LIST=$work/one/classes.list bin/package "$work/two" >/dev/null
  diff "$work/one/SHA256SUMS" "$work/two/SHA256SUMS" || fail "the second build has other bytes"
fi
version=$(basename "$work"/one/llm-connect-*-linux-x64.tar.gz -linux-x64.tar.gz)
version=${version#llm-connect-}
for file in "$work"/one/llm-connect*; do echo "$(($(stat -c %s "$file") / 1000)) kB  $(basename "$file")"; done

# run NAME COMMAND...: starts the server, calls it and stops it. The command must become the server's process.
run() {
  local name=$1 from answer ended=0 took line=
  shift
  : >"$work/out"
  from=$(now)
  "$@" >"$work/out" 2>"$work/err" </dev/null &
  server=$!
  # An emulated start takes a minute.
  for _ in $(seq 20000); do
    if read -r line <"$work/out"; then break; fi
    kill -0 "$server" 2>/dev/null || fail "$name did not start"
    sleep 0.01
  done
  took=$(($(now) - from))
  local url=http://127.0.0.1:${line##*:}
  [ "$(curl -sS "$url/health")" = '{"status":"ok"}' ] || fail "$name: /health"
  answer=$(curl -sS --fail-with-body -d '{"prompt":"Hello"}' "$url/execute") || fail "$name: $answer"
  case $answer in '{"content":'*'"finish_reason":"stop"'*) ;; *) fail "$name: $answer" ;; esac
  answer=$(curl -sS -N -d '{"prompt":"Hello","stream":true}' "$url/execute")
  case $answer in *'event: done'*) ;; *) fail "$name: no whole stream: $answer" ;; esac
  local memory
  memory=$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")
  kill "$server"
  wait "$server" || ended=$?
  server=
  [ "$ended" = 143 ] || fail "$name ended with $ended"
  started=$took
  echo "$name: listens after $took ms, $memory MiB resident, /health, /execute, a stream, ended with 143"
}
serve=(serve --host 127.0.0.1 --port 0 --drain-notice-seconds 0)
emulator=$(command -v qemu-aarch64-static)

# in_root ROOT UID COMMAND...: in an otherwise empty root, read-only, as that user, without HOME or PATH
in_root() {
  # shellcheck disable=SC2016
  exec unshare --mount --propagation private -- bash -c '
    set -e
    root=$1 uid=$2
    shift 2
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    cd /
    exec env -i PATH=/nonexistent "${@:1:$ENVIRONMENT}" /usr/sbin/chroot --userspec="$uid:$uid" "$root" "${@:$((ENVIRONMENT + 1))}"
  ' bash "$@"
}
# bare_root FOLDER FILE...: a root with nothing but a shell, and the C library that it and these files need
bare_root() {
  mkdir -p "$1"/{proc,dev,bin}
  cp /bin/dash "$1/bin/sh"
  ldd /bin/dash "${@:2}" | grep -o '/[^ ]*' | grep -v ':$' | sort -u |
    while read -r library; do case $library in "$work"/*) ;; *) install -D "$(readlink -f "$library")" "$1$library" ;; esac; done
}
# needs_glibc VERSION HOME: no file of the runtime needs a newer C library than the documentation names
needs_glibc() {
  local newest
  newest=$(readelf -W -V "$2/runtime/bin/java" "$2"/runtime/lib/*.so* "$2"/runtime/lib/server/*.so "$2/lib/libsqlitejdbc.so" |
    grep -o 'GLIBC_[0-9.]*' | sort -u -V | tail -n 1)
  echo "needs glibc ${newest#GLIBC_}"
  [ "$(printf '%s\n' "GLIBC_$1" "$newest" | sort -V | tail -n 1)" = "GLIBC_$1" ] || fail "it needs $newest, and docs/operate.md says $1"
}
quickest() { # quickest NAME COMMAND...: the best of five starts
  local best=999999
  for _ in 1 2 3 4 5; do
    run "$@" >"$work/line"
    if [ "$started" -lt "$best" ]; then best=$started; cp "$work/line" "$work/best"; fi
  done
  cat "$work/best"
  started=$best
}

echo "== llm-connect-$version.jar, on each JDK"
for java in /usr/lib/jvm/*/bin/java; do
  [ ! -L "${java%/bin/java}" ] || continue
  case $("$java" -version 2>&1) in *' version "1'[0-6]* | *' version "1.'*) continue ;; esac
  run "jar on $(basename "${java%/bin/java}")" setpriv --reuid=65534 --regid=65534 --clear-groups env -i "$java" -jar "$work/one/llm-connect-$version.jar" "${serve[@]}"
done

echo "== llm-connect-$version-linux-x64.tar.gz"
tar -xzf "$work/one/llm-connect-$version-linux-x64.tar.gz" -C "$work"
home=$work/llm-connect-$version-linux-x64
mib=$(du -sm --apparent-size "$home" | cut -f1)
echo "$mib MiB unpacked: $(cd "$home" && du -sk --apparent-size runtime lib/llm-connect.jar lib/llm-connect.jsa | awk '{ printf "%s %d KiB, ", $2, $1 }')"
[ "$mib" -le "$MAX_MIB" ] || fail "more than $MAX_MIB MiB"
needs_glibc "$(sed -n 's/.*linux-x64\.tar\.gz.*glibc \([0-9.]*\).*/\1/p' docs/operate.md)" "$home"
bare_root "$work/bare" "$home/runtime/bin/java" "$home/runtime/lib/server/libjvm.so"
cp -a "$home" "$work/bare/llm-connect"
export ENVIRONMENT=0
quickest "tar.gz in an empty read-only root" in_root "$work/bare" 65534 /llm-connect/bin/llm-connect "${serve[@]}"
read -r load _ </proc/loadavg
if [ "$started" -le "$GOAL_START_MS" ]; then met=met; else met=missed; fi
echo "goal of $GOAL_START_MS ms: $met, with a load of $load"
# On a busy machine a start says little.
[ "$started" -le "$MAX_START_MS" ] || [ "${load%.*}" -ge 3 ] || fail "it listens after $started ms, more than $MAX_START_MS ms"
shared=$(cd / && env LLM_CONNECT_JAVA_OPTS=-Xlog:class+load "$home/bin/llm-connect" --version | grep -c 'source: shared objects file')
own=$(cd / && env LLM_CONNECT_JAVA_OPTS=-Xlog:class+load "$home/bin/llm-connect" --version | grep -c 'source: [jf]' || true)
echo "classes of --version from the archive: $shared, not from it: $own"
[ "$shared" -gt $((own * 20)) ] || fail "the archive is not used"
ln -s "$home/bin/llm-connect" "$work/link"
case $("$work/link" --version) in "llm-connect $version"*) ;; *) fail "a symbolic link to the launcher" ;; esac

echo "== llm-connect-$version-linux-arm64.tar.gz"
tar -xzf "$work/one/llm-connect-$version-linux-arm64.tar.gz" -C "$work"
home=$work/llm-connect-$version-linux-arm64
mib=$(du -sm --apparent-size "$home" | cut -f1)
echo "$mib MiB unpacked"
[ "$mib" -le "$MAX_MIB" ] || fail "more than $MAX_MIB MiB"
for file in "$home/runtime/bin/java" "$home/runtime/lib/server/libjvm.so" "$home/lib/libsqlitejdbc.so"; do
  readelf -h "$file" | grep -q 'Machine: *AArch64' || fail "$file is not for arm64"
done
needs_glibc "$(sed -n 's/.*linux-arm64\.tar\.gz.*glibc \([0-9.]*\).*/\1/p' docs/operate.md)" "$home"
[ ! -e "$home/lib/llm-connect.jsa" ] && [ -x "$home/bin/make-archive" ] || fail "docs/operate.md says that it makes its class-data archive itself"
mkdir "$work/try" && cp -a "$home/bin" "$home/lib" "$work/try/" && cp -a "$work/llm-connect-$version-linux-x64/runtime" "$work/try/"
cp "$work/llm-connect-$version-linux-x64/lib/libsqlitejdbc.so" "$work/try/lib/"
echo "what makes its archive, tried with the runtime for x64:"
run "without an archive" env -i "PATH=$PATH" "$work/try/bin/llm-connect" "${serve[@]}"
for _ in $(seq 600); do [ ! -e "$work/try/lib/llm-connect.jsa" ] || break; sleep 0.1; done
[ -s "$work/try/lib/llm-connect.jsa" ] || fail "the first start made no archive"
run "with the archive that it made" env -i "PATH=$PATH" "$work/try/bin/llm-connect" "${serve[@]}"
shared=$(env LLM_CONNECT_JAVA_OPTS=-Xlog:class+load "$work/try/bin/llm-connect" --version | grep -c 'source: shared objects file' || true)
[ "$shared" -gt 1000 ] || fail "that archive is not used: $shared classes come from it"

echo "== llm-connect_${version}_amd64.deb"
systemd-analyze security --offline=yes --threshold=25 deploy/systemd/llm-connect.service | tail -1
dpkg-deb -f "$work/one/llm-connect_${version}_arm64.deb" Architecture | grep -qx arm64 || fail "the package for arm64 says something else"
dpkg-deb -x "$work/one/llm-connect_${version}_arm64.deb" "$work/deb-arm64"
diff -r "$work/deb-arm64/usr/lib/llm-connect" "$home" || fail "the package for arm64 has other files than the tar.gz"
dpkg -i "$work/one/llm-connect_${version}_amd64.deb" >/dev/null
systemd-analyze verify llm-connect.service 2>&1 | grep llm-connect && fail "systemd finds faults in the unit"
[ "$(stat -c %a /etc/llm-connect/environment)" = 640 ] || fail "everybody can read the file of keys"
(cd / && md5sum --quiet -c /var/lib/dpkg/info/llm-connect.md5sums)
run ".deb" setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/bin:/bin /usr/bin/llm-connect "${serve[@]}"
# what ExecStartPost waits for
sed -n 's/^ExecStartPost=//p' /lib/systemd/system/llm-connect.service | grep -q "^/bin/bash -c '" || fail "the unit does not wait"
dpkg --purge llm-connect >/dev/null
[ ! -e /usr/lib/llm-connect ] && [ ! -e /etc/llm-connect ] || fail "the package leaves files behind"

echo "== llm-connect-$version-oci.tar"
mkdir "$work/layout"
tar -xf "$work/one/llm-connect-$version-oci.tar" -C "$work/layout"
python3 - "$work/layout" "$work" <<'PYTHON'
import gzip, hashlib, io, json, pathlib, shlex, sys, tarfile
layout, work = map(pathlib.Path, sys.argv[1:])
def blob(descriptor):
    data = (layout / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    assert len(data) == descriptor["size"], descriptor
    assert "sha256:" + hashlib.sha256(data).hexdigest() == descriptor["digest"], descriptor
    return data
assert json.loads((layout / "oci-layout").read_text()) == {"imageLayoutVersion": "1.0.0"}
[entry] = json.loads((layout / "index.json").read_text())["manifests"]
index = json.loads(blob(entry))
assert entry["mediaType"] == index["mediaType"] == "application/vnd.oci.image.index.v1+json", entry
assert [m["platform"] for m in index["manifests"]] == [{"architecture": a, "os": "linux"} for a in ("amd64", "arm64")], index
for described in index["manifests"]:
    manifest = json.loads(blob(described))
    config = json.loads(blob(manifest["config"]))
    architecture = config["architecture"]
    assert architecture == described["platform"]["architecture"], config
    for descriptor, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
        data = gzip.decompress(blob(descriptor))
        assert "sha256:" + hashlib.sha256(data).hexdigest() == diff, diff
        tarfile.open(fileobj=io.BytesIO(data)).extractall(work / f"image-{architecture}", numeric_owner=True)
    run = config["config"]
    assert run["User"] == "65532:65532", run["User"]
    assert run["Cmd"] == ["serve"], run["Cmd"]
    for label in "title", "version", "licenses", "created", "description":
        assert run["Labels"]["org.opencontainers.image." + label], label
    print(architecture, "user", run["User"], "labels", ", ".join(sorted(run["Labels"])))
    quote = lambda words: " ".join(map(shlex.quote, words))
    (work / f"image-{architecture}.sh").write_text(f"environment=({quote(run['Env'])})\nentrypoint=({quote(run['Entrypoint'])})\n")
PYTHON
# A client that copies images finds both.
for architecture in amd64 arm64; do
  found=$(skopeo --override-arch "$architecture" inspect --format '{{.Os}}/{{.Architecture}}' "oci-archive:$work/one/llm-connect-$version-oci.tar")
  [ "$found" = "linux/$architecture" ] || fail "skopeo finds $found, not linux/$architecture"
done
for architecture in amd64 arm64; do
  image=$work/image-$architecture
  . "$image.sh"
  [ ! -e "$image/bin/sh" ] || fail "the image has a shell"
  mkdir -p "$image"/{proc,dev}
  echo "$architecture: $(du -sm --apparent-size "$image" | cut -f1) MiB unpacked"
  export ENVIRONMENT=${#environment[@]}
  if [ "$architecture" = arm64 ]; then
    for part in runtime lib; do
      diff -r "$image/opt/llm-connect/$part" "$work/llm-connect-$version-linux-arm64/$part" || fail "the image for arm64 has another $part than the tar.gz"
    done
    cp "$emulator" "$image/emulator"
    run "OCI image for arm64, read-only" in_root "$image" 65532 "${environment[@]}" /emulator "${entrypoint[@]}" "${serve[@]}"
  else
    quickest "OCI image, read-only" in_root "$image" 65532 "${environment[@]}" "${entrypoint[@]}" "${serve[@]}"
  fi
  grep -q 'in memory only' "$work/err" || fail "it says nothing of a data folder that cannot be written"
done
echo "the distributions: all is well"
