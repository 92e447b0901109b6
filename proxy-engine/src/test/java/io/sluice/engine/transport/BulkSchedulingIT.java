package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Sluice;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the kernel schedules the thread of a worker that moves bulk, as the kernel says it. */
class BulkSchedulingIT {
  private static final int IDLE = 5;
  private static final int PIECE = 256 << 10;
  private static final int PIECES_OF_A_STRETCH = 64;

  @AutoClose private final LoneWorker lone = new LoneWorker();
  private final Worker worker = lone.worker();

  @BeforeAll
  static void bind() throws InterruptedException {
    Splicing.await();
  }

  @Test
  void shouldInterruptNobodyWhileThereIsBulkOfSeveral() throws Exception {
    // When
    final int during =
        lone.onLoop(() -> {
          moveStretch(4);
          return policy();
        });
    // Then
    assertThat(during).isEqualTo(Scheduling.BATCH);
    await().untilAsserted(() -> assertThat(lone.onLoop(this::policy)).isEqualTo(Scheduling.NORMAL));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void shouldInterruptOthersForFewAtOnce(final int sources) throws Exception {
    // When
    final int fewer =
        lone.onLoop(() -> {
          moveStretch(4);
          moveStretch(sources);
          return policy();
        });
    // Then
    assertThat(fewer).isEqualTo(Scheduling.NORMAL);
  }

  @Test
  void shouldInterruptOthersForSlowBulk() throws Exception {
    // When: time alone tells how fast it is
    final int slow =
        lone.onLoop(() -> {
          TimeUnit.MILLISECONDS.sleep(150);
          moveStretch(4);
          return policy();
        });
    // Then
    assertThat(slow).isEqualTo(Scheduling.NORMAL);
  }

  @Test
  void shouldLeaveThePolicyOfAnOperatorAlone() throws Exception {
    // When
    final int policy =
        lone.onLoop(() -> {
          assertThat(Scheduling.change(Scheduling.NORMAL, IDLE)).isTrue();
          moveStretch(4);
          moveStretch(1);
          return policy();
        });
    // Then
    assertThat(policy).isEqualTo(IDLE);
  }

  private void moveStretch(final int sources) {
    final int[] seen = new int[sources];
    for (int i = 0; i < PIECES_OF_A_STRETCH; i++) {
      seen[i % sources] = worker.bulkScheduling().onMoved(PIECE, seen[i % sources]);
    }
  }

  private int policy() throws Exception {
    return Sluice.schedulingPolicy(Path.of("/proc/thread-self"));
  }
}
