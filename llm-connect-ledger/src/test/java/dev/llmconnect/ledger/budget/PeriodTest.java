package dev.llmconnect.ledger.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PeriodTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static void assertPeriod(Period period, ZoneId zone, String time, String start, String end) {
        assertThat(period.start(Instant.parse(time), zone)).isEqualTo(start);
        assertThat(period.end(Instant.parse(time), zone)).isEqualTo(end);
    }

    @Test
    void periodsBeginWhereTheCalendarOfTheirZoneSaysSo() {
        String time = "2031-05-17T10:30:00Z";
        assertPeriod(Period.HOUR, ZoneOffset.UTC, time, "2031-05-17T10:00:00Z", "2031-05-17T11:00:00Z");
        assertPeriod(Period.DAY, ZoneOffset.UTC, time, "2031-05-17T00:00:00Z", "2031-05-18T00:00:00Z");
        assertPeriod(Period.WEEK, ZoneOffset.UTC, time, "2031-05-12T00:00:00Z", "2031-05-19T00:00:00Z");
        assertPeriod(Period.MONTH, ZoneOffset.UTC, time, "2031-05-01T00:00:00Z", "2031-06-01T00:00:00Z");
        assertPeriod(Period.DAY, BERLIN, "2031-05-17T22:30:00Z", "2031-05-17T22:00:00Z", "2031-05-18T22:00:00Z");
        assertThat(Period.TOTAL.start(Instant.parse(time), BERLIN)).isEqualTo(Instant.EPOCH);
        assertThat(Period.TOTAL.end(Instant.parse(time), BERLIN)).isEqualTo(Instant.MAX);
    }

    @Test
    void aDayInWhichClocksChangeIsLongerOrShorter() {
        assertPeriod(Period.DAY, BERLIN, "2031-03-30T12:00:00Z", "2031-03-29T23:00:00Z", "2031-03-30T22:00:00Z");
        assertPeriod(Period.DAY, BERLIN, "2031-10-26T12:00:00Z", "2031-10-25T22:00:00Z", "2031-10-26T23:00:00Z");
        // In Cuba clocks are put forward at midnight: the day begins at 1:00.
        assertPeriod(
                Period.DAY,
                ZoneId.of("America/Havana"),
                "2025-03-09T12:00:00Z",
                "2025-03-09T05:00:00Z",
                "2025-03-10T04:00:00Z");
        // Both hours of 2:00 to 3:00 have periods of their own.
        assertPeriod(Period.HOUR, BERLIN, "2031-10-26T00:30:00Z", "2031-10-26T00:00:00Z", "2031-10-26T01:00:00Z");
        assertPeriod(Period.HOUR, BERLIN, "2031-10-26T01:30:00Z", "2031-10-26T01:00:00Z", "2031-10-26T02:00:00Z");
        // An offset of half an hour.
        assertPeriod(
                Period.HOUR,
                ZoneId.of("Asia/Kolkata"),
                "2031-05-17T10:40:00Z",
                "2031-05-17T10:30:00Z",
                "2031-05-17T11:30:00Z");
    }
}
