#!/usr/bin/env bash
# Two nodes behind HAProxy and nginx, with the configuration files of deploy/: streaming; a rolling restart of both nodes under 200 callers,
# streaming and not, without a failed call behind HAProxy; a killed node.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
missing=()
for tool in haproxy nginx curl node:nodejs; do
  command -v "${tool%%:*}" >/dev/null || [ -x "/usr/sbin/$tool" ] || missing+=("${tool##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  # The services of the packages are not to start.
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || { rm /usr/sbin/policy-rc.d; exit 1; }
  rm /usr/sbin/policy-rc.d
fi
PATH=$PATH:/usr/sbin

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
for candidate in /usr/lib/jvm/*/bin/java; do
  # virtual threads, for as many calls as one likes
  case $("$candidate" -version 2>&1) in *' version "'2[1-9]* | *' version "'[3-9][0-9]*) java=$candidate ;; esac
done
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
callers=${CALLERS:-200}
work=$(mktemp -d)
chmod 755 "$work"
declare -A pids=()
finish() {
  for name in "${!pids[@]}"; do kill -9 "${pids[$name]}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; for log in "$work"/*.err; do echo "== $log"; tail -n 5 "$log" | cut -c1-400; done >&2; exit 1; }
value() { node -e 'console.log(JSON.parse(require("fs").readFileSync(0,"utf8"))[process.argv[1]])' "$1"; }

node .ci/scale-out/stub.mjs >"$work/stub.out" 2>"$work/stub.err" &
pids[stub]=$!
# free ports, which are then written into copies of the files
mapfile -t ports < <(node -e 'const s=[0,0,0,0].map(()=>require("net").createServer().listen(0,"127.0.0.1"));
  setTimeout(()=>{for(const x of s){console.log(x.address().port);x.close()}},100)')
declare -A port=([a]=${ports[0]} [b]=${ports[1]} [haproxy]=${ports[2]} [nginx]=${ports[3]})
for _ in $(seq 200); do
  provider=$(head -n 1 "$work/stub.out")
  if [ -n "$provider" ]; then break; fi
  sleep 0.05
done
[ -n "$provider" ] || fail "the stub did not start"

node_start() { # node_start NAME
  LLM_CONNECT_LOG_LEVEL=warn "$java" -Xmx448m -XX:+UseSerialGC -jar "$fat_jar" serve --port "${port[$1]}" --provider openai-compatible \
    --base-url "http://127.0.0.1:$provider/v1" --model stub --data-dir "$work/data" --drain-notice-seconds 3 >"$work/$1.out" 2>>"$work/$1.err" &
  pids[$1]=$!
  for _ in $(seq 400); do
    if grep -q '^llm-connect listening on ' "$work/$1.out"; then return; fi
    kill -0 "${pids[$1]}" 2>/dev/null || break
    sleep 0.05
  done
  fail "node $1 did not start"
}
node_start a
node_start b

at_ports() { sed "s/127\.0\.0\.1:8080/127.0.0.1:${port[$2]}/; s/127\.0\.0\.1:8081/127.0.0.1:${port[a]}/; s/127\.0\.0\.1:8082/127.0.0.1:${port[b]}/" "$1"; }
at_ports deploy/haproxy/haproxy.cfg haproxy >"$work/haproxy.cfg"
haproxy -c -f "$work/haproxy.cfg"
haproxy -db -f "$work/haproxy.cfg" >"$work/haproxy.err" 2>&1 &
pids[haproxy]=$!
mkdir "$work/nginx"
cat >"$work/nginx.conf" <<END
daemon off;
master_process off;
pid $work/nginx/pid;
error_log $work/nginx.err warn;
events { worker_connections 2048; }
http {
  access_log off;
  client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx; uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
  include $work/llm-connect.conf;
}
END
at_ports deploy/nginx/llm-connect.conf nginx >"$work/llm-connect.conf"
nginx -t -c "$work/nginx.conf" 2>&1 | tail -1
nginx -c "$work/nginx.conf" 2>>"$work/nginx.err" &
pids[nginx]=$!

wait_for() { for _ in $(seq 200); do if [ "$(curl -s -o /dev/null -w '%{http_code}' "$1/ready")" = 200 ]; then return; fi; sleep 0.05; done; fail "$1 is not ready"; }
for proxy in haproxy nginx; do
  url=http://127.0.0.1:${port[$proxy]}
  wait_for "$url"
  # The first token comes long before the last one.
  read -r first whole < <(curl -sS -N -o "$work/answer" -w '%{time_starttransfer} %{time_total}\n' -d '{"prompt":"Hello","stream":true}' "$url/execute")
  grep -q 'event: done' "$work/answer" || fail "$proxy: no whole stream: $(head -c 600 "$work/answer")"
  echo "$proxy: first byte of a stream after $first s, the last after $whole s"
  awk "BEGIN { exit !($whole - $first > 0.6) }" || fail "$proxy keeps a stream back"
done

# under NAME COMMAND: runs the command under load through that proxy; the summary is in $summary
under() {
  local name=$1 load
  shift
  node .ci/scale-out/load.mjs "http://127.0.0.1:${port[$name]}" "$callers" >"$work/summary" 2>"$work/load.err" &
  load=$!
  pids[load]=$load
  sleep 2
  "$@"
  sleep 2
  kill "$load"
  wait "$load"
  unset 'pids[load]'
  summary=$(cat "$work/summary")
  echo "$name: $summary" | cut -c1-1500
}
restart() { # restart NAME: SIGTERM, wait for the end, start again
  local ended=0
  kill "${pids[$1]}"
  wait "${pids[$1]}" || ended=$?
  [ "$ended" = 143 ] || fail "node $1 ended with $ended"
  node_start "$1"
  # Until HAProxy has seen that it is ready, which takes longer than two checks on a busy machine.
  sleep 2
  for _ in $(seq 300); do
    case $(grep "Server nodes/$1 is " "$work/haproxy.err" | tail -n 1) in *' is DOWN'*) sleep 0.1 ;; *) return ;; esac
  done
  fail "haproxy does not see that node $1 is ready"
}
roll() { restart a; restart b; }
echo "== rolling restart of two nodes behind haproxy, $callers callers"
under haproxy roll
[ "$(value failed <<<"$summary")" = 0 ] || fail "calls failed"
[ "$(value calls <<<"$summary")" -gt "$callers" ] || fail "hardly a call was made"

# nginx asks no node whether it is ready: it learns of the end from the calls that meet it, one for each connection that it tries.
echo "== one node restarts behind nginx, $callers callers"
under nginx restart a
failed=$(value failed <<<"$summary")
# How many these are depends on the callers, not on how many calls a machine makes in that time: at most one call of each can meet the end.
[ "$failed" -le $((callers / 3)) ] || fail "$failed calls failed"

echo "== a node is killed behind haproxy, $callers callers"
killed=
crash() { sleep 1; killed=$(date +%s%3N); kill -9 "${pids[a]}"; wait "${pids[a]}" 2>/dev/null || true; sleep 4; }
under haproxy crash
failed=$(value failed <<<"$summary")
# What it had begun is lost, and nothing else: at most its share of the callers, and only at once.
[ "$failed" -le $((callers * 3 / 4)) ] || fail "$failed calls failed"
if [ "$failed" -gt 0 ]; then
  after=$(($(value lastFailure <<<"$summary") - killed))
  [ "$after" -lt 2000 ] || fail "a call failed $after ms after the node was killed"
  echo "$failed calls that the killed node had begun failed, the last one after $after ms"
fi
echo "two nodes: all is well"
