package dev.llmconnect.bench.scenario;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The whole programme, in the order in which it is run. */
public final class Scenarios {
    private static final List<Scenario> PROGRAMME = List.of(
            new SequentialCallsOnMock(),
            new StartAndFootprint(),
            new FirstSeconds(),
            new ClosedLoopCalls(),
            new OpenLoopCalls(),
            new AllocatedBytes(),
            new LargePromptsBesideSmall(),
            new FirstToken(),
            new ConcurrentStreams(),
            new IdleStreams(),
            new CallsInFlight(),
            new StalledReaders(),
            new MillionCalls());

    private static final List<Scenario> BY_NAME_ONLY =
            List.of(new ObservationCost(), new SoakWithHangups(), new Profile());

    private Scenarios() {}

    /** Those with the names given; no names mean the whole programme. */
    public static List<Scenario> named(Set<String> names) {
        if (names.isEmpty()) {
            return PROGRAMME;
        }
        List<Scenario> all =
                Stream.concat(PROGRAMME.stream(), BY_NAME_ONLY.stream()).toList();
        List<String> known = all.stream().map(Scenario::name).toList();
        if (!known.containsAll(names)) {
            throw new IllegalArgumentException("scenarios are " + String.join(", ", known) + "; got " + names);
        }
        return all.stream().filter(one -> names.contains(one.name())).toList();
    }
}
