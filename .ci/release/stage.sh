#!/usr/bin/env bash
# Stages the libraries of a source tree as Maven Central takes them, without signatures: stage.sh TREE FOLDER.
# Tests have run before; what is staged is compiled, packed and documented here. The fat jar of llm-connect-cli is no library.
set -euo pipefail
tree=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cd "$tree"
# by its version: the BOM is above the parent that names the versions of plugins, and Maven's own default is an old one
deploy=org.apache.maven.plugins:maven-deploy-plugin:$(sed -n 's:.*<maven-deploy-plugin.version>\(.*\)</.*:\1:p' pom.xml):deploy
mvn -B -ntp -q -Prelease -pl '!llm-connect-cli' -Dmaven.test.skip=true -DskipITs -Denforcer.skip=true -Dspotless.check.skip=true \
  "-DaltDeploymentRepository=staging::file://$folder" package "$deploy"
# The index of versions is Central's own, as are all checksums but these two.
find "$folder" -name 'maven-metadata.xml*' -delete
find "$folder" \( -name '*.sha256' -o -name '*.sha512' \) -delete
