package io.sluice.engine;

import io.sluice.config.GlobalConfig;
import io.sluice.config.LogConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a reload changed in {@code global}, and what it could not change. Stateless. */
final class GlobalChange {
  private static final Logger LOG = LoggerFactory.getLogger(GlobalChange.class);

  private GlobalChange() {}

  /**
   * Logs.
   *
   * @param threads event loops that run
   */
  static void log(final GlobalConfig before, final GlobalConfig next, final int threads) {
    say("maxconn", automatic(before.maxconn()), automatic(next.maxconn()));
    say("maxpipes", text(before.maxpipes()), text(next.maxpipes()));
    say("hard-stop-after", text(before.hardStopAfter()), text(next.hardStopAfter()));
    say("spread-checks", before.spreadChecks(), next.spreadChecks());
    say("external-checks", onOff(before.externalChecks()), onOff(next.externalChecks()));
    say("tune", before.tuning(), next.tuning());
    say("log.level", before.log().level(), next.log().level());
    say("log.targets", targets(before.log()), targets(next.log()));
    say("log.tag", before.log().tag(), next.log().tag());
    if (before.threads() != next.threads()) {
      LOG.warn("global.threads stays {} until a restart", threads);
    }
    if (!before.warmUp().equals(next.warmUp())) {
      LOG.info("global.warm-up is looked at by a start only");
    }
    if (before.log().bufferBytes() != next.log().bufferBytes()) {
      LOG.warn("global.log.buffer stays as it was until a restart");
    }
  }

  private static void say(final String key, final Object before, final Object next) {
    if (!before.equals(next)) {
      LOG.info("global.{}: {} instead of {}", key, next, before);
    }
  }

  private static String targets(final LogConfig log) {
    return log.targets().isEmpty()
        ? "standard output"
        : log.targets().stream()
            .map(t -> t.to().toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }

  private static String onOff(final boolean on) {
    return on ? "on" : "off";
  }

  private static Object automatic(final int maxconn) {
    return maxconn == 0 ? "automatic" : maxconn;
  }

  private static String text(final OptionalInt number) {
    return number.isPresent() ? String.valueOf(number.getAsInt()) : "automatic";
  }

  private static String text(final Optional<Duration> limit) {
    return limit.map(d -> d.toMillis() + "ms").orElse("infinite");
  }
}
