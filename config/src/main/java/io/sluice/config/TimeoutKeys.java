package io.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code timeout} sections. */
final class TimeoutKeys {
  static final Key<Optional<Duration>> CLIENT =
      new Key<>(
          "client",
          Types.limit(),
          "1m",
          "duration",
          "30s",
          "How long the client may neither send nor take a byte.");
  static final Key<Optional<Duration>> CLIENT_FIN =
      new Key<>(
          "client-fin",
          Types.standIn("timeout.client"),
          "off",
          "duration or `off`",
          "10s",
          "In place of `client` once the stream towards the client has ended.");
  static final Key<Optional<Duration>> CONNECT =
      new Key<>(
          "connect",
          Types.limit(),
          "5s",
          "duration",
          "2s",
          "How long one connect to a server may last.");
  static final Key<Optional<Duration>> SERVER =
      new Key<>(
          "server",
          Types.limit(),
          "1m",
          "duration",
          "30s",
          "How long the server may neither send nor take a byte.");
  static final Key<Optional<Duration>> SERVER_FIN =
      new Key<>(
          "server-fin",
          Types.standIn("timeout.server"),
          "off",
          "duration or `off`",
          "10s",
          "In place of `server` once the stream towards the server has ended.");
  static final Key<Optional<Duration>> TUNNEL =
      new Key<>(
          "tunnel",
          Types.standIn("timeout.client and timeout.server"),
          "off",
          "duration or `off`",
          "8h",
          "In place of both `client` and `server` once the session is established.");
  static final Key<Optional<Duration>> QUEUE =
      new Key<>(
          "queue",
          Types.standIn("timeout.connect"),
          "as `connect`",
          "duration or `off`",
          "30s",
          "How long a session may wait for a free slot of a server.");
  static final Key<Duration> CHECK =
      new Key<>(
          "check",
          Types.period(),
          "as `inter`",
          "duration",
          "1s",
          "How long one check may last, where the check has no `timeout` of its own.");

  static final Key<Optional<Duration>> HTTP_REQUEST =
      new Key<>(
          "http-request",
          Types.standIn("timeout.client"),
          "off",
          "duration or `off`",
          "10s",
          "How long the head of a request may take, and a body that rules wait for.");
  static final Key<Optional<Duration>> HTTP_KEEP_ALIVE =
      new Key<>(
          "http-keep-alive",
          Types.standIn("timeout.http-request"),
          "as `http-request`",
          "duration or `off`",
          "5s",
          "How long a connection may wait for its next request.");
  static final Key<Optional<Duration>> TARPIT =
      new Key<>(
          "tarpit",
          Types.standIn("timeout.connect"),
          "as `connect`",
          "duration or `off`",
          "20s",
          "How long a request is kept that `tarpit` refuses.");

  static final Table FRONTEND =
      new Table(
          "frontend.NAME.timeout",
          "the timeouts of a frontend",
          List.of(CLIENT, CLIENT_FIN, HTTP_REQUEST, HTTP_KEEP_ALIVE, TARPIT));
  static final Table BACKEND =
      new Table(
          "backend.NAME.timeout",
          "the timeouts of a backend",
          List.of(CONNECT, SERVER, SERVER_FIN, TUNNEL, QUEUE, CHECK, HTTP_REQUEST, TARPIT));
  static final Table ALL =
      new Table(
          "defaults.timeout",
          "the timeouts of defaults and listen sections",
          List.of(
              CLIENT,
              CLIENT_FIN,
              CONNECT,
              SERVER,
              SERVER_FIN,
              TUNNEL,
              QUEUE,
              CHECK,
              HTTP_REQUEST,
              HTTP_KEEP_ALIVE,
              TARPIT));

  static final Key<Section> IN_FRONTEND = section(FRONTEND, "{ client = 30s }");
  static final Key<Section> IN_BACKEND = section(BACKEND, "{ server = 30s }");
  static final Key<Section> IN_BOTH = section(ALL, "{ client = 30s, server = 30s }");

  private TimeoutKeys() {}

  private static Key<Section> section(final Table table, final String example) {
    return new Key<>("timeout", Section.type(table), "as below", "section", example, "Timeouts.");
  }

  static FrontendConfig.Timeouts frontend(final Layers timeout) {
    return new FrontendConfig.Timeouts(
        timeout.get(CLIENT).orElse(Optional.of(Duration.ofMinutes(1))),
        timeout.get(CLIENT_FIN).orElse(Optional.empty()));
  }

  static BackendConfig.Timeouts backend(final Layers timeout) {
    return new BackendConfig.Timeouts(
        timeout.get(CONNECT).orElse(Optional.of(Duration.ofSeconds(5))),
        timeout.get(SERVER).orElse(Optional.of(Duration.ofMinutes(1))),
        timeout.get(SERVER_FIN).orElse(Optional.empty()),
        timeout.get(TUNNEL).orElse(Optional.empty()),
        timeout.get(QUEUE).orElse(Optional.empty()));
  }
}
