#!/usr/bin/env bash
# Builds and runs a program with the Gradle of Debian and the lines in Groovy of docs/java.md, against the libraries in ~/.m2. Installs Gradle
# if it is not there (72 MB). After 10-examples.sh, which installs the libraries.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! command -v gradle >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gradle >/dev/null
fi
gradle --version | grep -E '^(Gradle|JVM)'

work=$PWD/target/gradle
rm -rf "$work"
mkdir -p "$work/src/main/java"
{
  echo "apply plugin: 'java'"
  sed -n '/^```groovy$/,/^```$/p' docs/java.md | grep -v '^```'
  echo "task run(type: JavaExec) { classpath = sourceSets.main.runtimeClasspath; main = 'Program' }"
} >"$work/build.gradle"
grep -q mavenLocal "$work/build.gradle"
cat >"$work/src/main/java/Program.java" <<'JAVA'
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;

class Program {
    public static void main(String[] arguments) {
        try (LLMAdapter adapter = LLMAdapters.create("mock")) {
            System.out.println(adapter.execute("Hello from Gradle").content());
        }
    }
}
JAVA
began=$SECONDS
answer=$(cd "$work" && gradle --no-daemon --quiet --gradle-user-home "$work/home" run)
echo "$answer"
[[ $answer == *'Hello from Gradle'* ]]
echo "built and run in $((SECONDS - began)) s"
