package dev.llmconnect.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncLogHandlerTest {
    private static final Formatter MESSAGE = new Formatter() {
        @Override
        public String format(LogRecord event) {
            return event.getMessage() + '\n';
        }
    };

    @Test
    void aLineIsWrittenSoonWithoutAnybodyAskingForIt() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        AsyncLogHandler log = new AsyncLogHandler(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        written.countDown();
                    }
                },
                MESSAGE);
        log.publish(line("hello"));
        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        log.close();
    }

    @Test
    void everyLineOfManyThreadsIsThereOnceAndInTheOrderOfItsThread() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AsyncLogHandler log = new AsyncLogHandler(out, MESSAGE);
        List<CompletableFuture<Void>> threads = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 5000; i++) {
                        log.publish(line(thread + " " + i));
                    }
                }))
                .toList();
        threads.forEach(CompletableFuture::join);
        log.close();

        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(40_000);
        for (int thread = 0; thread < 8; thread++) {
            String start = thread + " ";
            assertThat(lines.stream().filter(line -> line.startsWith(start)))
                    .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> start + i).toList());
        }
    }

    @Test
    void everyLineBeforeAFlushIsWrittenWhenItReturns() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AsyncLogHandler log = new AsyncLogHandler(out, MESSAGE);
        log.publish(line("before"));
        log.flush();
        assertThat(out.toString(UTF_8)).isEqualTo("before\n");
        log.publish(line("while draining"));
        log.flush();
        assertThat(out.toString(UTF_8)).isEqualTo("before\nwhile draining\n");
        log.close();
    }

    @Test
    void whoeverLogsNeverWaitsForTheReaderAndWhatWasDroppedIsCounted() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AsyncLogHandler log = new AsyncLogHandler(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        throw new AssertionError("one byte at a time");
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        try {
                            read.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        out.write(bytes, from, length);
                    }
                },
                MESSAGE);
        String kilobyte = "x".repeat(1023);
        int lines = 2 * AsyncLogHandler.MAX_BYTES / 1024;
        CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < lines; i++) {
                        log.publish(line(kilobyte));
                    }
                })
                .get(10, TimeUnit.SECONDS);
        // Nobody reads, and the end of the process does not wait for it.
        CompletableFuture.runAsync(log::flush).get(10, TimeUnit.SECONDS);
        assertThat(out.size()).isZero();

        read.countDown();
        log.close();
        List<String> seen = out.toString(UTF_8).lines().toList();
        long whole = seen.stream().filter(kilobyte::equals).count();
        assertThat(whole).isBetween((long) AsyncLogHandler.MAX_BYTES / 1024, (long) lines - 1);
        assertThat(seen).contains(lines - whole + " lines of the log were dropped: nobody read it");
        assertThat(seen).hasSize((int) whole + 1);
    }

    private static LogRecord line(String text) {
        return new LogRecord(Level.INFO, text);
    }
}
