package dev.llmconnect.testkit.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Each test of the kit fails for an adapter with the fault it was made for. */
class ConformanceKitTest {
    private static final String PATIENCE = "llmconnect.conformance.patience";

    static List<Fault> faults() {
        return Stream.of(
                        RequestFaults.all(),
                        AnswerFaults.all(),
                        FailureFaults.all(),
                        TimeFaults.all(),
                        CareFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    @BeforeEach
    void waitNotSoLongForWhatWillNotCome() {
        System.setProperty(PATIENCE, "600");
    }

    @AfterEach
    void restore() {
        System.clearProperty(PATIENCE);
        CareFaults.letGo();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void findsAnAdapterThat(Fault fault) {
        FaultyConformance.fault = fault;

        assertThat(failing(fault.tests()))
                .as("the tests that fail for an adapter that " + fault)
                .containsAll(fault.tests());
    }

    @Test
    void hasNoTestThatCannotFail() {
        Set<String> failed =
                faults().stream().flatMap(fault -> fault.tests().stream()).collect(Collectors.toSet());

        assertThat(new TreeSet<>(failed)).isEqualTo(tests());
    }

    private static Set<String> tests() {
        return ReflectionSupport.findMethods(
                        FaultyConformance.class,
                        method -> AnnotationSupport.isAnnotated(method, Testable.class),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .map(method -> method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Runs the tests; which of them fail. */
    private static Set<String> failing(List<String> tests) {
        List<? extends DiscoverySelector> selectors = ReflectionSupport.findMethods(
                        FaultyConformance.class,
                        method -> tests.contains(method.getName()),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .map(method -> DiscoverySelectors.selectMethod(FaultyConformance.class, method))
                .toList();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        Set<String> failing = new ConcurrentSkipListSet<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    // a single test is "name()", one run of a parameterised test is "name(CallMode)[1]"
                    failing.add(test.getLegacyReportingName().replaceAll("\\(.*", ""));
                }
            }
        });
        return failing;
    }
}
