package io.sluice.engine.warmup;

import io.sluice.backends.Balancers;
import io.sluice.config.ConfigProblem;
import io.sluice.config.Extensions;
import io.sluice.config.HoconReader;
import io.sluice.config.LogConfig;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ReadResult;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LineAppender;
import io.sluice.engine.log.LogWriter;
import io.sluice.health.Checks;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A Sluice inside Sluice that serves clients of its own, in modes http and tcp, by itself and from
 * a server of its own. The classes are those of the product, so the JVM compiles them; the objects
 * are others: no counter, log line, stick table or server of the real configuration is touched. All
 * of it is on ports of 127.0.0.1 that the kernel chose, and gone when it is over.
 *
 * <p>One thread makes and runs it, whose name begins with {@link LineAppender#REHEARSAL}, as do
 * those of its loops: that keeps their messages out of the log.
 */
public final class Rehearsal {
  /** Enough for two cores; more would cost memory on machines with many. */
  private static final int MOST_THREADS = 2;

  /** A port that was free may be somebody's a moment later. */
  private static final int MOST_TRIES = 3;

  private final Balancers balancers;
  private final Checks checks;
  private final LogConfig.Level level;

  /**
   * One that has not begun.
   *
   * @param level of the messages that the process prints, which stays as it is
   */
  public Rehearsal(final Balancers balancers, final Checks checks, final LogConfig.Level level) {
    this.balancers = balancers;
    this.checks = checks;
    this.level = level;
  }

  /**
   * Lets its clients ask as fast as they can.
   *
   * @param enough asked every few milliseconds: true ends it before its time
   * @return requests that were answered
   * @throws IOException there is no loopback interface, or no port or descriptor is left
   */
  public long run(final Duration atMost, final BooleanSupplier enough)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try (Stage stage = Stage.open();
          LogWriter lines = new LogWriter(OutputStream.nullOutputStream())) {
        final ProxyServer proxy =
            new ProxyServer(LineAppender.REHEARSAL, lines, "rehearsal", balancers, checks);
        final List<ConfigProblem> problems = proxy.start(configuration(stage));
        if (problems.isEmpty()) {
          return play(stage, proxy, atMost, enough);
        }
        if (tries == MOST_TRIES) {
          throw new IOException(problems.getFirst().toString());
        }
      }
    }
  }

  private static long play(
      final Stage stage,
      final ProxyServer proxy,
      final Duration atMost,
      final BooleanSupplier enough)
      throws InterruptedException {
    try {
      return stage.play(atMost, enough);
    } finally {
      proxy.stop();
      proxy.awaitStopped();
    }
  }

  private ProxyConfig configuration(final Stage stage) {
    final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    final var extensions = new Extensions(balancers.names(), checks.types());
    final ReadResult read =
        HoconReader.readText("rehearsal", stage.configuration(threads, level), extensions);
    return switch (read) {
      case ReadResult.Valid valid -> valid.config();
      case ReadResult.Invalid invalid ->
          throw new IllegalStateException(invalid.problems().toString());
    };
  }
}
