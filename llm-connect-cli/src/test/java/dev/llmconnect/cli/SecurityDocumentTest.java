package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} and the threat model of {@code SECURITY.md} name limits as they are, and tests that there are. */
class SecurityDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root"));
    private static final Pattern LIMIT = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z_]+) = (\\d+)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT))`");
    private static final Pattern SCRIPT = Pattern.compile("`(\\.[a-z]+/[A-Za-z0-9./-]+)`");

    private final String document = read();

    private static String read() {
        try {
            return Files.readString(ROOT.resolve("docs/security.md")) + Files.readString(ROOT.resolve("SECURITY.md"));
        } catch (IOException e) {
            throw new AssertionError("docs/security.md cannot be read", e);
        }
    }

    @Test
    void limitsAreAsTheConstantsSay() throws Exception {
        List<MatchResult> limits = LIMIT.matcher(document).results().toList();

        assertThat(limits).hasSizeGreaterThan(15);
        for (MatchResult limit : limits) {
            assertThat(Long.toString(value(limit.group(1), limit.group(2))))
                    .as(limit.group())
                    .isEqualTo(limit.group(3));
        }
    }

    /** Of a constant, or of a component of the class's {@code DEFAULTS} or {@code DEFAULT}. */
    private static long value(String className, String name) throws Exception {
        Class<?> type = ArchitectureTest.PRODUCT.stream()
                .filter(it -> it.getSimpleName().equals(className))
                .map(JavaClass::reflect)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no class " + className));
        for (Field field : type.getDeclaredFields()) {
            if (field.getName().equals(name) && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                return number(field.get(null));
            }
        }
        for (Field field : type.getDeclaredFields()) {
            if (field.getType() == type && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                return number(type.getDeclaredMethod(name).invoke(field.get(null)));
            }
        }
        throw new AssertionError(className + " has no " + name);
    }

    private static long number(Object value) {
        return value instanceof Duration time ? time.toMillis() : ((Number) value).longValue();
    }

    @Test
    void testsAndScriptsAreThere() throws IOException {
        Set<String> classes;
        try (Stream<Path> files = Files.walk(ROOT)) {
            classes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.java") || name.endsWith("IT.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
        List<String> named =
                TEST.matcher(document).results().map(it -> it.group(1)).toList();

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(named.stream().filter(name -> !classes.contains(name))).isEmpty();
        assertThat(SCRIPT.matcher(document).results().map(it -> it.group(1)).distinct())
                .isNotEmpty()
                .allSatisfy(script -> assertThat(ROOT.resolve(script)).exists());
    }

    @Test
    void everyAttackHasATest() {
        List<String> without = new ArrayList<>();
        for (String line : document.lines().toList()) {
            boolean isRow = line.startsWith("| ") && !line.startsWith("| attack") && !line.startsWith("| who |");
            if (isRow && !TEST.matcher(line).find() && !SCRIPT.matcher(line).find()) {
                without.add(line);
            }
        }
        assertThat(without).isEmpty();
    }
}
