package io.sluice.benchmarks;

import io.sluice.backends.Assignment;
import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.backends.Waiter;
import io.sluice.config.BackendConfig;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.ReadResult;
import io.sluice.engine.persist.RequestKey;
import io.sluice.engine.rules.RuleCompiler;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * What it costs to get a server and to give its slot back, once for a session or request. The key
 * of those that look at the request is made of it each time, and is the same each time; rdp-cookie
 * does not find its cookie, and takes each in turn.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AssignBenchmark {
  /** One backend that all threads of a run share. */
  @State(Scope.Benchmark)
  public static class Shared {
    @Param({
      "roundrobin",
      "static-rr",
      "leastconn",
      "source",
      "first",
      "random",
      "uri",
      "uri whole",
      "url_param nocatalog",
      "hdr(X-Auth-Token)",
      "hash req.hdr(host),lower",
      "rdp-cookie"
    })
    public String algorithm;

    @Param({"3", "100"})
    public int servers;

    private Backend backend;
    private BackendConfig config;

    @Setup
    public void makeBackend() {
      final String text =
          """
          listen.b {
            mode = http
            bind = "127.0.0.1:0"
            balance = "%s"
            servers { %s }
          }
          """
              .formatted(
                  algorithm,
                  IntStream.rangeClosed(1, servers)
                      .mapToObj(i -> "s%d = \"127.0.0.1:%1$d\"".formatted(i))
                      .collect(Collectors.joining(", ")));
      config =
          switch (HoconReader.readText("b", text, Extensions.NONE)) {
            case ReadResult.Valid valid -> valid.config().backends().getFirst();
            case ReadResult.Invalid invalid -> throw new IllegalArgumentException("" + invalid);
          };
      backend = new Backend(config, Balancers.load(), System.nanoTime());
    }
  }

  /** One asker for each thread, as each session is. */
  @State(Scope.Thread)
  public static class Session extends Waiter {
    private final RuleExchange exchange = new RuleExchange();
    private RequestKey byRequest;
    private long key;

    @Setup
    public void compile(final Shared shared) {
      exchange.begin();
      byRequest = RequestKey.of(shared.config.balance(), new RuleCompiler(exchange)::compile);
    }

    private long nextKey() {
      return byRequest == null ? key++ : byRequest.of(exchange);
    }

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
    if (shared.backend.assign(session, session.nextKey(), null) != Assignment.GRANTED) {
      throw new IllegalStateException("no server");
    }
    final Server server = session.granted();
    shared.backend.release(server);
    return server;
  }
}
