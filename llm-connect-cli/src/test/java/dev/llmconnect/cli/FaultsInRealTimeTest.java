package dev.llmconnect.cli;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The table as it is written: minutes of silence, half a minute of stall. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultsInRealTimeTest extends FaultTable {
    @Override
    FaultTimes times() {
        return FaultTimes.REAL;
    }
}
