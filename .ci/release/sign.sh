#!/usr/bin/env bash
# Signs every file of a staged folder with the default key of gpg, and packs the bundle to upload: sign.sh FOLDER BUNDLE.zip
set -euo pipefail
bundle=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
cd "$1"
find . -type f ! -name '*.md5' ! -name '*.sha1' ! -name '*.asc' -print0 | sort -z |
  xargs -0 -r -n 1 gpg --batch --yes --armor --detach-sign
rm -f "$bundle"
"${JAVA_HOME:+$JAVA_HOME/bin/}jar" --create --no-manifest --file "$bundle" dev
