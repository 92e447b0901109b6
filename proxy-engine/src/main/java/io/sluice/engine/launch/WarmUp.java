package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.GlobalConfig;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LineAppender;
import io.sluice.engine.warmup.CompilerWatch;
import io.sluice.engine.warmup.Rehearsal;
import io.sluice.health.Checks;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Rehearsal} behind a start, while the process listens and serves already: it says
 * that it is ready when that is over. So a client that comes at once is served at once, and whoever
 * waits for readiness, such as systemd or a script of Keepalived, finds compiled code.
 *
 * <p>It ends when the compilers have come to rest; and early when clients come in numbers, since
 * they warm the same code and want the cores.
 *
 * <p>One thread, which is its own.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  /** Set by the launcher script; tests that count system calls and memory start without. */
  private static final String LAUNCHED = "sluice.launcher";

  /** The first bytes of the first clients go before it. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * Client connections at one time that are traffic, and not somebody who looks whether it is up.
   */
  private static final int TRAFFIC = 20;

  private final ProxyServer server;
  private final Balancers balancers;
  private final Checks checks;

  WarmUp(final ProxyServer server, final Balancers balancers, final Checks checks) {
    this.server = server;
    this.balancers = balancers;
    this.checks = checks;
  }

  /** Whether a start with this configuration is to be warmed up. */
  static boolean isWanted(final GlobalConfig global) {
    return isLaunched() && !global.warmUp().isZero();
  }

  /** Whether the launcher script started this process. */
  static boolean isLaunched() {
    return Boolean.getBoolean(LAUNCHED);
  }

  /**
   * Starts it, and returns at once. The server was told before it listened that it is warming up:
   * else it would call itself ready for a moment.
   *
   * @param then called when it is over, however that was
   */
  void start(final GlobalConfig global, final Runnable then) {
    Thread.ofPlatform()
        .name(LineAppender.REHEARSAL)
        .daemon()
        .start(() -> {
          final String outcome = outcome(global);
          // Under a name of its own, so that it is heard.
          Thread.currentThread().setName("sluice-warm-up");
          server.setWarming(false);
          LOG.info("warm-up: {}", outcome);
          then.run();
        });
  }

  private String outcome(final GlobalConfig global) {
    try {
      Thread.sleep(PAUSE);
      if (isOver()) {
        return "left out, since clients are there already";
      }
      final long begin = System.nanoTime();
      final CompilerWatch compilers = new CompilerWatch();
      final long requests =
          new Rehearsal(balancers, checks, global.log().level())
              .run(global.warmUp(), () -> isOver() || compilers.isAtRest());
      final long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      return "%d requests of its own in %d ms".formatted(requests, millis);
    } catch (final IOException | RuntimeException e) {
      return "not possible: " + e.getMessage();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private boolean isOver() {
    return !server.serves() || server.sessions() > TRAFFIC;
  }
}
