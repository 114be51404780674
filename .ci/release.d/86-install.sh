#!/usr/bin/env bash
# Runs the README's command that puts the libraries into the local repository, with an empty one, and builds and runs the README's first
# Java lines against it. Downloads what Maven needs; prints how long that took.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$PWD/target/install
rm -rf "$work"
mkdir -p "$work/tree" "$work/program/src/main/java"
git ls-files -z | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory="$work/tree"

command=$(sed -n '/^```sh$/,/^```$/p' README.md | grep '^mvn -Dquick install')
echo "+ $command"
began=$SECONDS
(cd "$work/tree" && bash -c "$command -B -ntp -q -Dmaven.repo.local=$work/repository")
echo "installed in $((SECONDS - began)) s, $(ls "$work/repository/dev/llmconnect" | wc -l) artifacts"

dependency=$(sed -n '/^## Java$/,/^## /p' README.md | grep -m 1 '<artifactId>llm-connect-providers')
cat >"$work/program/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>program</artifactId>
  <version>1</version>
  <properties><maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target></properties>
  <dependencies>$dependency</dependencies>
</project>
XML
cat >"$work/program/src/main/java/Program.java" <<JAVA
import dev.llmconnect.*;

class Program {
    public static void main(String[] arguments) {
$(sed -n '/^## Java$/,/^## /p' README.md | sed -n '/^```java$/,/^```$/p' | sed '/^```$/q' | grep -v '^```' | sed 's/"openrouter"/"mock"/')
        System.out.println(answer.content());
        adapter.close();
    }
}
JAVA
mvn -B -ntp -q -f "$work/program/pom.xml" "-Dmaven.repo.local=$work/repository" compile \
  org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies "-DoutputDirectory=$work/jars"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$work/program/target/classes:$work/jars/*" Program
echo "from an empty repository to an answer in $((SECONDS - began)) s"
[ "$((SECONDS - began))" -lt 180 ] || { echo 'longer than 3 minutes'; exit 1; }
