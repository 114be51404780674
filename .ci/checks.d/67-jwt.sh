#!/usr/bin/env bash
# Calls the fat jar with JSON Web Tokens that openssl, Python and Node sign, with an issuer on this machine that rotates its key and goes down.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
fat_jar=$PWD/llm-connect-cli/target/llm-connect.jar
for tool in curl openssl python3; do
  command -v "$tool" >/dev/null || apt-get install -y -qq "$tool" >/dev/null
done
if ! command -v node >/dev/null; then
  apt-get update -qq && apt-get install -y -qq nodejs >/dev/null
fi
work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  pids=()
}
trap 'stop; rm -rf "$work"' EXIT
export LLM_CONNECT_DATA_DIR=$work/data

fail() {
  echo "FAILED: $1" >&2
  tail -n 20 "$work/log" >&2
  exit 1
}

# await COMMAND...: waits until it succeeds
await() {
  for _ in $(seq 150); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.2
  done
  fail "never happened: $*"
}

# status EXPECTED TOKEN [MODEL]: the status of a call with that token
status() {
  local got
  got=$(curl -s -o "$work/answer" -w '%{http_code}' -H "Authorization: Bearer $2" \
    -d "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"${3:-mock/echo}\"}}" "$url/execute")
  [ "$got" = "$1" ] || fail "expected $1, got $got: $(cat "$work/answer")"
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# token KEY KID CLAIMS: an RS256 token that openssl signs
token() {
  local head body
  head=$(printf '{"alg":"RS256","kid":"%s"}' "$2" | base64url)
  body=$(printf '%s' "$3" | base64url)
  printf '%s.%s.%s' "$head" "$body" "$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$work/$1.pem" | base64url)"
}

# jwk KEY KID: its public half
jwk() {
  local modulus
  modulus=$(openssl rsa -in "$work/$1.pem" -noout -modulus 2>/dev/null)
  printf '{"kty":"RSA","use":"sig","kid":"%s","e":"AQAB","n":"%s"}' "$2" \
    "$(python3 -c 'import base64, sys; print(base64.urlsafe_b64encode(bytes.fromhex(sys.argv[1])).decode().rstrip("="))' "${modulus#Modulus=}")"
}

for key in one two; do
  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/$key.pem" 2>/dev/null
done
mkdir "$work/issuer"
printf '{"keys":[%s]}' "$(jwk one one)" >"$work/issuer/jwks.json"
python3 -u -m http.server 0 --bind 127.0.0.1 --directory "$work/issuer" >"$work/issuer.out" 2>"$work/issuer.log" &
issuer=$!
pids+=("$issuer")
await grep -q 'port [0-9]' "$work/issuer.out"
issuer_port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/issuer.out")

"$java" -Xlog:class+load:file="$work/classes" -jar "$fat_jar" serve --port 0 --jwt-issuer https://id.example/ --jwt-audience llm \
  --jwt-jwks "http://127.0.0.1:$issuer_port/jwks.json" --jwt-tag-claims team --jwt-models-claim models >"$work/out" 2>"$work/log" &
server=$!
pids+=("$server")
await grep -q listening "$work/out"
url=$(sed 's/llm-connect listening on //' "$work/out")

now=$(date +%s)
claims() { printf '{"iss":"%s","aud":"%s","sub":"alice","team":"triage","models":"mock/echo","exp":%s}' "$1" "$2" "$3"; }
good=$(claims https://id.example/ llm $((now + 600)))

status 200 "$(token one one "$good")"
status 403 "$(token one one "$good")" mock/json
status 401 "$(token two one "$good")"
status 401 "$(token one one "$(claims https://id.example/ llm $((now - 600)))")"
status 401 "$(token one one "$(claims https://id.example/ other $((now + 600)))")"
status 401 "$(token one one "$(claims https://evil.example/ llm $((now + 600)))")"
none=$(printf '{"alg":"none"}' | base64url).$(printf '%s' "$good" | base64url)
status 401 "$none."
status 401 "$none"
[ "$(curl -s -o /dev/null -w '%{http_code}' -d '{"prompt":"Hi"}' "$url/execute")" = 401 ] || fail "a call without a token was answered"
[ "$(curl -s "$url/health")" = '{"status":"ok"}' ] || fail "/health wants a token"

# HS256 with the public key as the secret, by Python; and the good token in a call by Python.
openssl rsa -in "$work/one.pem" -pubout -out "$work/one.pub" 2>/dev/null
confused=$(python3 - "$work/one.pub" "$good" <<'PYTHON'
import base64, hashlib, hmac, sys
encode = lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=")
signed = encode(b'{"alg":"HS256","kid":"one"}') + "." + encode(sys.argv[2].encode())
secret = open(sys.argv[1], "rb").read()
print(signed + "." + encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest()))
PYTHON
)
status 401 "$confused"
python3 - "$url" "$(token one one "$good")" <<'PYTHON' | grep -q content || fail "Python got no answer"
import sys, urllib.request
request = urllib.request.Request(sys.argv[1] + "/execute", b'{"prompt":"Hi","config":{"model_name":"mock/echo"}}',
                                 {"Authorization": "Bearer " + sys.argv[2]})
print(urllib.request.urlopen(request).read().decode())
PYTHON

# Node signs a token itself.
node - "$work/one.pem" "$good" "$url" <<'NODE' || fail "Node got no answer"
const crypto = require('crypto'), fs = require('fs'), http = require('http');
const [file, claims, url] = process.argv.slice(2);
const encode = text => Buffer.from(text).toString('base64url');
const signed = encode('{"alg":"PS256","kid":"one"}') + '.' + encode(claims);
const signature = crypto.sign('sha256', Buffer.from(signed),
  {key: fs.readFileSync(file), padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32});
const request = http.request(url + '/v1/chat/completions',
  {method: 'POST', headers: {Authorization: 'Bearer ' + signed + '.' + signature.toString('base64url')}},
  response => process.exit(response.statusCode === 200 ? 0 : 1));
request.end('{"model":"mock/echo","messages":[{"role":"user","content":"Hi"}]}');
NODE

# The key is rotated: the first token with the new one makes the server load it, some seconds later.
printf '{"keys":[%s,%s]}' "$(jwk one one)" "$(jwk two two)" >"$work/issuer/jwks.json"
rotated=$(token two two "$good")
accepted() {
  [ "$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $rotated" -d '{"prompt":"Hi","config":{"model_name":"mock/echo"}}' \
    "$url/execute")" = 200 ]
}
await accepted
status 200 "$(token one one "$good")"
for _ in $(seq 50); do status 401 "$(token two unknown "$good")"; done
loads=$(grep -c 'GET /jwks.json' "$work/issuer.log")
[ "$loads" -le 4 ] || fail "the issuer was asked $loads times"

# The issuer is down: the last keys stay in use.
kill "$issuer"
wait "$issuer" 2>/dev/null || true
status 200 "$rotated"
grep -q 'caller=alice' "$work/log" || fail "the log does not name the caller"
grep -q 'tags=[^ ]*team[^ ]*triage' "$work/log" || fail "the log does not name the tag"
if grep -q "${rotated##*.}" "$work/log"; then fail "the log tells a token"; fi
grep -q 'org.jose4j' "$work/classes" || fail "the list of loaded classes is wrong"
stop

"$java" -Xlog:class+load:file="$work/classes" -jar "$fat_jar" serve --port 0 >"$work/out" 2>"$work/log" &
pids+=("$!")
await grep -q listening "$work/out"
curl -sf -d '{"prompt":"Hi"}' "$(sed 's/llm-connect listening on //' "$work/out")/execute" >/dev/null || fail "no answer without tokens"
if grep -q 'org.jose4j' "$work/classes"; then fail "a server without tokens loads their library"; fi

echo "tokens signed by openssl, Python and Node: accepted and refused as they should be; $loads loads of the issuer's keys, a rotation included"
