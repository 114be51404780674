package dev.llmconnect.server.admin;

import java.util.List;
import java.util.Map;

/** Shows the ways that calls can take, and their circuits. Thread-safe. */
public interface RouteInspector {
    /** Knows nothing. */
    RouteInspector NONE = new RouteInspector() {
        @Override
        public List<Map<String, ?>> circuits() {
            return List.of();
        }

        @Override
        public boolean resetCircuit(String provider, String model) {
            return false;
        }

        @Override
        public List<Map<String, ?>> keys() {
            return List.of();
        }

        @Override
        public List<Map<String, ?>> profiles() {
            return List.of();
        }
    };

    /** The circuits that are not closed: {@code provider}, {@code model}, {@code state}, {@code failures}, {@code retry_after_seconds}. */
    List<Map<String, ?>> circuits();

    /**
     * Closes a circuit at once.
     *
     * @return whether it was not closed
     */
    boolean resetCircuit(String provider, String model);

    /** The providers with several keys: {@code provider}, {@code keys}, {@code resting}. */
    List<Map<String, ?>> keys();

    /**
     * The profiles: {@code name}, {@code usable}, {@code problem} (empty when there is none), {@code values}, a list of {@code field},
     * {@code value} and {@code source}. No credential is among them.
     */
    List<Map<String, ?>> profiles();
}
