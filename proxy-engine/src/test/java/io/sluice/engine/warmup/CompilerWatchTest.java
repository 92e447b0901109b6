package io.sluice.engine.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads as the kernel shows them, in a folder of files. */
class CompilerWatchTest {
  @TempDir Path tasks;
  private final AtomicLong clock = new AtomicLong();
  private CompilerWatch watch;

  @BeforeEach
  void start() throws IOException {
    thread(10, "java", 0, 0);
    thread(11, "C2 CompilerThre", 500, 100);
    thread(12, "C1 CompilerThre", 300, 0);
    watch = new CompilerWatch(new CompilerThreads(tasks), clock::get);
  }

  private void thread(int id, String name, long ranMillis, long waitedMillis) throws IOException {
    Path folder = Files.createDirectories(tasks.resolve(Integer.toString(id)));
    Files.writeString(folder.resolve("comm"), name + "\n");
    Files.writeString(
        folder.resolve("schedstat"),
        ranMillis * 1_000_000 + " " + waitedMillis * 1_000_000 + " 7\n");
  }

  private void pass(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void shouldBeAtRestWhenNoCompilerWantedACoreForLong() throws IOException {
    // When
    thread(10, "java", 5000, 0);
    thread(12, "C1 CompilerThre", 301, 0);
    pass(400);
    // Then
    assertThat(watch.isAtRest()).isTrue();
  }

  @Test
  void shouldNotBeAtRestWhenTooLittleTimeHasPassed() {
    // When
    pass(100);
    // Then
    assertThat(watch.isAtRest()).isFalse();
  }

  @Test
  void shouldNotBeAtRestWhenACompilerRuns() throws IOException {
    // When
    thread(11, "C2 CompilerThre", 700, 100);
    pass(400);
    // Then
    assertThat(watch.isAtRest()).isFalse();
  }

  @Test
  void shouldNotBeAtRestWhenACompilerWaitsForACore() throws IOException {
    // When
    thread(11, "C2 CompilerThre", 510, 400);
    pass(400);
    // Then
    assertThat(watch.isAtRest()).isFalse();
  }

  @Test
  void shouldLookAtTheLastTimeAloneWhenAskedAgain() throws IOException {
    // Given
    thread(11, "C2 CompilerThre", 900, 100);
    pass(400);
    assertThat(watch.isAtRest()).isFalse();
    // When
    pass(400);
    // Then
    assertThat(watch.isAtRest()).isTrue();
  }

  @Test
  void shouldNeverBeAtRestWhenTheKernelShowsNoTimes() throws IOException {
    // Given
    Files.delete(tasks.resolve("11").resolve("schedstat"));
    // When
    pass(400);
    // Then
    assertThat(watch.isAtRest()).isFalse();
  }

  @Test
  void shouldNeverBeAtRestWhenTheKernelShowsNoThreads() {
    // Given
    var blind = new CompilerWatch(new CompilerThreads(tasks.resolve("none")), clock::get);
    // When
    pass(400);
    // Then
    assertThat(blind.isAtRest()).isFalse();
  }
}
