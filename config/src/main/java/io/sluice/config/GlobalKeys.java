package io.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code global}. */
final class GlobalKeys {
  static final Key<Integer> MAXCONN =
      new Key<>(
          "maxconn",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "connections",
          "20000",
          "Client connections at one time, over all frontends. 0: as many as the limit of file"
              + " descriptors allows.");
  static final Key<Integer> MAXPIPES =
      new Key<>(
          "maxpipes",
          Types.integer(0, 1_000_000),
          "256, or less where descriptors are few",
          "pipes",
          "1024",
          "Pipes for `zero-copy`, two file descriptors each (HAProxy `maxpipes`). Bytes that get none"
              + " are copied. 0: all are.");
  static final Key<Integer> THREADS =
      new Key<>(
          "threads",
          Types.integer(0, 256),
          "0",
          "threads",
          "4",
          "Event loops (HAProxy `nbthread`). 0: one for each core that the process may use. Needs"
              + " a restart.");
  static final Key<Optional<Duration>> HARD_STOP_AFTER =
      new Key<>(
          "hard-stop-after",
          Types.limit(),
          "infinite",
          "duration",
          "30m",
          "How long sessions may go on after SIGUSR1, or after a reload removed their listener,"
              + " before they are closed.");
  static final Duration USUAL_WARM_UP = Duration.ofSeconds(5);
  static final Key<Duration> WARM_UP =
      new Key<>(
          "warm-up",
          Types.duration(Duration.ZERO, Duration.ofSeconds(30)),
          "5s",
          "duration",
          "0",
          "How long a start may run the code against itself, on the loopback interface, before it"
              + " says that it is ready. Clients are served meanwhile. 0: not at all. Needs a"
              + " restart.");
  static final Key<Integer> SPREAD_CHECKS =
      new Key<>(
          "spread-checks",
          Types.integer(0, 50),
          "0",
          "percent",
          "5",
          "How far each check interval is moved at random, so that checks do not go out together.");

  static final Key<Boolean> EXTERNAL_CHECKS =
      new Key<>(
          "external-checks",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether checks of the type `external` may run programs (HAProxy `external-check` and"
              + " `insecure-fork-wanted`).");

  static final Key<LogConfig.Level> LOG_LEVEL =
      new Key<>(
          "level",
          Types.choice(
              Map.of(
                  "debug", LogConfig.Level.DEBUG,
                  "info", LogConfig.Level.INFO,
                  "warn", LogConfig.Level.WARN,
                  "error", LogConfig.Level.ERROR)),
          "info",
          "`debug`, `info`, `warn` or `error`",
          "warn",
          "The least level of messages that are printed. Session lines have none; a frontend's"
              + " `log` switches those.");
  static final Key<Integer> LOG_BUFFER =
      new Key<>(
          "buffer",
          Types.powerOfTwo(4 << 10, 256 << 20),
          "256k",
          "size, a power of two",
          "1m",
          "Room for session lines of one event loop; lines that find it full are dropped and"
              + " counted. Needs a restart.");
  static final Table LOG =
      new Table(
          "global.log",
          "the log section",
          List.of(LOG_LEVEL, LOG_BUFFER, LogKeys.TARGETS, LogKeys.TAG, LogKeys.SEND_HOSTNAME));
  static final Key<Section> LOG_SECTION =
      new Key<>(
          "log",
          Section.type(LOG),
          "as below",
          "section",
          "{ level = warn }",
          "Log lines: where they go, and which.");

  static final Table TABLE =
      new Table(
          "global",
          "the global section",
          List.of(
              MAXCONN,
              MAXPIPES,
              THREADS,
              HARD_STOP_AFTER,
              WARM_UP,
              SPREAD_CHECKS,
              EXTERNAL_CHECKS,
              AdminKeys.SECTION,
              LOG_SECTION,
              ResolversKeys.SECTION,
              TuneKeys.SECTION));

  private GlobalKeys() {}
}
