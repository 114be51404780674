#!/usr/bin/env bash
# Calls the fat jar over HTTPS with client certificates and over a Unix domain socket, as curl, openssl and Python's ssl do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
for tool in curl openssl python3; do
  command -v "$tool" >/dev/null || apt-get install -y -qq "$tool" >/dev/null
done
work=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  server=
}
trap 'stop; rm -rf "$work"' EXIT
export LLM_CONNECT_DATA_DIR=$work/data

fail() {
  echo "FAILED: $1" >&2
  cat "$work/log" >&2
  exit 1
}

# start ARGUMENT...: starts the server and waits for its first line, which is then in $line
start() {
  "$java" -jar "$fat_jar" serve --port 0 "$@" >"$work/out" 2>"$work/log" &
  server=$!
  for _ in $(seq 150); do
    line=$(head -n 1 "$work/out")
    if [ -n "$line" ]; then return; fi
    kill -0 "$server" 2>/dev/null || fail "the server ended at its start"
    sleep 0.2
  done
  fail "the server did not start"
}

# expect TEXT COMMAND...: runs the command, whose output must contain the text
expect() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) || true
  case $output in
    *"$text"*) ;;
    *) fail "expected $text from $*, got: $output" ;;
  esac
}

(
  cd "$work"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
  for name in server alice renewed; do
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name.key" -out "$name.csr"
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out "$name.pem" \
      -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1')
  done
) >/dev/null 2>&1

start --tls-cert "$work/server.pem" --tls-key "$work/server.key" --tls-client-ca "$work/ca.pem"
url=${line#llm-connect listening on }
port=${url##*:}
case $url in https://127.0.0.1:*) ;; *) fail "the first line names no https address: $line" ;; esac
client=(--cacert "$work/ca.pem" --cert "$work/alice.pem" --key "$work/alice.key")

expect '"content"' curl -sS "${client[@]}" -d '{"prompt":"Hello"}' "https://localhost:$port/execute"
expect 'event: done' curl -sS -N "${client[@]}" -d '{"prompt":"Hello","stream":true}' "https://localhost:$port/execute"
expect 'HTTPS only' curl -sS "http://127.0.0.1:$port/health"
if curl -sS --cacert "$work/ca.pem" "https://localhost:$port/health" >/dev/null 2>&1; then
  fail "a client without a certificate got an answer"
fi
for version in tls1_2 tls1_3; do
  expect 'Verify return code: 0' openssl s_client -connect "127.0.0.1:$port" "-$version" -CAfile "$work/ca.pem" \
    -cert "$work/alice.pem" -key "$work/alice.key" </dev/null
done
expect 'alert' openssl s_client -connect "127.0.0.1:$port" -tls1_1 -cipher DEFAULT@SECLEVEL=0 -CAfile "$work/ca.pem" </dev/null
expect '{"status":"ok"}' python3 - "$work" "$port" <<'PYTHON'
import ssl, sys, urllib.request
work, port = sys.argv[1:]
context = ssl.create_default_context(cafile=work + "/ca.pem")
context.load_cert_chain(work + "/alice.pem", work + "/alice.key")
print(urllib.request.urlopen(f"https://localhost:{port}/health", context=context).read().decode())
PYTHON
for _ in $(seq 50); do
  grep -q ' caller=alice ' "$work/log" && break
  sleep 0.1
done
grep -q ' caller=alice ' "$work/log" || fail "the log does not name the caller of the certificate"

cp "$work/renewed.key" "$work/server.key"
cp "$work/renewed.pem" "$work/server.pem"
sleep 3
expect 'CN = renewed' openssl s_client -connect "127.0.0.1:$port" -CAfile "$work/ca.pem" -cert "$work/alice.pem" \
  -key "$work/alice.key" </dev/null
stop

start --listen "unix:$work/s"
case $line in "llm-connect listening on unix:$work/s") ;; *) fail "the first line names no socket: $line" ;; esac
expect '"content"' curl -sS --unix-socket "$work/s" -d '{"prompt":"Hello"}' http://localhost/execute
expect 'event: done' curl -sS -N --unix-socket "$work/s" -d '{"prompt":"Hello","stream":true}' http://localhost/execute
stop
[ ! -e "$work/s" ] || fail "the socket was left behind"

echo "HTTPS, client certificates, a renewed certificate and a Unix domain socket: answered curl, openssl and Python"
