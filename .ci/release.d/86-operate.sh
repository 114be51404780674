#!/usr/bin/env bash
# Every command of the blocks marked sh in docs/operate.md, in order, with the tar.gz of target/dist.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
missing=()
for tool in openssl curl haproxy; do
  command -v "$tool" >/dev/null || [ -x "/usr/sbin/$tool" ] || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
export PATH=$PATH:/usr/sbin
distributions=${DISTRIBUTIONS:-$root/target/dist}
compgen -G "$distributions/llm-connect-*-linux-x64.tar.gz" >/dev/null || PACKAGE_ARM64=no bin/package "$distributions" >/dev/null
work=$(mktemp -d)
servers=()
stop() {
  for pid in ${servers[@]+"${servers[@]}"}; do kill -INT "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  servers=()
}
finish() {
  stop
  [ ! -f "$work/haproxy.pid" ] || kill "$(cat "$work/haproxy.pid")" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; for log in "$work"/*.err; do echo "== $log"; tail -n 8 "$log" | cut -c1-300; done >&2; exit 1; }
cp "$distributions"/llm-connect-*-linux-x64.tar.gz "$work/"
ln -s "$root/deploy" "$work/deploy"
cd "$work"
export XDG_DATA_HOME=$work/home

serve() {
  local out=$work/server${#servers[@]}.out
  : >"$out"
  # a job of its own, so that SIGINT is not ignored
  set -m
  bash -c "exec $1" >"$out" 2>"${out%.out}.err" &
  set +m
  servers+=("$!")
  for _ in $(seq 600); do
    if grep -q '^llm-connect listening on ' "$out"; then return; fi
    kill -0 "${servers[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  fail "did not start: $1"
}
count=0
block=
while IFS= read -r line; do
  case $line in
    '```sh') block= ;;
    '```')
      # Servers run in the background; the first one of a block takes the place of those before it.
      mapfile -t commands < <(grep '^llm-connect serve' <<<"$block" || true)
      if [ ${#commands[@]} -gt 0 ]; then
        stop
        # What the block does before its first server: files and variables.
        before=${block%%llm-connect serve*}
        after=$(grep -v '^llm-connect serve' <<<"${block#"$before"}" || true)
      else
        before=$block after=
      fi
      echo "+ $block"
      eval "$before" </dev/null || fail "$before"
      for command in ${commands[@]+"${commands[@]}"}; do serve "$command"; done
      set -e
      eval "$after" </dev/null || fail "$after"
      count=$((count + 1))
      ;;
    *) block+=${block:+$'\n'}$line ;;
  esac
done < <(sed -n '/^```sh$/,/^```$/p' "$root/docs/operate.md")
[ "$count" -ge 12 ] || fail "only $count blocks of commands"
case $(type -p llm-connect) in "$work"/*) ;; *) fail "the commands ran another llm-connect" ;; esac
# Nothing hides in a block that is not run.
if sed -n '/^```console$/,/^```$/p' "$root/docs/operate.md" | grep -E '^[#$] ' | grep -vE '^[#$] (apt-get|editor|systemctl|journalctl|skopeo|docker|helm) '; then
  fail "a block marked console has commands that CI could run"
fi
stop
echo "docs/operate.md: $count blocks ran"
