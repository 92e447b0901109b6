package io.sluice.config;

import java.time.Duration;
import java.util.List;

/** The keys of {@code tcp}, {@code client-tcp} and {@code server-tcp}. */
final class SocketKeys {
  static final Key<Boolean> NODELAY =
      new Key<>(
          "nodelay",
          Types.bool(),
          "on",
          "on or off",
          "off",
          "Sends small pieces at once (TCP_NODELAY).");
  static final Key<Boolean> KEEPALIVE =
      new Key<>(
          "keepalive",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Lets the kernel find peers that are gone (SO_KEEPALIVE; HAProxy `option clitcpka` and"
              + " `srvtcpka`).");
  static final Key<Duration> KEEPALIVE_IDLE =
      new Key<>(
          "keepalive-idle",
          Types.seconds(),
          "the kernel's",
          "duration, whole seconds",
          "1m",
          "Silence before the first keepalive is sent (TCP_KEEPIDLE).");
  static final Key<Duration> KEEPALIVE_INTERVAL =
      new Key<>(
          "keepalive-interval",
          Types.seconds(),
          "the kernel's",
          "duration, whole seconds",
          "10s",
          "Time between two keepalives (TCP_KEEPINTVL).");
  static final Key<Integer> KEEPALIVE_COUNT =
      new Key<>(
          "keepalive-count",
          Types.integer(1, 127),
          "the kernel's",
          "keepalives",
          "6",
          "Keepalives without an answer before the connection is dropped (TCP_KEEPCNT).");
  static final Key<Duration> USER_TIMEOUT =
      new Key<>(
          "user-timeout",
          Types.period(),
          "the kernel's",
          "duration",
          "30s",
          "How long sent bytes may stay without an acknowledgement (TCP_USER_TIMEOUT; HAProxy"
              + " `tcp-ut`).");

  static final Table TABLE =
      new Table(
          "tcp",
          "a tcp section",
          List.of(
              NODELAY,
              KEEPALIVE,
              KEEPALIVE_IDLE,
              KEEPALIVE_INTERVAL,
              KEEPALIVE_COUNT,
              USER_TIMEOUT));
  static final Key<Section> TCP =
      new Key<>(
          "tcp",
          Section.type(TABLE),
          "as below",
          "section",
          "{ keepalive = on }",
          "Socket options of its TCP connections.");
  static final Key<Section> CLIENT_TCP =
      new Key<>(
          "client-tcp",
          Section.type(TABLE),
          "`tcp`",
          "section",
          "{ keepalive = on }",
          "The same for the client's side only; goes over `tcp`.");
  static final Key<Section> SERVER_TCP =
      new Key<>(
          "server-tcp",
          Section.type(TABLE),
          "`tcp`",
          "section",
          "{ keepalive = on }",
          "The same for the server's side only; goes over `tcp`.");

  private SocketKeys() {}

  /** The socket options of one side, the most specific section first. */
  static SocketConfig config(final Layers tcp) {
    return new SocketConfig(
        tcp.get(NODELAY).orElse(true),
        tcp.get(KEEPALIVE).orElse(false),
        tcp.get(KEEPALIVE_IDLE),
        tcp.get(KEEPALIVE_INTERVAL),
        tcp.get(KEEPALIVE_COUNT)
            .map(java.util.OptionalInt::of)
            .orElseGet(java.util.OptionalInt::empty),
        tcp.get(USER_TIMEOUT));
  }
}
