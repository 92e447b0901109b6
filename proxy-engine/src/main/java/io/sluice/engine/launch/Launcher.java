package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.ConfigProblem;
import io.sluice.config.ReadResult;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.log.Logging;
import io.sluice.health.Checks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a configuration in this process until it is told to stop: reads, starts, tells systemd,
 * listens to signals.
 *
 * <p>{@link #run} belongs to the main thread. A reload runs on a virtual thread of its own, one at
 * a time.
 */
final class Launcher {
  private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

  private final ConfigSource source;
  private final Balancers balancers = Balancers.load();
  private final Checks checks = Checks.load();
  private final SdNotify systemd = SdNotify.fromEnvironment();
  private final Object reloading = new Object();
  private ProxyServer server;

  Launcher(final ConfigSource source) {
    this.source = source;
  }

  /** Returns the exit code, when it has stopped. */
  int run() throws InterruptedException {
    return run(() -> {});
  }

  /**
   * The same.
   *
   * @param whenReady called once it serves
   */
  int run(final Runnable whenReady) throws InterruptedException {
    switch (source.read(balancers, checks)) {
      case ReadResult.Invalid invalid -> {
        ConfigCheck.printProblems(invalid.problems());
        return Main.UNUSABLE;
      }
      case ReadResult.Valid valid -> {
        valid.warnings().forEach(System.err::println);
        return serve(valid, whenReady);
      }
    }
  }

  private int serve(final ReadResult.Valid valid, final Runnable whenReady)
      throws InterruptedException {
    try (LogWriter logWriter = new LogWriter(new FileOutputStream(FileDescriptor.out))) {
      Logging.install(logWriter);
      server = new ProxyServer(logWriter, Version.text(), balancers, checks);
      final List<ConfigProblem> problems = start(valid);
      if (!problems.isEmpty()) {
        Logging.uninstall();
        ConfigCheck.printProblems(problems);
        return Main.UNUSABLE;
      }
      whenReady.run();
      server.awaitStopped();
      Logging.uninstall();
      return Main.FINE;
    }
  }

  /** A reload that is asked for meanwhile comes after the start. */
  private List<ConfigProblem> start(final ReadResult.Valid valid) {
    synchronized (reloading) {
      Signals.install(this);
      final List<ConfigProblem> problems = server.start(valid.config());
      if (problems.isEmpty()) {
        tellReady();
      }
      return problems;
    }
  }

  /** A process that stops already does not say that it serves. */
  private void tellReady() {
    if (server.serves()) {
      systemd.ready("serving");
    }
  }

  /** Reads the files again and puts them in force. Returns at once. */
  void reload() {
    Thread.ofVirtual().name("sluice-reload").start(this::reloadNow);
  }

  private void reloadNow() {
    synchronized (reloading) {
      if (!server.serves()) {
        server.countRefusedReload();
        LOG.warn("reload: refused, since Sluice is stopping");
        return;
      }
      systemd.reloading();
      LOG.info("reload: reading {}", source.files());
      try {
        readAndReload();
      } catch (final RuntimeException defect) {
        server.countRefusedReload();
        LOG.error("reload: refused by a defect", defect);
      } finally {
        tellReady();
      }
    }
  }

  private void readAndReload() {
    switch (source.read(balancers, checks)) {
      case ReadResult.Invalid invalid -> {
        server.countRefusedReload();
        refuse(invalid.problems());
      }
      case ReadResult.Valid valid -> {
        valid.warnings().forEach(warning -> LOG.warn("{}", warning));
        final List<ConfigProblem> problems = server.reload(valid.config());
        if (problems.isEmpty()) {
          LOG.info("reload: in force");
        } else {
          refuse(problems);
        }
      }
    }
  }

  private static void refuse(final List<ConfigProblem> problems) {
    problems.forEach(problem -> LOG.error("{}", problem));
    LOG.error("reload: refused, the running configuration stays as it is");
  }

  void drain() {
    systemd.stopping();
    server.drain();
  }

  void stop() {
    systemd.stopping();
    server.stop();
  }
}
