package io.sluice.backends.stick;

import static io.sluice.backends.stick.Tables.ip;
import static io.sluice.backends.stick.Tables.rate;
import static io.sluice.backends.stick.Tables.table;
import static io.sluice.backends.stick.Tables.total;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Four loops at once. */
class StickTableRaceTest {
  private static final int LOOPS = 4;
  private static final int TURNS = 50_000;

  @Test
  void shouldGiveTheExactSumWhenAllCountTheSameKey() throws Exception {
    // Given
    final StickTable table =
        table(
            SampleType.IPV4,
            100_000,
            0,
            total(Data.CONN_CNT),
            total(Data.CONN_CUR),
            total(Data.HTTP_REQ_CNT),
            rate(Data.HTTP_REQ_RATE, 1_000_000));
    final StickCounter requests = table.counter(Data.HTTP_REQ_CNT, 0);

    // When
    together(() -> {
      final StickKey key = ip(table, 1);
      for (int i = 0; i < TURNS; i++) {
        final long handle = table.track(key, 1000 + i);
        table.count(handle, requests, 1, 1000 + i);
        table.untrack(handle, 1000 + i);
      }
    });

    // Then
    final StickKey key = ip(table, 1);
    assertThat(table.peek(key, requests.total(), 60_000)).isEqualTo(LOOPS * TURNS);
    assertThat(table.peek(key, requests.rate(), 60_000)).isEqualTo(LOOPS * TURNS);
    assertThat(table.peek(key, table.column(Data.CONN_CNT, 0), 60_000)).isEqualTo(LOOPS * TURNS);
    assertThat(table.peek(key, table.column(Data.CONN_CUR, 0), 60_000)).isZero();
    assertThat(table.used()).isOne();
  }

  @Test
  void shouldStayWithinItsSizeWhenAllBringNewKeys() throws Exception {
    // Given
    final StickTable table = table(SampleType.IPV4, 10_000, 0, total(Data.CONN_CUR));

    // When
    together(() -> {
      final StickKey key = table.newKey();
      final int from = (int) Thread.currentThread().threadId() * TURNS;
      for (int i = 0; i < TURNS; i++) {
        key.ipv4(from + i);
        final long handle = table.track(key, i);
        assertThat(handle).isNotEqualTo(StickTable.NONE);
        table.untrack(handle, i);
      }
    });

    // Then
    final List<StickEntry> entries = new ArrayList<>();
    table.forEach(entries::add, TURNS);
    assertThat(table.used()).isEqualTo(10_000);
    assertThat(entries).hasSize(10_000).allMatch(e -> e.uses() == 0);
    assertThat(table.clear()).isEqualTo(10_000);
    assertThat(table.used()).isZero();
  }

  private static void together(final Runnable work) throws Exception {
    try (ExecutorService loops = Executors.newFixedThreadPool(LOOPS)) {
      final List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < LOOPS; i++) {
        done.add(loops.submit(work));
      }
      for (final Future<?> each : done) {
        each.get();
      }
    }
  }
}
