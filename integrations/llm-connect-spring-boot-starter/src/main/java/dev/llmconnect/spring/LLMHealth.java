package dev.llmconnect.spring;

import dev.llmconnect.LLMException;
import dev.llmconnect.profiles.policy.CircuitStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** What both generations of health indicators report. Sends no request. Thread-safe. */
final class LLMHealth {
    private final AdapterAssembly assembly;

    LLMHealth(AdapterAssembly assembly) {
        this.assembly = assembly;
    }

    /** Whether at least one provider that has been set up has a circuit that is not open. */
    boolean isUp() {
        return assembly.isReady();
    }

    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("provider", assembly.adapter().provider());
        details.put("profiles", assembly.profiles());
        details.put(
                "openCircuits",
                assembly.openCircuits().stream().map(LLMHealth::circuit).toList());
        return details;
    }

    private static Map<String, Object> circuit(CircuitStatus status) {
        Map<String, Object> circuit = new LinkedHashMap<>();
        circuit.put("provider", status.circuit().provider());
        circuit.put("model", status.circuit().model());
        circuit.put("state", status.state().toString());
        circuit.put("failures", status.failures());
        circuit.put("retryAfterSeconds", LLMException.wholeSeconds(status.remainingDelay()));
        return circuit;
    }
}
