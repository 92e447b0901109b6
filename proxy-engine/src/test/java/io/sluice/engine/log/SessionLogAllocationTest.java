package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class SessionLogAllocationTest {
  private static final int LINES = 200_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void shouldAllocateNothingWhenWarm() {
    // Given
    try (LogWriter writer = new LogWriter(OutputStream.nullOutputStream())) {
      final SessionLog log = writer.newSessionLog(1 << 14);
      final SessionRecord record = Records.usual();
      log(log, record);
      final long before = threads.getCurrentThreadAllocatedBytes();
      // When
      log(log, record);
      // Then
      final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes of %d lines", LINES).isLessThan(LINES / 10);
    }
  }

  @Test
  void shouldAllocateNothingForRequestsWhenWarm() {
    // Given
    try (LogWriter writer = new LogWriter(OutputStream.nullOutputStream())) {
      final SessionLog log = writer.newSessionLog(1 << 14);
      final HttpRecord record = HttpLineTest.usual();
      final Captures captures = new Captures(new int[] {20});
      record.requestCaptures = captures;
      final byte[] agent = {'c', 'u', 'r', 'l', '"'};
      log(log, record, captures, agent);
      final long before = threads.getCurrentThreadAllocatedBytes();
      // When
      log(log, record, captures, agent);
      // Then
      final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes of %d lines", LINES).isLessThan(LINES / 10);
    }
  }

  private static void log(
      final SessionLog log, final HttpRecord record, final Captures captures, final byte[] agent) {
    final long start = record.acceptedMillis;
    for (int i = 0; i < LINES; i++) {
      record.acceptedMillis = start + i % 60_000;
      captures.clear();
      captures.set(0, agent, 0, agent.length);
      log.log(LineFormat.HTTP, record);
    }
    record.acceptedMillis = start;
  }

  private static void log(final SessionLog log, final SessionRecord record) {
    final long start = record.acceptedMillis;
    for (int i = 0; i < LINES; i++) {
      record.acceptedMillis = start + i % 60_000;
      record.bytesOut = i;
      log.log(record);
    }
    record.acceptedMillis = start;
  }
}
