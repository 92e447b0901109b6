package io.sluice.engine.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The compilers of this JVM. */
class CompilerPriorityIT {
  private static final String SCHED_OTHER = "0";
  private static final String SCHED_IDLE = "5";
  private static final CompilerThreads THREADS = CompilerThreads.ofThisProcess();

  private final CompilerPriority priority = CompilerPriority.ofThisProcess();

  /** Root may go back, and whoever has the limit for it. */
  @BeforeEach
  void assumeTheRight() throws InterruptedException {
    assumeThat(priority.isReversible()).isTrue();
  }

  @AfterEach
  void restore() throws IOException {
    priority.restore();
  }

  /** Field 41 of proc_pid_stat(5); the name, which is the second, may have spaces. */
  private static List<String> policies(String compiler) throws IOException {
    return THREADS.of(compiler).stream().map(CompilerPriorityIT::policy).distinct().toList();
  }

  private static String policy(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[38];
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldPutTheSecondCompilerAloneBehindAllWhenItIsLowered() throws IOException {
    // When
    int lowered = priority.lower();
    // Then
    assertThat(lowered).isPositive();
    assertThat(policies(CompilerThreads.SECOND)).containsExactly(SCHED_IDLE);
    assertThat(policies(CompilerThreads.FIRST)).containsExactly(SCHED_OTHER);
    assertThat(policy(Path.of("/proc/thread-self"))).isEqualTo(SCHED_OTHER);
  }

  @Test
  void shouldLeaveEverythingAsItWasWhenItIsRestored() throws IOException {
    // Given
    priority.lower();
    // When
    int restored = priority.restore();
    // Then
    assertThat(restored).isPositive();
    assertThat(policies(CompilerThreads.SECOND)).containsExactly(SCHED_OTHER);
    assertThat(priority.restore()).isZero();
  }
}
