package io.sluice.config;

import io.sluice.config.text.Nearest;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of {@code defaults}, {@code frontend}, {@code backend} and {@code listen}. */
final class ProxyKeys {
  static final Key<Mode> MODE =
      new Key<>(
          "mode",
          KeyType.scalar(ProxyKeys::mode),
          "tcp",
          "`tcp` or `http`",
          "http",
          "What is understood of the bytes: nothing, or the requests and responses of HTTP.");
  static final Key<String> BACKEND =
      new Key<>(
          "backend",
          Types.text(Pattern.compile(".{1,128}"), "is not the name of a backend"),
          "none",
          "name of a backend",
          "api",
          "Where sessions and requests go that no rule decides on (HAProxy `default_backend`)."
              + " Without it such a request is answered with 503, and such a session closed.");
  static final Key<Integer> MAXCONN =
      new Key<>(
          "maxconn",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "connections",
          "2000",
          "Client connections of a frontend at one time; those above wait in the kernel's backlog."
              + " 0: only the process's limit.");
  static final Key<Integer> BACKLOG =
      new Key<>(
          "backlog",
          Types.integer(1, Integer.MAX_VALUE),
          "4096",
          "connections",
          "1024",
          "Connections that the kernel holds before they are accepted; it takes no more than"
              + " net.core.somaxconn.");
  static final Key<Boolean> LOG =
      new Key<>("log", Types.bool(), "on", "on or off", "off", "Prints a line for each session.");
  static final Key<ZeroCopy> ZERO_COPY =
      new Key<>(
          "zero-copy",
          Types.choice(
              Map.of("off", ZeroCopy.OFF, "auto", ZeroCopy.AUTO, "splice", ZeroCopy.SPLICE)),
          "auto",
          "`off`, `auto` or `splice`",
          "off",
          "Whether bytes that nobody looks at may pass within the kernel, by splice(2): never, while"
              + " there is much of them (HAProxy `option splice-auto`), or always (`option"
              + " splice-request` and `splice-response`). Of a frontend and its backend, `off` goes"
              + " before `splice`, and that before `auto`.");
  static final Key<Integer> RETRIES =
      new Key<>(
          "retries",
          Types.integer(0, 100),
          "3",
          "connects",
          "1",
          "How often a failed connect is tried again.");
  static final Key<Boolean> REDISPATCH =
      new Key<>(
          "redispatch",
          Types.bool(),
          "on",
          "on or off",
          "off",
          "Whether a retry may go to another server (HAProxy `option redispatch`, which is off"
              + " there by default).");
  static final Key<Boolean> ALLBACKUPS =
      new Key<>(
          "allbackups",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether all backup servers share the load, or only the first one that is up (HAProxy"
              + " `option allbackups`).");
  static final Key<Boolean> LOG_HEALTH_CHECKS =
      new Key<>(
          "log-health-checks",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether each change of what a server's checks find is logged, with the way it still has"
              + " to go, and not only what turns it up or down (HAProxy `option"
              + " log-health-checks`).");
  static final Key<Duration> HOLD_UNTIL_CHECKED =
      new Key<>(
          "hold-until-checked",
          Types.duration(Duration.ZERO, Units.MAX_DURATION),
          "5s",
          "duration",
          "1s",
          "How long new sessions may wait, at the start, for the first verdict on every server. 0:"
              + " not at all.");
  static final Key<Address.Inet> SOURCE =
      new Key<>(
          "source",
          KeyType.scalar(Addresses::source),
          "the kernel's choice",
          "IP address",
          "\"10.0.0.5\"",
          "The local address that connections to servers come from.");

  static final Table DEFAULTS =
      new Table(
          "defaults",
          "the defaults section",
          and(
              HttpKeys.DEFAULTS,
              MODE,
              BACKEND,
              SOURCE,
              MAXCONN,
              BACKLOG,
              LOG,
              LogLinesReader.SEPARATE_ERRORS,
              ZERO_COPY,
              BalanceKeys.BALANCE,
              CheckKeys.CHECK,
              AgentKeys.AGENT,
              ServerKeys.DEFAULT_SERVER,
              RETRIES,
              REDISPATCH,
              ALLBACKUPS,
              LOG_HEALTH_CHECKS,
              HOLD_UNTIL_CHECKED,
              TimeoutKeys.IN_BOTH,
              SocketKeys.TCP,
              SocketKeys.CLIENT_TCP,
              SocketKeys.SERVER_TCP));
  static final Table FRONTEND =
      new Table(
          "frontend.NAME",
          "a frontend",
          and(
              HttpKeys.FRONTEND,
              BindKeys.BIND,
              BACKEND,
              MODE,
              MAXCONN,
              BACKLOG,
              LOG,
              LogLinesReader.SEPARATE_ERRORS,
              ZERO_COPY,
              TimeoutKeys.IN_FRONTEND,
              SocketKeys.TCP));
  static final Table BACKEND_TABLE =
      new Table(
          "backend.NAME",
          "a backend",
          with(
              HttpKeys.BACKEND,
              ServerKeys.SERVERS,
              ServerKeys.TEMPLATES,
              ServerKeys.DEFAULT_SERVER,
              MODE,
              BalanceKeys.BALANCE,
              CheckKeys.CHECK,
              AgentKeys.AGENT,
              RETRIES,
              REDISPATCH,
              ZERO_COPY,
              ALLBACKUPS,
              LOG_HEALTH_CHECKS,
              HOLD_UNTIL_CHECKED,
              SOURCE,
              TimeoutKeys.IN_BACKEND,
              SocketKeys.TCP));
  static final Table LISTEN =
      new Table(
          "listen.NAME",
          "a listen section",
          with(
              HttpKeys.LISTEN,
              BindKeys.BIND,
              ServerKeys.SERVERS,
              ServerKeys.TEMPLATES,
              ServerKeys.DEFAULT_SERVER,
              MODE,
              MAXCONN,
              BACKLOG,
              LOG,
              LogLinesReader.SEPARATE_ERRORS,
              ZERO_COPY,
              BalanceKeys.BALANCE,
              CheckKeys.CHECK,
              AgentKeys.AGENT,
              RETRIES,
              REDISPATCH,
              ALLBACKUPS,
              LOG_HEALTH_CHECKS,
              HOLD_UNTIL_CHECKED,
              SOURCE,
              TimeoutKeys.IN_BOTH,
              SocketKeys.TCP,
              SocketKeys.CLIENT_TCP,
              SocketKeys.SERVER_TCP));

  /** Every table there is, in the order of the reference. */
  static final List<Table> TABLES =
      List.of(
          GlobalKeys.TABLE,
          AdminKeys.TABLE,
          AdminKeys.BIND_TABLE,
          GlobalKeys.LOG,
          LogKeys.TARGET,
          ResolversKeys.TABLE,
          ResolversKeys.HOLD,
          TuneKeys.TABLE,
          TuneKeys.HTTP,
          DEFAULTS,
          FRONTEND,
          BindKeys.TABLE,
          BACKEND_TABLE,
          ServerKeys.SERVER,
          ServerKeys.LISTED,
          ServerKeys.TEMPLATE,
          ServerKeys.DEFAULT,
          LISTEN,
          BalanceKeys.TABLE,
          CheckKeys.TABLE,
          AgentKeys.TABLE,
          TimeoutKeys.FRONTEND,
          TimeoutKeys.BACKEND,
          TimeoutKeys.ALL,
          SocketKeys.TABLE,
          StickTableKeys.TABLE,
          CaptureKeys.TABLE,
          ForwardForKeys.TABLE,
          ForwardForKeys.FORWARDED_TABLE,
          CompressionKeys.TABLE,
          UserlistKeys.TABLE,
          UserlistKeys.USER_TABLE);

  private ProxyKeys() {}

  /** These, and what a backend may say of its cluster, and those of rules. */
  private static List<Key<?>> with(final List<Key<?>> rules, final Key<?>... keys) {
    final List<Key<?>> all = new ArrayList<>(List.of(keys));
    all.addAll(WriterKeys.KEYS);
    all.addAll(rules);
    return all;
  }

  /** These, and those of rules. */
  private static List<Key<?>> and(final List<Key<?>> rules, final Key<?>... keys) {
    final List<Key<?>> all = new ArrayList<>(List.of(keys));
    all.addAll(rules);
    return all;
  }

  private static Mode mode(final String text) throws Unfit {
    return switch (text.strip()) {
      case "tcp" -> Mode.TCP;
      case "http" -> Mode.HTTP;
      default -> throw new Unfit("is not a mode", Nearest.remedy(text, Set.of("tcp", "http")));
    };
  }
}
