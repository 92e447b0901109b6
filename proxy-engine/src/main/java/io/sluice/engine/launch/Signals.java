package io.sluice.engine.launch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What signals mean, as HAProxy's operators know them: HUP and USR2 reload, USR1 drains, TERM and
 * INT stop.
 *
 * <p>HotSpot keeps USR2 for itself unless {@code _JAVA_SR_SIGNUM} names another, which the launcher
 * script does; and a process that was started with a signal ignored, as shells do for jobs in the
 * background, is refused its handler, which the script undoes too.
 *
 * <p>Source: HAProxy management guide, "Stopping and restarting HAProxy".
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  static void install(final Launcher launcher) {
    handle("HUP", launcher::reload);
    handle("USR2", launcher::reload);
    handle("USR1", launcher::drain);
    handle("TERM", launcher::stop);
    handle("INT", launcher::stop);
  }

  private static void handle(final String name, final Runnable action) {
    try {
      Signal.handle(new Signal(name), signal -> action.run());
    } catch (final IllegalArgumentException taken) {
      LOG.warn(
          "signal {} does nothing here, since the JVM keeps it or it was ignored at the start;"
              + " start Sluice by its script",
          name);
    }
  }
}
