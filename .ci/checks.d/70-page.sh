#!/usr/bin/env bash
# The page for operators in headless Chromium, against the fat jar under load. Installs Debian's Chromium, and playwright-core from npm.
# Screenshots are in target/page/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

packages=()
command -v npm >/dev/null || packages+=(nodejs npm)
command -v chromium >/dev/null || packages+=(chromium)
if [ "${#packages[@]}" -gt 0 ]; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}" fonts-dejavu-core >/dev/null
fi
[ -d .ci/page/node_modules ] || (cd .ci/page && npm ci --silent --no-audit --no-fund)

export JAR=$PWD/llm-connect-cli/target/llm-connect.jar
export JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
export SCREENSHOTS=$PWD/target/page
export CHROMIUM
CHROMIUM=$(command -v chromium)
rm -rf "$SCREENSHOTS"
node .ci/page/drive.mjs
echo "$(find "$SCREENSHOTS" -name '*.png' | wc -l) screenshots in $SCREENSHOTS"
