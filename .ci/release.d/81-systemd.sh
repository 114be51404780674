#!/usr/bin/env bash
# The Debian package of target/dist under a systemd that has booted: in a container whose root is a copy-on-write view of this machine's.
# Installs it, starts the unit, calls the server, reloads, kills, stops during a call, upgrades and removes it. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
missing=()
for tool in systemctl:systemd systemd-nspawn:systemd-container curl:curl; do
  command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
[ "$(id -u)" = 0 ] || { echo "needs root: it boots a container"; exit 1; }
distributions=${DISTRIBUTIONS:-$root/target/dist}
compgen -G "$distributions/llm-connect_*_amd64.deb" >/dev/null || PACKAGE_ARM64=no bin/package "$distributions" >/dev/null

work=$(mktemp -d)
finish() {
  umount "$work/root" 2>/dev/null || true
  umount "$work/changes" 2>/dev/null || true
  rm -rf --one-file-system "$work"
}
trap finish EXIT
mkdir "$work"/{root,changes,check}
cp "$distributions"/llm-connect_*_amd64.deb "$work/check/llm-connect.deb"
# What docs/operate.md says to edit for a key in a file of its own.
sed -n '/^# systemctl edit llm-connect$/,/^```$/p' docs/operate.md | sed '1d;$d' >"$work/check/key.conf"
mount -t tmpfs -o size=1g,mode=755 tmpfs "$work/changes"
mkdir "$work"/changes/{upper,work}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/changes/upper,workdir=$work/changes/work" "$work/root"

# Boots to the check and nothing else; its exit code becomes that of the container.
systemd-id128 new >"$work/root/etc/machine-id"
# This machine may divert the start of services.
rm -f "$work/root/usr/sbin/policy-rc.d"
cat >"$work/root/etc/systemd/system/check.target" <<END
[Unit]
Requires=basic.target check.service
After=basic.target
END
cat >"$work/root/etc/systemd/system/check.service" <<END
[Unit]
After=basic.target
FailureAction=exit-force
SuccessAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=240
ExecStart=/bin/bash /check/run
StandardOutput=append:/check/out
StandardError=append:/check/out
END
cat >"$work/check/run" <<'END'
set -euo pipefail
unit=llm-connect.service
fail() { echo "FAILED: $1"; systemctl --no-pager status $unit | tail -n 30; exit 1; }
property() { systemctl show --property "$1" --value $unit; }
# is PROPERTY VALUE
is() { [ "$(property "$1")" = "$2" ] || fail "$1 is $(property "$1"), not $2"; }
url=http://127.0.0.1:8080
answers() {
  [ "$(curl -sS "$url/health")" = '{"status":"ok"}' ] || fail "/health"
  curl -sS -d '{"prompt":"Hello"}' "$url/execute" | grep -q '"finish_reason":"stop"' || fail "/execute"
}
now() { date +%s%3N; }
# soon COMMAND...: whether it is so within 10 s
soon() { for _ in $(seq 100); do if "$@" >/dev/null 2>&1; then return; fi; sleep 0.1; done; return 1; }

systemctl --version | head -n 1
dpkg -i /check/llm-connect.deb >/dev/null
[ "$(systemctl is-enabled $unit)" = disabled ] || fail "the package enables the unit"
systemd-analyze verify $unit 2>&1 | grep llm-connect && fail "systemd finds faults in the unit"
systemd-analyze security --no-pager --threshold=25 $unit | tail -n 1

echo LLM_CONNECT_DRAIN_NOTICE_SECONDS=0 >>/etc/llm-connect/environment
systemctl enable --quiet $unit
from=$(now)
systemctl start $unit
# A start is over when the port accepts connections, so nothing waits here.
answers
echo "started and called after $(($(now) - from)) ms"
is ActiveState active
is SubState running
pid=$(property MainPID)
user=$(stat -c %u "/proc/$pid")
[ "$user" -ge 61184 ] && [ "$user" -le 65519 ] || fail "it runs as $user"
grep -q '^CapEff:[[:space:]]*0*$' "/proc/$pid/status" || fail "it has capabilities"
grep -q '^NoNewPrivs:[[:space:]]*1$' "/proc/$pid/status" || fail "it can gain privileges"
grep -q '^Seccomp:[[:space:]]*2$' "/proc/$pid/status" || fail "it may make every system call"
[ "$(stat -c %a /var/lib/private/llm-connect)" = 700 ] || fail "others can read its data"
soon test -s /var/lib/private/llm-connect/ledger.db || fail "it keeps no data: $(ls /var/lib/private/llm-connect)"
soon eval "journalctl -q -u $unit | grep 'llm-connect listening on http://127.0.0.1:8080'" || fail "the journal does not have what it says"

systemctl reload $unit
sleep 1
answers
[ "$(property MainPID)" = "$pid" ] || fail "a reload ends it"

kill -9 "$pid"
for _ in $(seq 100); do if [ "$(property NRestarts)" = 1 ] && [ "$(property ActiveState)" = active ]; then break; fi; sleep 0.1; done
is NRestarts 1
is ActiveState active
answers
echo "killed, and started again"

# A call that runs when the stop begins gets its whole answer.
curl -sS -N -d '{"prompt":"Hello","stream":true,"config":{"model_name":"mock/slow-2s"}}' "$url/execute" >/tmp/answer &
call=$!
sleep 1
from=$(now)
systemctl stop $unit
echo "stopped after $(($(now) - from)) ms"
wait "$call"
grep -q 'event: done' /tmp/answer || fail "a call was cut: $(tail -c 300 /tmp/answer)"
is Result success
is ExecMainStatus 143
is ActiveState inactive

# A wrong option or a missing key does not look like a start.
refuses() {
  local from
  from=$(now)
  echo "$1" >>/etc/llm-connect/environment
  if systemctl start $unit 2>/dev/null; then fail "it starts with $1"; fi
  systemctl stop $unit
  echo "with $1 the start fails after $(($(now) - from)) ms"
  [ $(($(now) - from)) -lt 10000 ] || fail "a start that fails takes too long"
  sed -i '$d' /etc/llm-connect/environment
  systemctl reset-failed $unit
}
refuses LLM_CONNECT_PORT=many
refuses LLM_CONNECT_PROVIDER=openrouter

# A key in a file of its own, which systemd hands over
install -D -m 644 /check/key.conf "/etc/systemd/system/$unit.d/key.conf"
(umask 077 && echo no-key-of-anybody-17 >/etc/llm-connect/openrouter.key)
echo LLM_CONNECT_PROVIDER=openrouter >>/etc/llm-connect/environment
systemctl daemon-reload
systemctl start $unit || fail "it does not start with the key"
[ "$(curl -sS "$url/health")" = '{"status":"ok"}' ] || fail "/health with the key"
systemctl stop $unit
sed -i '$d' /etc/llm-connect/environment
rm -r "/etc/systemd/system/$unit.d" /etc/llm-connect/openrouter.key
systemctl daemon-reload
echo "with the key in a file it starts"

# A Unix socket in the folder that systemd makes
echo LLM_CONNECT_LISTEN=unix:/run/llm-connect/socket >>/etc/llm-connect/environment
systemctl start $unit
[ "$(curl -sS --unix-socket /run/llm-connect/socket http://localhost/health)" = '{"status":"ok"}' ] || fail "/health on the Unix socket"
sed -i '$d' /etc/llm-connect/environment

# An upgrade restarts what runs; a removal stops it and leaves nothing.
pid=$(property MainPID)
dpkg -i /check/llm-connect.deb >/dev/null
is ActiveState active
[ "$(property MainPID)" != "$pid" ] || fail "an upgrade does not restart it"
answers
dpkg --purge llm-connect >/dev/null 2>&1
[ "$(systemctl is-active $unit)" = inactive ] || fail "it runs after its removal"
[ ! -e /usr/lib/llm-connect ] && [ ! -e /etc/llm-connect ] && [ ! -e /var/lib/private/llm-connect ] || fail "the package leaves files behind"
echo "upgraded and removed"
END

: >"$work/check/out"
status=0
timeout 300 systemd-nspawn --quiet --directory="$work/root" --boot --register=no --keep-unit --private-network --link-journal=no \
  --bind="$work/check:/check" --console=pipe systemd.unit=check.target >"$work/console" 2>&1 || status=$?
cat "$work/check/out"
if [ "$status" != 0 ] || [ ! -s "$work/check/out" ]; then
  echo "FAILED: the container ended with $status" >&2
  tail -n 30 "$work/console" >&2
  exit 1
fi
echo "systemd: all is well"
