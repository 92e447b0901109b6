package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogWriterTest {
  @Test
  void shouldWriteLineWhenSessionEnds() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    try (LogWriter writer = new LogWriter(out)) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      // When
      log.log(Records.usual());
      // Then
      await().until(() -> !out.lines().isEmpty());
      assertThat(out.text())
          .startsWith("10.0.0.1:4711 [")
          .endsWith("] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/0 0/0\n");
    }
  }

  @Test
  void shouldWakeForEveryLineWhenIdleBetween() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final Random random = new Random(3);
    try (LogWriter writer = new LogWriter(out)) {
      final SessionLog log = writer.newSessionLog(1 << 12);
      for (int i = 1; i <= 300; i++) {
        final int lines = i;
        // When
        if (random.nextBoolean()) {
          log.log(Records.usual());
        } else {
          writer.offer(bytes("a message\n"));
        }
        // Then
        await()
            .pollInterval(Duration.ofMillis(random.nextInt(1, 9)))
            .until(() -> out.lines().size() == lines);
      }
    }
  }

  @Test
  void shouldAccountForEveryLineWhenManyLoopsAndThreadsLog() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final int each = 50_000;
    final LogWriter writer = new LogWriter(out);
    final List<CompletableFuture<Void>> producers = new ArrayList<>();
    // When
    for (int loop = 0; loop < 3; loop++) {
      final String name = "loop" + loop;
      final SessionLog log = writer.newSessionLog(1 << 12);
      producers.add(CompletableFuture.runAsync(() -> logNumbered(log, name, each)));
    }
    producers.add(
        CompletableFuture.runAsync(
            () -> IntStream.range(0, each).forEach(i -> writer.offer(bytes("m " + i + "\n")))));
    producers.forEach(CompletableFuture::join);
    writer.close();
    // Then
    final List<String> lines = out.lines();
    assertThat(lines.size() + writer.dropped()).isEqualTo(4L * each);
    for (int loop = 0; loop < 3; loop++) {
      final String name = "loop" + loop;
      assertThat(numbers(lines, name)).isSorted().doesNotHaveDuplicates();
    }
    assertThat(lines).allMatch(line -> line.matches("m \\d+|10\\.0\\.0\\.1:4711 .* 0/0"));
  }

  private static void logNumbered(final SessionLog log, final String frontend, final int count) {
    final SessionRecord record = Records.usual();
    record.frontend = frontend;
    for (int i = 0; i < count; i++) {
      record.bytesOut = i;
      log.log(record);
    }
  }

  private static List<Integer> numbers(final List<String> lines, final String frontend) {
    return lines.stream()
        .filter(line -> line.contains(" " + frontend + " "))
        .map(line -> Integer.valueOf(line.split(" ", -1)[5]))
        .toList();
  }

  @Test
  void shouldNeverBlockProducersWhenOutputBlocks() throws InterruptedException {
    // Given
    final Outputs.Blocked out = new Outputs.Blocked();
    final LogWriter writer = new LogWriter(out);
    final SessionLog log = writer.newSessionLog(1 << 12);
    log.log(Records.usual());
    out.reached.await();
    // When
    logNumbered(log, "fnt", 10_000);
    int taken = 0;
    for (int i = 0; i < 100_000; i++) {
      taken += writer.offer(bytes("a message of some length, such as messages have\n")) ? 1 : 0;
    }
    // Then
    final long droppedWhileBlocked = writer.dropped();
    assertThat(droppedWhileBlocked).isGreaterThan(10_000 - 100 + (100_000 - taken) - 1);
    out.released.countDown();
    writer.close();
    assertThat(out.kept.lines().size() + writer.dropped()).isEqualTo(1 + 10_000 + 100_000);
    assertThat(writer.dropped()).isEqualTo(droppedWhileBlocked);
  }

  @Test
  void shouldEndCloseInASecondWhenOutputBlocks() throws InterruptedException {
    // Given
    final Outputs.Blocked out = new Outputs.Blocked();
    final LogWriter writer = new LogWriter(out);
    writer.offer(bytes("a message\n"));
    out.reached.await();
    final long beforeNanos = System.nanoTime();
    // When
    writer.close();
    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - beforeNanos))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
    out.released.countDown();
  }

  @Test
  void shouldCountLinesWhenOutputFails() {
    // Given
    final Outputs.Failing out = new Outputs.Failing();
    final LogWriter writer = new LogWriter(out);
    final SessionLog log = writer.newSessionLog(1 << 16);
    // When
    logNumbered(log, "fnt", 50);
    writer.offer(bytes("a message\n"));
    // Then
    await().until(() -> writer.dropped() == 51);
    writer.close();
  }

  @Test
  void shouldGoOnWithALineOfItsOwnWhenOutputRecovers() {
    // Given
    final Outputs.Failing out = new Outputs.Failing();
    final LogWriter writer = new LogWriter(out);
    writer.offer(bytes("lost message\n"));
    await().until(() -> writer.dropped() == 1);
    out.fails = false;
    // When
    writer.offer(bytes("next message\n"));
    writer.close();
    // Then
    assertThat(out.kept.text()).isEqualTo("lost \nnext message\n");
    assertThat(writer.dropped()).isEqualTo(1);
  }

  @Test
  void shouldWriteEverythingInOrderWhenClosed() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final LogWriter writer = new LogWriter(out);
    final SessionLog log = writer.newSessionLog(1 << 20);
    logNumbered(log, "fnt", 1000);
    // When
    writer.close();
    // Then
    assertThat(numbers(out.lines(), "fnt"))
        .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    assertThat(writer.dropped()).isZero();
  }

  @Test
  void shouldDropAndCountWhenClosed() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final LogWriter writer = new LogWriter(out);
    final SessionLog log = writer.newSessionLog(1 << 12);
    writer.close();
    // When
    log.log(Records.usual());
    final boolean taken = writer.offer(bytes("late\n"));
    writer.close();
    // Then
    assertThat(taken).isFalse();
    assertThat(writer.dropped()).isEqualTo(2);
    assertThat(out.text()).isEmpty();
  }

  @Test
  void shouldMakeFewWritesWhenBusy() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final LogWriter writer = new LogWriter(out);
    final SessionLog log = writer.newSessionLog(1 << 22);
    // When
    logNumbered(log, "fnt", 20_000);
    writer.close();
    // Then
    assertThat(out.lines()).hasSize(20_000);
    assertThat(out.writes()).isLessThan(2_000);
  }

  @Test
  void shouldWriteMessageThatIsLargerThanABatch() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final LogWriter writer = new LogWriter(out);
    final String message = "x".repeat(200_000) + "\n";
    // When
    writer.offer(bytes("before\n"));
    writer.offer(bytes(message));
    writer.offer(bytes("after\n"));
    writer.close();
    // Then
    assertThat(out.text()).isEqualTo("before\n" + message + "after\n");
  }

  @Test
  void shouldKeepInterruptWhenInterruptedInClose() {
    // Given
    final Outputs.Kept out = new Outputs.Kept();
    final LogWriter writer = new LogWriter(out);
    writer.offer(bytes("a message\n"));
    Thread.currentThread().interrupt();
    // When
    writer.close();
    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(out.text()).isEqualTo("a message\n");
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
