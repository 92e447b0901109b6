package io.sluice.config;

import io.sluice.config.http.ServerHttp;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of a server that are of HTTP. */
final class ServerHttpKeys {
  static final Key<String> COOKIE =
      new Key<>(
          "cookie",
          Types.text(
              Pattern.compile("[!#-+\\--:<-\\[\\]-~]{1,256}"),
              "is not a cookie's value of 1 to 256 characters"),
          "none",
          "text",
          "ctl1",
          "The server's value in the backend's `cookie`.");
  static final Key<Integer> POOL_MAX_CONN =
      new Key<>(
          "pool-max-conn",
          Types.integer(-1, 1_000_000),
          "-1",
          "connections",
          "100",
          "Idle connections to the server that are kept for later requests, and never more than were"
              + " in use at one time. 0: none; -1: no other limit.");
  static final Key<Duration> POOL_PURGE_DELAY =
      new Key<>(
          "pool-purge-delay",
          Types.duration(Duration.ZERO, io.sluice.config.text.Units.MAX_DURATION),
          "5s",
          "duration",
          "30s",
          "How long a connection to the server may be idle before it is closed.");

  private ServerHttpKeys() {}

  /**
   * What a server has.
   *
   * @param own its own section, which alone may name a cookie
   * @param layers that, and {@code default-server} behind it
   */
  static ServerHttp config(final Optional<Section> own, final Layers layers) {
    return new ServerHttp(
        own.flatMap(s -> s.get(COOKIE)),
        layers.get(POOL_MAX_CONN).orElse(ServerHttp.DEFAULT.poolMaxConn()),
        layers.get(POOL_PURGE_DELAY).orElse(ServerHttp.DEFAULT.poolPurgeDelay()));
  }
}
