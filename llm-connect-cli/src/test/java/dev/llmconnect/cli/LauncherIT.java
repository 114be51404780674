package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/llm-connect} beside a copy of the fat jar, on the Java that the build names. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
    @TempDir
    private Path root;

    private Path jar;
    private Path archives;

    private record Ended(int exitCode, String stdout, String stderr) {}

    @BeforeEach
    void copyTheProgram() throws IOException {
        Path launcher = Path.of(System.getProperty("llmconnect.root"), "bin", "llm-connect");
        jar = root.resolve("llm-connect-cli/target/llm-connect.jar");
        archives = jar.resolveSibling("class-data");
        Files.createDirectories(jar.getParent());
        Files.createDirectories(root.resolve("bin"));
        Files.copy(launcher, root.resolve("bin/llm-connect"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Path.of(FatJar.JAR), jar);
    }

    @Test
    void aWarmUpWritesAnArchiveThatTheNextStartUses() throws Exception {
        Ended warmup = run("", "warmup");

        assertThat(warmup.exitCode()).as(warmup.stderr()).isZero();
        assertThat(archiveNames()).hasSize(1);
        assertThat(warmup.stderr()).contains(archiveNames().get(0));
        assertThat(classesLoadedByAStart())
                .containsPattern("dev\\.llmconnect\\.cli\\.Main source: shared objects file")
                .containsPattern("picocli\\.CommandLine source: shared objects file");
    }

    @Test
    void aChangedJarIsNotStartedFromTheArchiveOfTheOldOneWhichGoes() throws Exception {
        assertThat(run("", "warmup").exitCode()).isZero();
        List<String> before = archiveNames();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

        assertThat(classesLoadedByAStart()).doesNotContainPattern("dev\\.llmconnect\\.cli\\.Main source: shared");
        assertThat(run("", "warmup").exitCode()).isZero();

        assertThat(archiveNames()).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void theFirstServeWritesTheArchiveBesideItsWork() throws Exception {
        Process serve = start("", "serve", "--port", "0");
        try {
            String line = serve.inputReader().readLine();
            assertThat(line).startsWith("llm-connect listening on http://127.0.0.1:");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(100);
            while (archiveNames().isEmpty() && System.nanoTime() < limit) {
                assertThat(health(port)).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\"}");
            }
            assertThat(archiveNames()).hasSize(1);
            assertThat(archives.resolve(archiveNames().get(0))).isNotEmptyFile();
        } finally {
            serve.destroy();
            serve.waitFor();
        }
    }

    @Test
    void twoWarmUpsAtTheSameTimeLeaveOneArchive() throws Exception {
        Process one = start("", "warmup");
        Process other = start("", "warmup");

        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
        assertThat(archiveNames()).hasSize(1);
    }

    @Test
    void wherePlaceForAnArchiveIsNoneEverythingElseWorks() throws Exception {
        Files.writeString(archives, "not a folder");

        Ended version = run("", "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.stdout()).startsWith("llm-connect ");
        assertThat(version.stderr()).isEmpty();
        Process serve = start("", "serve", "--port", "0");
        assertThat(serve.inputReader().readLine()).startsWith("llm-connect listening on ");
        serve.destroy();
        serve.waitFor();
        Ended warmup = run("", "warmup");
        assertThat(warmup.exitCode()).isEqualTo(1);
        assertThat(warmup.stderr()).contains("no class-data archive could be written");
    }

    private String classesLoadedByAStart() throws Exception {
        Path log = root.resolve("classes.log");
        assertThat(run("-Xlog:class+load:file=" + log, "--version").exitCode()).isZero();
        return Files.readString(log);
    }

    private List<String> archiveNames() throws IOException {
        if (!Files.isDirectory(archives)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(archives)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .toList();
        }
    }

    private static String health(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Ended run(String javaOptions, String... arguments) throws Exception {
        Process process = start(javaOptions, arguments);
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String stderr = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), stdout, stderr);
    }

    private Process start(String javaOptions, String... arguments) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("bin/llm-connect").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("LLM_CONNECT"));
        // Not the user's own accounts.
        builder.environment()
                .put("XDG_DATA_HOME", Path.of("target/data").toAbsolutePath().toString());
        // …/bin/java
        Path java = Path.of(FatJar.JAVA).toRealPath();
        builder.environment()
                .put("LLM_CONNECT_JAVA_HOME", java.getParent().getParent().toString());
        builder.environment().put("LLM_CONNECT_JAVA_OPTS", javaOptions);
        return builder.start();
    }
}
