package dev.llmconnect.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture: api ← providers, api ← profiles, api ← server, all ← cli. */
class ArchitectureTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // the conformance kit is for tests
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages("dev.llmconnect");

    private static final String[] API = {"dev.llmconnect", "dev.llmconnect.spi..", "dev.llmconnect.internal.."};
    private static final String PROVIDERS = "dev.llmconnect.providers..";
    private static final String PROFILES = "dev.llmconnect.profiles..";
    private static final String SERVER = "dev.llmconnect.server..";
    private static final String CLI = "dev.llmconnect.cli..";

    private static final String[] LIBRARIES = {"okhttp3", "okio", "com.squareup", "io.netty", "picocli", "kotlin"};

    @Test
    void everyModuleIsThere() {
        Set<String> roots = PRODUCT.stream()
                .map(type -> type.getPackageName()
                        .replaceAll("^(dev\\.llmconnect(\\.(providers|profiles|server|cli))?).*", "$1"))
                .collect(Collectors.toSet());

        assertThat(roots)
                .containsExactlyInAnyOrder(
                        "dev.llmconnect",
                        "dev.llmconnect.providers",
                        "dev.llmconnect.profiles",
                        "dev.llmconnect.server",
                        "dev.llmconnect.cli");
    }

    @Test
    void theApiKnowsNothingButTheJdk() {
        classes()
                .that()
                .resideInAnyPackage(API)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.concat(Stream.of(API), Stream.of("java..", "org.jspecify.annotations"))
                        .toArray(String[]::new))
                .check(PRODUCT);
    }

    @Test
    void theArrowsDoNotTurn() {
        noClasses()
                .that()
                .resideInAPackage(PROVIDERS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROFILES, SERVER, CLI)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(PROFILES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROVIDERS, SERVER, CLI)
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PROVIDERS, PROFILES, CLI)
                .check(PRODUCT);
    }

    @Test
    void nettyStaysInTheServerAndOkHttpInTheProvidersAndPicocliInTheCli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SERVER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage(PROVIDERS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("okhttp3..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage(CLI)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(PRODUCT);
    }

    @Test
    void noTypeOfALibraryStandsInAPublicSignatureOfApiProfilesOrServer() {
        DescribedPredicate<JavaClass> published = describe(
                "are public, with all that encloses them",
                type -> Stream.iterate(
                                type,
                                JavaClass.class::isInstance,
                                t -> t.getEnclosingClass().orElse(null))
                        .allMatch(t -> t.getModifiers().contains(PUBLIC)));

        classes()
                .that(published)
                .and()
                .resideInAnyPackage(Stream.concat(Stream.of(API), Stream.of(PROFILES, SERVER))
                        .toArray(String[]::new))
                .should(haveNoLibraryTypeInASignature())
                .check(PRODUCT);
    }

    @Test
    void thePackagesOfAModuleFormNoCycle() {
        slices().matching("dev.llmconnect.providers.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching("dev.llmconnect.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    private static ArchCondition<JavaClass> haveNoLibraryTypeInASignature() {
        return new ArchCondition<>("have no type of a library in a public or protected signature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> parents =
                        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
                Stream<JavaClass> signatures = type.getMembers().stream()
                        .filter(member -> isSeen(member.getModifiers()))
                        .flatMap(ArchitectureTest::typesOf);
                Stream.concat(parents, signatures)
                        .filter(used -> Stream.of(LIBRARIES).anyMatch(used.getPackageName()::startsWith))
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
