package io.sluice.benchmarks;

import io.sluice.backends.Assignment;
import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
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

/** What it costs to get a server of three and to give its slot back, once per session. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AssignBenchmark {
  /** One backend that all threads of a run share. */
  @State(Scope.Benchmark)
  public static class Shared {
    @Param({"roundrobin", "static-rr", "leastconn", "source", "first", "random"})
    public String algorithm;

    private Backend backend;

    @Setup
    public void makeBackend() {
      final String text =
          """
          listen.b {
            bind = "127.0.0.1:0"
            balance = %s
            servers { s1 = "127.0.0.1:1", s2 = "127.0.0.1:2", s3 = "127.0.0.1:3" }
          }
          """
              .formatted(algorithm);
      final ReadResult result = HoconReader.readText("b", text, Extensions.NONE);
      final var config = ((ReadResult.Valid) result).config().backends().getFirst();
      backend = new Backend(config, Balancers.load(), System.nanoTime());
    }
  }

  /** One asker for each thread, as each session is. */
  @State(Scope.Thread)
  public static class Session extends Waiter {
    private long key;

    @Override
    protected void onGranted(final Server server) {
      throw new IllegalStateException("nothing is full");
    }

    @Override
    protected void onRefused() {
      throw new IllegalStateException("nothing is down");
    }
  }

  @Benchmark
  public Server assignAndRelease(final Shared shared, final Session session) {
    if (shared.backend.assign(session, session.key++, null) != Assignment.GRANTED) {
      throw new IllegalStateException("no server");
    }
    final Server server = session.granted();
    shared.backend.release(server);
    return server;
  }
}
