#!/usr/bin/env bash
# The distributions as artifacts: built twice with the same bytes; each unpacked on a read-only root with another uid, no HOME and no JDK,
# started, called, streamed from and stopped; their sizes and start times. DISTRIBUTIONS=FOLDER checks those that bin/package wrote there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
missing=()
for tool in zip:zip unzip:unzip strip:binutils curl:curl dpkg-deb:dpkg python3:python3 systemd-analyze:systemd; do
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
  for _ in $(seq 3000); do
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
# a root with nothing but the C library and a shell, for the tar.gz and the .deb
bare_root() {
  mkdir -p "$1"/{proc,dev,bin}
  cp /bin/dash "$1/bin/sh"
  ldd /bin/dash "$2/runtime/bin/java" "$2/runtime/lib/server/libjvm.so" | grep -o '/[^ ]*' | grep -v ':$' | sort -u |
    while read -r library; do case $library in "$2"/*) ;; *) install -D "$(readlink -f "$library")" "$1$library" ;; esac; done
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
bare_root "$work/bare" "$home"
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

echo "== llm-connect_${version}_amd64.deb"
systemd-analyze security --offline=yes --threshold=25 deploy/systemd/llm-connect.service | tail -1
dpkg -i "$work/one/llm-connect_${version}_amd64.deb" >/dev/null
systemd-analyze verify llm-connect.service 2>&1 | grep llm-connect && fail "systemd finds faults in the unit"
[ "$(stat -c %a /etc/llm-connect/environment)" = 640 ] || fail "everybody can read the file of keys"
(cd / && md5sum --quiet -c /var/lib/dpkg/info/llm-connect.md5sums)
run ".deb" setpriv --reuid=65534 --regid=65534 --clear-groups env -i PATH=/usr/bin:/bin /usr/bin/llm-connect "${serve[@]}"
# what ExecStartPost waits for
sed -n 's/^ExecStartPost=//p' /lib/systemd/system/llm-connect.service | grep -q "^/bin/bash -c '" || fail "the unit does not wait"
dpkg --purge llm-connect >/dev/null
[ ! -e /usr/lib/llm-connect ] && [ ! -e /etc/llm-connect ] || fail "the package leaves files behind"

echo "== llm-connect-$version-oci-amd64.tar"
mkdir "$work/layout" "$work/image"
tar -xf "$work/one/llm-connect-$version-oci-amd64.tar" -C "$work/layout"
python3 - "$work/layout" "$work/image" "$work/image.sh" <<'PYTHON'
import gzip, hashlib, io, json, pathlib, shlex, sys, tarfile
layout, image, script = map(pathlib.Path, sys.argv[1:])
def blob(descriptor):
    data = (layout / "blobs" / descriptor["digest"].replace(":", "/")).read_bytes()
    assert len(data) == descriptor["size"], descriptor
    assert "sha256:" + hashlib.sha256(data).hexdigest() == descriptor["digest"], descriptor
    return data
assert json.loads((layout / "oci-layout").read_text()) == {"imageLayoutVersion": "1.0.0"}
[entry] = json.loads((layout / "index.json").read_text())["manifests"]
assert entry["platform"] == {"architecture": "amd64", "os": "linux"}
manifest = json.loads(blob(entry))
config = json.loads(blob(manifest["config"]))
for descriptor, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"], strict=True):
    data = gzip.decompress(blob(descriptor))
    assert "sha256:" + hashlib.sha256(data).hexdigest() == diff, diff
    tarfile.open(fileobj=io.BytesIO(data)).extractall(image, numeric_owner=True)
run = config["config"]
assert run["User"] == "65532:65532", run["User"]
for label in "title", "version", "licenses", "created", "description":
    assert run["Labels"]["org.opencontainers.image." + label], label
print("user", run["User"], "labels", ", ".join(sorted(run["Labels"])))
quote = lambda words: " ".join(map(shlex.quote, words))
script.write_text(f"environment=({quote(run['Env'])})\nentrypoint=({quote(run['Entrypoint'])})\ncommand=({quote(run['Cmd'])})\n")
PYTHON
. "$work/image.sh"
[ "${command[*]}" = serve ] || fail "the image runs ${command[*]}"
[ ! -e "$work/image/bin/sh" ] || fail "the image has a shell"
mkdir -p "$work/image"/{proc,dev}
echo "$(du -sm --apparent-size "$work/image" | cut -f1) MiB unpacked"
export ENVIRONMENT=${#environment[@]}
quickest "OCI image, read-only" in_root "$work/image" 65532 "${environment[@]}" "${entrypoint[@]}" "${serve[@]}"
grep -q 'in memory only' "$work/err" || fail "it says nothing of a data folder that cannot be written"
echo "the distributions: all is well"
