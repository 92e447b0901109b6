package io.sluice.engine.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with loaded classes and profiles of methods that the JVM starts from (its AOT cache).
 * The launcher names it by the Java, the jars and the options that it is good for, and lets the JVM
 * use it where it is there. Where it is not, or where the JVM would not have it, it is made some
 * time behind the start, by another process of the lowest priority, and the next start uses it.
 *
 * <p>Nothing that goes wrong with it is more than a line in the log. One thread, which is its own.
 *
 * <p>Source: JEP 483, 514 and 515.
 */
final class StartCache {
  private static final Logger LOG = LoggerFactory.getLogger(StartCache.class);

  /** The file, as the launcher names it; absent: it is not to be used. */
  private static final String FILE = "sluice.start-cache";

  /** Seconds before it is made: whoever just started has other things to do. */
  private static final String DELAY = "sluice.start-cache.delay";

  private static final int USUAL_DELAY = 30;
  private static final Path MAPS = Path.of("/proc/self/maps");

  private final Path file;

  private StartCache(final Path file) {
    this.file = file;
  }

  /** The one that the launcher wants; empty: none. */
  static Optional<StartCache> fromProperties() {
    return Optional.ofNullable(System.getProperty(FILE)).map(name -> new StartCache(Path.of(name)));
  }

  /** Makes it while the caller waits; the exit code. */
  static int makeNow() throws InterruptedException {
    final Optional<StartCache> wanted = fromProperties();
    if (wanted.isEmpty()) {
      System.err.println(
          "sluice: no start cache is wanted: SLUICE_CACHE=off, or an option of the JVM");
      return Main.UNUSABLE;
    }
    final Path file = wanted.get().file;
    String failure;
    try {
      failure = new CacheMaker(file, false).make();
    } catch (final IOException e) {
      failure = e.toString();
    }
    System.err.println(
        failure.isEmpty() ? "sluice: made " + file : "sluice: " + file + ": not made: " + failure);
    return failure.isEmpty() ? Main.FINE : Main.UNUSABLE;
  }

  /**
   * Looks whether the JVM uses it, and has it made where not. Returns at once.
   *
   * @param needed asked before it is made
   */
  void watch(final BooleanSupplier needed) {
    Thread.ofPlatform().name("sluice-start-cache").daemon().start(() -> look(needed));
  }

  private void look(final BooleanSupplier needed) {
    try {
      if (isUsed()) {
        LOG.debug("start cache: {} is used", file);
        return;
      }
      final Path folder = file.getParent();
      if (!Files.isWritable(folder)) {
        LOG.info(
            "start cache: none, and {} cannot be written; a start takes longer. Make it as who may:"
                + " sluice --make-cache, or name a folder by SLUICE_CACHE_DIR",
            folder);
        return;
      }
      if (Files.exists(file)) {
        LOG.info("start cache: the JVM does not use {}, so it is made anew", file);
      }
      Thread.sleep(Duration.ofSeconds(Integer.getInteger(DELAY, USUAL_DELAY)));
      if (needed.getAsBoolean()) {
        make();
      }
    } catch (final IOException | RuntimeException e) {
      LOG.warn("start cache: not made: {}", e.getMessage());
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The kernel shows what the JVM has mapped; it says so itself only in its own log. */
  private boolean isUsed() throws IOException {
    // A path that leads through links is shown without them.
    final String real = Files.exists(file) ? file.toRealPath().toString() : file.toString();
    try (var lines = Files.lines(MAPS)) {
      return lines.anyMatch(line -> line.endsWith(real));
    }
  }

  private void make() throws IOException, InterruptedException {
    final String failure = new CacheMaker(file, true).make();
    if (failure.isEmpty()) {
      LOG.info("start cache: made {}, the next start is faster", file);
    } else {
      LOG.warn("start cache: not made: {}", failure);
    }
  }
}
