#!/usr/bin/env bash
# Runs the tests of llm-connect-server, which is compiled against Netty 4.2, on the Netty 4.1 that Spring Boot 3.5 and Quarkus have.
# After mvn verify, which compiles, and 10-examples.sh, which installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

mvn -B -ntp -pl llm-connect-server -Dnetty.version=4.1.135.Final surefire:test | grep -E '^\[(ERROR|WARNING)|Tests run:.*[0-9] *$'
