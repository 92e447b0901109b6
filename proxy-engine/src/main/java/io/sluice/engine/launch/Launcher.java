package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.ConfigProblem;
import io.sluice.config.GlobalConfig;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ReadResult;
import io.sluice.engine.ProxyServer;
import io.sluice.engine.log.LogWriter;
import io.sluice.engine.log.Logging;
import io.sluice.health.Checks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
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
  private volatile boolean warm;

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
        fitMemory(valid.config());
        valid.warnings().forEach(System.err::println);
        return serve(valid, whenReady);
      }
    }
  }

  private static MemoryNeed need(final ProxyConfig config) {
    return MemoryNeed.of(config, ProxyServer.maxconn(config));
  }

  /** Where it is too little, the process starts anew with more; nothing is open yet. */
  private static void fitMemory(final ProxyConfig config) {
    final MemoryNeed need = need(config);
    if (!Restart.isPossible() || MemoryBounds.ofThisJvm().suffice(need)) {
      return;
    }
    try {
      Restart.with(need);
    } catch (final IOException e) {
      LOG.warn("memory: no restart with more: {}", e.getMessage());
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
      server.setWarming(WarmUp.isWanted(valid.config().global()));
      final List<ConfigProblem> problems = server.start(valid.config());
      if (problems.isEmpty()) {
        MemoryBounds.ofThisJvm().log(need(valid.config()), CgroupLimit.ofThisProcess());
        warmUp(valid.config().global());
      }
      return problems;
    }
  }

  private void warmUp(final GlobalConfig global) {
    if (WarmUp.isWanted(global)) {
      new WarmUp(server, balancers, checks).start(global, this::onWarm);
    } else {
      onWarm();
    }
  }

  private void onWarm() {
    warm = true;
    tellReady();
    StartCache.fromProperties().ifPresent(cache -> cache.watch(server::serves));
    if (WarmUp.isLaunched()) {
      QuietCollection.watch(server::serves);
    }
  }

  /** A process that stops already, or is not warm yet, does not say that it serves. */
  private void tellReady() {
    if (warm && server.serves()) {
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
          MemoryBounds.ofThisJvm().warn(need(valid.config()), CgroupLimit.ofThisProcess());
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
