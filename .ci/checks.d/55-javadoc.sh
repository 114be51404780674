#!/usr/bin/env bash
# The Javadoc of a library shows the packages that its module exports to everybody, and no others. Needs the jars of mvn package.
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/../..}"

java_home=${JAVA_HOME:+$JAVA_HOME/bin/}
checked=0
status=0
for javadoc in */target/*-javadoc.jar integrations/*/target/*-javadoc.jar; do
  [ -f "$javadoc" ] || continue
  description=$("${java_home}jar" --describe-module --file "${javadoc%-javadoc.jar}.jar")
  # one without a module-info hides nothing
  if grep -q ' automatic$' <<<"$description"; then continue; fi
  shown=$("${java_home}jar" --list --file "$javadoc" | sed -n 's#^[^/]*/\(.*\)/package-summary\.html$#\1#p' | tr / . | sort)
  exported=$(sed -n 's/^exports \([^ ]*\)$/\1/p' <<<"$description" | sort)
  if [ "$shown" = "$exported" ]; then
    checked=$((checked + 1))
  else
    status=1
    printf '%s shows:\n%s\nand its module exports:\n%s\n' "$javadoc" "$shown" "$exported" >&2
  fi
done
[ "$status" -eq 0 ] || exit 1
[ "$checked" -ge 4 ] || { echo "only $checked Javadoc jars found" >&2; exit 1; }
echo "$checked Javadoc jars show what their modules export"
