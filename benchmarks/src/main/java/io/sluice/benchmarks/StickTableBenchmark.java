package io.sluice.benchmarks;

import io.sluice.backends.stick.StickCounter;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a table costs a request: a rate limit, for which its client is tracked, counted, its rate
 * read, and released; a look at an entry; the server of a client that is found, or remembered.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StickTableBenchmark {
  /** One table that all threads of a run share. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** How many clients there are; with 1, all threads count in one entry. */
    @Param({"1", "100000", "10000000"})
    public int clients;

    private StickTable table;
    private StickCounter requests;

    @Setup
    public void makeTable() {
      final Optional<Duration> period = Optional.of(Duration.ofSeconds(10));
      table =
          new StickTable(
              new StickTableConfig(
                  "clients",
                  SampleType.IPV4,
                  4,
                  1_000_000,
                  false,
                  period,
                  List.of(
                      new Stored(Data.HTTP_REQ_RATE, 1, period),
                      new Stored(Data.SERVER_ID, 1, Optional.empty()))),
              42);
      requests = table.counter(Data.HTTP_REQ_CNT, 0);
    }
  }

  /** What each worker has of its own. */
  @State(Scope.Thread)
  public static class Worker {
    private StickKey key;
    private int next;

    @Setup
    public void makeKey(final Shared shared) {
      key = shared.table.newKey();
      next = System.identityHashCode(this);
    }
  }

  private static void nextClient(final Shared shared, final Worker worker) {
    worker.next = worker.next * 1_664_525 + 1_013_904_223;
    worker.key.ipv4(Integer.remainderUnsigned(worker.next >>> 1, shared.clients));
  }

  @Benchmark
  public long limitRate(final Shared shared, final Worker worker) {
    nextClient(shared, worker);
    final long nowMillis = System.nanoTime() / 1_000_000;
    final long handle = shared.table.track(worker.key, nowMillis);
    shared.table.count(handle, shared.requests, 1, nowMillis);
    final long rate = shared.table.get(handle, shared.requests.rate(), nowMillis);
    shared.table.untrack(handle, nowMillis);
    return rate;
  }

  @Benchmark
  public long look(final Shared shared, final Worker worker) {
    nextClient(shared, worker);
    return shared.table.peek(worker.key, shared.requests.total(), System.nanoTime() / 1_000_000);
  }

  /** As {@code stick on src} does: the server is asked for, and remembered where there was none. */
  @Benchmark
  public long matchAndStore(final Shared shared, final Worker worker) {
    nextClient(shared, worker);
    final long nowMillis = System.nanoTime() / 1_000_000;
    final long server = shared.table.server(worker.key, nowMillis);
    return server != 0 || !shared.table.storeServer(worker.key, 1, nowMillis) ? server : 1;
  }
}
