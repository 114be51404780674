package dev.llmconnect.server.admin;

import dev.llmconnect.CallInfo;
import java.time.Instant;
import java.util.Map;

/**
 * Who made a call, and what for. Lets go of everything else that a call holds on to. What is not known is empty.
 *
 * @param id the request id
 * @param route how the call came in
 * @param kind what it asks for
 * @param isStreaming whether the answer is wanted as a stream
 * @param requestedModel the model or profile that the caller named
 * @param startTime when it began
 * @param caller the name of who calls
 * @param tags what the operator counts by
 * @param session what several calls belong to
 * @param depth how deep it is nested
 * @param trace the id of its trace
 */
record CallIdentity(
        String id,
        String route,
        CallInfo.Kind kind,
        boolean isStreaming,
        String requestedModel,
        Instant startTime,
        String caller,
        Map<String, String> tags,
        String session,
        int depth,
        String trace) {
    static CallIdentity of(CallInfo call) {
        return new CallIdentity(
                call.requestId(),
                call.endpoint().orElse(""),
                call.kind(),
                call.isStreaming(),
                call.model(),
                call.startTime(),
                call.caller().orElse(""),
                call.tags(),
                call.session().orElse(""),
                call.depth(),
                call.trace().map(trace -> trace.traceId()).orElse(""));
    }
}
