package dev.llmconnect.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table "Modules, and what each may know" of the design. */
class ArchitectureTest {
    static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // the conformance kit is for tests
            .withImportOption(location -> !location.contains("testkit"))
            .importPackages("dev.llmconnect");

    private static final String FORMATS = "dev.llmconnect.formats..";
    private static final String PROVIDERS = "dev.llmconnect.providers..";
    private static final String PROFILES = "dev.llmconnect.profiles..";
    private static final String LEDGER = "dev.llmconnect.ledger..";
    private static final String SERVER = "dev.llmconnect.server..";
    private static final String TELEMETRY = "dev.llmconnect.opentelemetry..";
    private static final String CLI = "dev.llmconnect.cli..";
    private static final String[] API = {
        "dev.llmconnect",
        "dev.llmconnect.spi..",
        "dev.llmconnect.structured..",
        "dev.llmconnect.tools..",
        "dev.llmconnect.internal.."
    };
    private static final String[] JDK = {"java..", "javax..", "org.jspecify.annotations.."};
    private static final String[] OKIO = {"okio.."};
    private static final String[] MOSHI = {"com.squareup.moshi.."};

    @Test
    void everyModuleIsThere() {
        Set<String> roots = PRODUCT.stream()
                .map(type -> type.getPackageName()
                        .replaceAll(
                                "^(dev\\.llmconnect(\\.(formats|providers|profiles|ledger|server|cli|opentelemetry))?).*",
                                "$1"))
                .collect(Collectors.toSet());

        assertThat(roots)
                .containsExactlyInAnyOrder(
                        "dev.llmconnect",
                        "dev.llmconnect.formats",
                        "dev.llmconnect.providers",
                        "dev.llmconnect.profiles",
                        "dev.llmconnect.ledger",
                        "dev.llmconnect.server",
                        "dev.llmconnect.opentelemetry",
                        "dev.llmconnect.cli");
    }

    @Test
    void theApiKnowsNothingButTheJdk() {
        // an annotation on an answer's JSON form, for programs that have Jackson
        knowsOnly(API, API, JDK, module("com.fasterxml.jackson.annotation.."));
    }

    @Test
    void theFormatsKnowTheApiAndOkio() {
        knowsOnly(module(FORMATS), module(FORMATS), API, JDK, OKIO);
    }

    @Test
    void theProvidersKnowTheApiTheFormatsAndOkHttp() {
        knowsOnly(module(PROVIDERS), module(PROVIDERS, FORMATS), API, JDK, OKIO, module("okhttp3.."));
    }

    @Test
    void theProfilesKnowTheApiAndNoProvider() {
        knowsOnly(module(PROFILES), module(PROFILES), API, JDK);
    }

    @Test
    void theLedgerKnowsTheApiAndDatabasesAndNoServer() {
        knowsOnly(module(LEDGER), module(LEDGER), API, JDK, OKIO, MOSHI, module("com.zaxxer.hikari.."));
    }

    @Test
    void theServerKnowsTheApiTheFormatsAndNettyAndNeitherProviderNorProfile() {
        knowsOnly(module(SERVER), module(SERVER, FORMATS), API, JDK, OKIO, module("io.netty..", "io.prometheus.."));
    }

    @Test
    void theTelemetryKnowsTheApiAndOpenTelemetry() {
        knowsOnly(module(TELEMETRY), module(TELEMETRY), API, JDK, module("io.opentelemetry.."));
    }

    @Test
    void theCliKnowsAllOfThem() {
        knowsOnly(
                module(CLI),
                module("dev.llmconnect.."),
                JDK,
                OKIO,
                MOSHI,
                module("picocli.."),
                module("org.jose4j.."),
                module("io.opentelemetry.."));
    }

    /** So that a start without telemetry loads nothing of it. */
    @Test
    void onlyTheInstrumentsOfTheCliKnowOpenTelemetry() {
        noClasses()
                .that()
                .resideInAPackage("dev.llmconnect.cli..")
                .and()
                .doNotHaveSimpleName("ServerInstruments")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(PRODUCT);
    }

    /** So that a start without tokens loads nothing of it. */
    @Test
    void onlyTheClassesForTokensKnowTheirLibrary() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Jwt")
                .and()
                .haveSimpleNameNotStartingWith("JwkSource")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jose4j..")
                .check(PRODUCT);
    }

    @Test
    void noInternalPackageOfALibraryOrOfTheJdkIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(describe(
                        "are internal to a library or to the JDK",
                        resideInAnyPackage("..internal..", "sun..", "jdk..", "com.sun..")
                                .and(resideInAPackage("dev.llmconnect..").negate())))
                .check(PRODUCT);
    }

    @Test
    void noTwoClassesOfTheProductHaveOneName() {
        Set<String> seen = new TreeSet<>();
        Set<String> twice = PRODUCT.stream()
                .filter(JavaClass::isTopLevelClass)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.equals("package-info"))
                .filter(name -> !seen.add(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(twice)
                .as("names of several classes: an engineer who searches for one finds the others")
                .isEmpty();
    }

    @Test
    void thePackagesOfAModuleFormNoCycle() {
        slices().matching("dev.llmconnect.formats.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching("dev.llmconnect.providers.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
        slices().matching("dev.llmconnect.server.(*)..")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    private static void knowsOnly(String[] packages, String[]... known) {
        classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Stream.of(known).flatMap(Stream::of).toArray(String[]::new))
                .check(PRODUCT);
    }

    private static String[] module(String... packages) {
        return packages;
    }
}
