package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the fat jar says of the works of others in it. */
class SupplyChainIT {
    private static final String SBOM = "META-INF/sbom/llm-connect.cdx.json";
    private static final String NOTICES = "META-INF/THIRD-PARTY.txt";
    private static final String NPM = "npm:";
    private static final List<String> LICENCES = List.of("Apache-2.0", "MIT", "BSD-2-Clause");

    /** Most entries of a library are there: some, such as a description of its module, are left out. */
    private static final double MOST = 0.8;

    private static String read(String entry) throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("llmconnect.jar"))) {
            JarEntry found = jar.getJarEntry(entry);
            assertThat(found).as(entry).isNotNull();
            return new String(jar.getInputStream(found).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<String> classes(String jar) throws IOException {
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    /** {@code group:artifact:version} of the components that are not ours, with their SHA-256; {@code npm:} for what the page uses. */
    private static Map<String, String> components() throws IOException {
        Map<String, String> components = new LinkedHashMap<>();
        for (JsonNode component : Json.read(read(SBOM)).items("components")) {
            String group = component.textOrEmpty("group");
            if (!group.equals("dev.llmconnect")) {
                String hash = component.items("hashes").stream()
                        .filter(it -> it.textOrEmpty("alg").equals("SHA-256"))
                        .map(it -> it.textOrEmpty("content"))
                        .collect(Collectors.joining());
                components.put(
                        (group.isEmpty() ? NPM : group + ":") + component.textOrEmpty("name") + ":"
                                + component.textOrEmpty("version"),
                        hash);
            }
        }
        return components;
    }

    @Test
    void theSbomHasExactlyWhatIsInTheJar() throws IOException {
        Set<String> contained = classes(System.getProperty("llmconnect.jar"));
        Set<String> shaded = new TreeSet<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (path.endsWith(".jar") && !path.contains("llm-connect")) {
                Set<String> own = classes(path);
                long there = own.stream().filter(contained::contains).count();
                if (!own.isEmpty() && there >= own.size() * MOST) {
                    shaded.add(Path.of(path).getFileName().toString());
                }
            }
        }
        Map<String, String> components = components();
        assertThat(components.keySet()).filteredOn(name -> name.startsWith(NPM)).hasSize(2);
        components.keySet().removeIf(name -> name.startsWith(NPM));
        Set<String> listed = components.keySet().stream()
                .map(name -> name.split(":", -1)[1] + "-" + name.split(":", -1)[2] + ".jar")
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).hasSizeGreaterThan(15).isEqualTo(shaded);
        assertThat(components.values()).allSatisfy(hash -> assertThat(hash).hasSize(64));
    }

    @Test
    void eachComponentHasItsLicenceAndNotice() throws IOException {
        List<String[]> rows = read(NOTICES)
                .lines()
                .filter(line -> line.matches("[a-z].*:.*:.*"))
                .map(line -> line.split(" +", 4))
                .toList();

        assertThat(rows.stream().map(row -> row[0]))
                .containsExactlyInAnyOrderElementsOf(components().keySet());
        for (String[] row : rows) {
            assertThat(row).as(row[0]).hasSize(4);
            assertThat(LICENCES).as(row[0]).contains(row[1]);
            assertThat(read(row[2].equals("LICENSE") ? "META-INF/LICENSE" : "META-INF/licenses/" + row[2]))
                    .as(row[0])
                    .containsIgnoringCase(Map.of(
                                    "Apache-2.0",
                                    "Apache License",
                                    "MIT",
                                    "Permission is hereby granted",
                                    "BSD-2-Clause",
                                    "Redistribution and use in source and binary")
                            .get(row[1]));
        }
    }

    @Test
    void thePublicSuffixListHasItsOwnLicence() throws IOException {
        assertThat(read("META-INF/licenses/MPL-2.0.txt")).contains("Mozilla Public License Version 2.0");
        assertThat(read(NOTICES)).contains("okhttp3/internal/publicsuffix/PublicSuffixDatabase.list", "MPL-2.0");
        assertThat(read("META-INF/licenses/sqlite-jdbc-zentus.txt")).contains("David Crawshaw");
        try (JarFile jar = new JarFile(System.getProperty("llmconnect.jar"));
                Stream<JarEntry> entries = jar.stream()) {
            assertThat(entries.map(JarEntry::getName))
                    .contains("okhttp3/internal/publicsuffix/PublicSuffixDatabase.list");
        }
    }
}
