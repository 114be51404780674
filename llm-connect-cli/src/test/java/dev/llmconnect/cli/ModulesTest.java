package dev.llmconnect.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules export, what they provide, and what of them is published. */
class ModulesTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final String PREFIX = "dev.llmconnect.";
    private static final String CLI = PREFIX + "cli";

    /** By name, as compiled into each library. */
    private static final Map<String, ModuleDescriptor> MODULES = modules();

    private static final Set<String> EXPORTED = MODULES.values().stream()
            .flatMap(module -> module.exports().stream())
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());

    private static final List<String> LIBRARIES =
            List.of("okhttp3", "okio", "com.squareup", "io.netty", "picocli", "kotlin", "com.zaxxer");

    @Test
    void everyLibraryIsAModule() {
        assertThat(MODULES.keySet())
                .contains(
                        PREFIX + "api",
                        PREFIX + "formats",
                        PREFIX + "providers",
                        PREFIX + "profiles",
                        PREFIX + "ledger",
                        PREFIX + "server",
                        PREFIX + "testkit");
        assertThat(MODULES.values()).noneMatch(ModuleDescriptor::isAutomatic).noneMatch(ModuleDescriptor::isOpen);
    }

    @Test
    void aPackageThatIsInternalIsExportedToOurModulesOnly() {
        assertThat(MODULES.values())
                .allSatisfy(module -> assertThat(module.exports())
                        .filteredOn(exported -> !exported.isQualified())
                        .noneMatch(exported -> (exported.source() + ".").contains(".internal.")));
        assertThat(MODULES.values())
                .allSatisfy(module -> assertThat(module.exports())
                        .flatMap(ModuleDescriptor.Exports::targets)
                        .allMatch(target -> target.startsWith(PREFIX)));
    }

    @Test
    void noTypeOfALibraryStandsInASignatureThatIsExported() {
        classes()
                .that(describe("are exported", ModulesTest::isExported))
                .should(showNoLibrary())
                .check(ArchitectureTest.PRODUCT);
    }

    /** The command line stands on the class path, where the compiler does not see to this. What our modules share is also its own. */
    @Test
    void theCliUsesNothingThatIsNotExported() {
        Set<String> exported = MODULES.values().stream()
                .flatMap(module -> module.exports().stream())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        Set<String> hidden = ArchitectureTest.PRODUCT.stream()
                .filter(type -> type.getPackageName().startsWith(CLI))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(type -> type.getPackageName().startsWith("dev.llmconnect"))
                .filter(type -> !type.getPackageName().startsWith(CLI))
                .filter(type -> !exported.contains(type.getPackageName()))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(hidden).isEmpty();
    }

    @Test
    void whatAModuleProvidesIsFoundOnTheClassPathToo() {
        Map<String, Set<String>> provided = new TreeMap<>();
        MODULES.values().stream()
                .flatMap(module -> module.provides().stream())
                .forEach(service -> provided.computeIfAbsent(service.service(), name -> new TreeSet<>())
                        .addAll(service.providers()));

        Map<String, Set<String>> listed = new TreeMap<>();
        provided.keySet().forEach(service -> listed.put(service, listed(service)));
        assertThat(listed).isNotEmpty().isEqualTo(provided);
    }

    @Test
    void everyArtifactForOthersIsInTheBom() throws IOException {
        String bom = Files.readString(ROOT.resolve("llm-connect-bom/pom.xml"));
        Set<String> missing = MODULES.keySet().stream()
                .map(name -> "llm-connect-" + name.substring(PREFIX.length()))
                .filter(artifact -> !bom.contains("<artifactId>" + artifact + "</artifactId>"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(missing).isEmpty();
    }

    private static Map<String, ModuleDescriptor> modules() {
        Map<String, ModuleDescriptor> modules = new TreeMap<>();
        for (URL file : resources("module-info.class")) {
            try (InputStream in = file.openStream()) {
                ModuleDescriptor module = ModuleDescriptor.read(in);
                if (module.name().startsWith(PREFIX)) {
                    modules.put(module.name(), module);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return modules;
    }

    /** The classes that the service's files on the class path name. */
    private static Set<String> listed(String service) {
        Set<String> names = new TreeSet<>();
        for (URL file : resources("META-INF/services/" + service)) {
            try (InputStream in = file.openStream()) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceAll("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    private static List<URL> resources(String name) {
        try {
            return Collections.list(ModulesTest.class.getClassLoader().getResources(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With all that encloses it. */
    private static boolean isExported(JavaClass type) {
        return EXPORTED.contains(type.getPackageName())
                && Stream.iterate(
                                type,
                                JavaClass.class::isInstance,
                                t -> t.getEnclosingClass().orElse(null))
                        .allMatch(t -> t.getModifiers().contains(PUBLIC));
    }

    private static ArchCondition<JavaClass> showNoLibrary() {
        return new ArchCondition<>("have no type of a library in a public or protected signature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> parents =
                        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
                Stream<JavaClass> signatures = type.getMembers().stream()
                        .filter(member -> isSeen(member.getModifiers()))
                        .flatMap(ModulesTest::typesOf);
                Stream.concat(parents, signatures)
                        .filter(used -> LIBRARIES.stream().anyMatch(used.getPackageName()::startsWith))
                        .forEach(used -> events.add(
                                SimpleConditionEvent.violated(type, type.getName() + " shows " + used.getName())));
            }
        };
    }

    private static boolean isSeen(Set<JavaModifier> modifiers) {
        return modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED);
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                Stream.concat(
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream()));
    }
}
