#!/usr/bin/env bash
# Money, end to end with the fat jar: every command of docs/money.md; two servers that race for one budget, on one SQLite file and on
# PostgreSQL; a server that is killed, a database that crashes, a folder that is full or cannot be written; and the official SDKs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
.ci/postgresql
command -v npm >/dev/null || { apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null; }
[ -d examples/clients/node/node_modules ] || (cd examples/clients/node && npm ci --silent --no-audit --no-fund)

work=$(mktemp -d)
chmod 755 "$work"
mkdir "$work/bin"
ln -s "$root/bin/llm-connect" "$work/bin/llm-connect"
pg=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
servers=()
stop() {
  for pid in ${servers[@]+"${servers[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  servers=()
}
finish() {
  stop
  [ ! -d "$work/pg" ] || as_postgres "$pg/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  umount "$work/full" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; for log in "$work"/*.err; do echo "== $log"; tail -20 "$log"; done >&2; exit 1; }

# Starts a server and waits until it listens; sets url. Its log is in $work/NAME.err.
serve() {
  local name=$1
  shift
  "$@" >"$work/$name.out" 2>"$work/$name.err" &
  servers+=("$!")
  for _ in $(seq 1 600); do
    if grep -q '^llm-connect listening on ' "$work/$name.out"; then
      url=$(sed -n 's/^llm-connect listening on //p' "$work/$name.out")
      return
    fi
    kill -0 "${servers[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  fail "the server $name did not start: $*"
}
as_postgres() { (cd /tmp && if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi); }
postgres() {
  as_postgres "$pg/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -w -o "-p $port -k $work/pg -c listen_addresses=127.0.0.1" "$@" >/dev/null
}
value() { node -e 'let t="";process.stdin.on("data",d=>t+=d).on("end",()=>console.log(eval("(" + t + ")")[process.argv[1]]))' "$1"; }

mkdir "$work/pg"
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
as_postgres "$pg/initdb" -D "$work/pg/data" -A trust -U llm -E UTF8 --locale=C >/dev/null
postgres start
database() { as_postgres "$pg/createdb" -h 127.0.0.1 -p "$port" -U llm "$1"; echo "postgresql://llm:secret@127.0.0.1:$port/$1"; }

echo "== docs/money.md"
cd "$work"
export XDG_DATA_HOME=$work/home
docs_database=$(database llm)
count=0
block=
while IFS= read -r line; do
  case $line in
    '```sh') block= ;;
    '```')
      # A server runs in the background; the next one takes its place.
      command=$(printf '%s\n' "$block" | grep '^bin/llm-connect serve' || true)
      [ -z "$command" ] || stop
      block=$(printf '%s\n' "$block" | grep -v '^bin/llm-connect serve' |
        sed "s#^export LLM_CONNECT_DATABASE=.*#export LLM_CONNECT_DATABASE=$docs_database#; s#^curl #curl -sS --fail-with-body #")
      echo "+ $block"
      eval "$block" </dev/null || fail "$block"
      if [ -n "$command" ]; then
        echo "+ $command"
        serve docs $command
      fi
      count=$((count + 1))
      ;;
    *) block+=${block:+$'\n'}$line ;;
  esac
done < <(sed -n '/^```sh$/,/^```$/p' "$root/docs/money.md")
[ "$count" -ge 6 ] || fail "only $count blocks of commands"
stop
unset LLM_CONNECT_DATABASE
cd "$root"

# A call reserves 10 tokens in and 10 out at a dollar each, and uses less.
cat >"$work/prices.json" <<'END'
{"mock": {"models": {"mock/echo": {"input": 1000000, "output": 1000000}, "mock/slow-20s": {"input": 1000000, "output": 1000000}}}}
END
callers() { # callers BUDGET [LIMITS]
  rm -f "$work/callers.json"
  key=$(bin/llm-connect keys new alice --api-keys-file "$work/callers.json" 2>/dev/null)
  node -e 'const fs=require("fs"),f=process.argv[1],d=JSON.parse(fs.readFileSync(f));
    Object.assign(d.callers.alice,{budgets:[{usd:+process.argv[2]}],limits:JSON.parse(process.argv[3]),models:["mock/echo","mock/slow-20s"]});fs.writeFileSync(f,JSON.stringify(d))' "$work/callers.json" "$1" "${2:-{\}}"
}
options=(--port 0 --api-keys-file "$work/callers.json" --prices-file "$work/prices.json")
spent() { bin/llm-connect usage --json --since 1h "$@" | value cost_usd; }

race() { # race NAME STORE-OPTIONS...
  local name=$1 granted sum one
  shift
  echo "== two servers, 64 callers, one budget: $name"
  callers 3000
  serve "$name-1" bin/llm-connect serve "${options[@]}" "$@"; one=$url
  serve "$name-2" bin/llm-connect serve "${options[@]}" "$@"
  granted=$(node .ci/money/race.mjs "$key" "$one" "$url") || fail "the race"
  stop
  sum=$(spent "$@")
  echo "$granted calls granted, $sum of 3000 dollars spent"
  # What is left is less than a call needs, and no call was granted beyond the budget.
  node -e 'const sum=+process.argv[1]; process.exit(sum <= 3000 && sum > 3000 - 21 ? 0 : 1)' "$sum" || fail "$sum of 3000 dollars"
}
race sqlite --data-dir "$work/race"
race postgresql --database "$(database race)"

limit() { # limit NAME STORE-OPTIONS...
  local name=$1 granted one
  shift
  echo "== two servers, 64 callers, 40 calls a minute: $name"
  callers 3000 '{"requests_per_minute": 40}'
  serve "$name-1" bin/llm-connect serve "${options[@]}" "$@"; one=$url
  serve "$name-2" bin/llm-connect serve "${options[@]}" "$@"
  granted=$(node .ci/money/race.mjs "$key" "$one" "$url") || fail "the race"
  stop
  echo "$granted calls granted"
  [ "$granted" = 40 ] || fail "$granted calls in a minute"
}
limit sqlite-limit --data-dir "$work/limit"
limit postgresql-limit --database "$(database limited)"

ask() { curl -sS -o "$work/answer" -w '%{http_code}' -H "x-api-key: $key" -d "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"mock/echo\"$2}}" "$1/execute"; }

echo "== kill -9 of a server in the middle of calls"
callers 1000
serve killed bin/llm-connect serve "${options[@]}" --data-dir "$work/kill"
for _ in 1 2 3; do [ "$(ask "$url" '')" = 200 ] || fail "a call: $(cat "$work/answer")"; done
curl -sS -m 30 -H "x-api-key: $key" -d '{"prompt":"Hello","config":{"model_name":"mock/slow-20s","max_tokens":10,"timeout_seconds":25}}' "$url/execute" >/dev/null 2>&1 &
sleep 2
before=$(spent --data-dir "$work/kill")
kill -9 "${servers[-1]}"
stop
[ "$(spent --data-dir "$work/kill")" = "$before" ] || fail "rows were lost with the server"
SECONDS=0
serve again bin/llm-connect serve "${options[@]}" --data-dir "$work/kill"
[ "$SECONDS" -lt 15 ] || fail "it took $SECONDS s to start again"
[ "$(ask "$url" '')" = 200 ] || fail "a call after the restart"
stop

echo "== PostgreSQL crashes and comes back"
crash=$(database crash)
callers 1000
serve crash bin/llm-connect serve "${options[@]}" --database "$crash"
[ "$(ask "$url" '')" = 200 ] || fail "a call before the crash: $(cat "$work/answer")"
sleep 1
postgres -m immediate stop
[ "$(ask "$url" '')" = 200 ] || fail "calls do not go on without the database: $(cat "$work/answer")"
[ "$(ask "$url" '')" = 200 ] || fail "calls do not go on without the database: $(cat "$work/answer")"
[ "$(curl -sS -H "x-api-key: $key" -o "$work/answer" -w '%{http_code}' "$url/ready")" = 200 ] || fail "not ready without the database"
grep -q '"lost":true' "$work/answer" || fail "/ready says nothing of the database: $(cat "$work/answer")"
postgres start
for _ in $(seq 1 60); do
  [ "$(bin/llm-connect usage --json --database "$crash" | value attempts)" != 3 ] || break
  sleep 1
done
[ "$(bin/llm-connect usage --json --database "$crash" | value attempts)" = 3 ] || fail "what was used meanwhile is not booked"
stop
serve refusing bin/llm-connect serve "${options[@]}" --database "$crash" --on-store-loss refuse
[ "$(ask "$url" '')" = 200 ] || fail "a call"
postgres -m immediate stop
[ "$(ask "$url" '')" = 500 ] && grep -q budget_exceeded "$work/answer" || fail "a call was not refused: $(cat "$work/answer")"
postgres start
stop

echo "== a folder that cannot be written, and one that is full"
callers 1000
serve readonly bin/llm-connect serve "${options[@]}" --data-dir /proc/llm-connect
[ "$(ask "$url" '')" = 200 ] || fail "calls do not go on without a folder"
[ "$(grep -c 'in memory only' "$work/readonly.err")" = 1 ] || fail "the server says nothing of the folder, or not once"
stop
mkdir "$work/full"
if mount -t tmpfs -o size=2m tmpfs "$work/full" 2>/dev/null; then
  serve full bin/llm-connect serve "${options[@]}" --data-dir "$work/full"
  [ "$(ask "$url" '')" = 200 ] || fail "a call"
  dd if=/dev/zero of="$work/full/filler" bs=4096 >/dev/null 2>&1 || true
  for _ in $(seq 1 20); do [ "$(ask "$url" '')" = 200 ] || fail "calls do not go on with a full disk: $(cat "$work/answer")"; done
  rm "$work/full/filler"
  for _ in $(seq 1 30); do
    [ "$(bin/llm-connect usage --json --data-dir "$work/full" | value attempts)" != 21 ] || break
    sleep 1
  done
  [ "$(bin/llm-connect usage --json --data-dir "$work/full" | value attempts)" = 21 ] || fail "what was used meanwhile is not booked"
  stop
else
  echo "no file system of a fixed size can be mounted here: the full disk is left to the tests of the ledger"
fi

echo "== the official SDKs"
callers 0.000001
serve sdk bin/llm-connect serve "${options[@]}" --data-dir "$work/sdk"
LLM_CONNECT_URL=$url LLM_CONNECT_KEY=$key node examples/clients/node/refused.mjs
stop
echo "money: all is well"
