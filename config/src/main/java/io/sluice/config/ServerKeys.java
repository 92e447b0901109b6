package io.sluice.config;

import io.sluice.config.ObserveConfig.OnError;
import io.sluice.config.ServerConfig.OnMarkedDown;
import io.sluice.config.ServerConfig.OnMarkedUp;
import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The keys of a server and of {@code default-server}. */
final class ServerKeys {
  static final Key<Address> ADDRESS =
      new Key<>(
          "address",
          KeyType.scalar(Addresses::server),
          "required",
          "address",
          "\"db1.example:3306\"",
          "Where the server is.");

  /** Of servers that are written as a list. */
  static final Key<String> NAME =
      new Key<>(
          "name",
          Types.name(),
          "required",
          "name",
          "db1",
          "The server's name, where `servers` is a list.");

  static final Key<Integer> WEIGHT =
      new Key<>(
          "weight",
          Types.integer(0, 256),
          "1",
          "share",
          "10",
          "Its share of the load. 0: no new sessions.");
  static final Key<Integer> MAXCONN =
      new Key<>(
          "maxconn",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "sessions",
          "500",
          "Sessions at one time; those above wait in the queue. 0: no limit.");
  static final Key<Integer> MAXQUEUE =
      new Key<>(
          "maxqueue",
          Types.integer(0, Integer.MAX_VALUE),
          "0",
          "sessions",
          "100",
          "Sessions that may wait for this very server. 0: no limit.");
  static final Key<Integer> PRIORITY =
      new Key<>(
          "priority",
          Types.integer(0, 1_000_000),
          "its place among the servers",
          "rank",
          "10",
          "Its place in the order of those that may be the writer, the lowest first; 0: never.");
  static final Key<Boolean> BACKUP =
      new Key<>(
          "backup",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Serves only when no other server does.");
  static final Key<Boolean> DISABLED =
      new Key<>("disabled", Types.bool(), "off", "on or off", "on", "Starts in maintenance.");
  static final Key<Duration> SLOWSTART =
      new Key<>(
          "slowstart",
          Types.duration(Duration.ZERO, Units.MAX_DURATION),
          "0",
          "duration",
          "30s",
          "How long its weight and maxconn take to grow to their full value after it came up.");
  static final Key<OnMarkedDown> ON_MARKED_DOWN =
      new Key<>(
          "on-marked-down",
          Types.choice(
              Map.of(
                  "none", OnMarkedDown.NONE, "shutdown-sessions", OnMarkedDown.SHUTDOWN_SESSIONS)),
          "none",
          "`none` or `shutdown-sessions`",
          "shutdown-sessions",
          "What happens to its sessions when its check finds it down.");
  static final Key<OnMarkedUp> ON_MARKED_UP =
      new Key<>(
          "on-marked-up",
          Types.choice(
              Map.of(
                  "none",
                  OnMarkedUp.NONE,
                  "shutdown-backup-sessions",
                  OnMarkedUp.SHUTDOWN_BACKUP_SESSIONS)),
          "none",
          "`none` or `shutdown-backup-sessions`",
          "shutdown-backup-sessions",
          "What happens to the sessions of backup servers when its check finds it up.");

  static final Key<Boolean> OBSERVE =
      new Key<>(
          "observe",
          Types.choice(Map.of("none", false, "layer4", true)),
          "none",
          "`none` or `layer4`",
          "layer4",
          "Whether connects of the traffic that fail have a say in its health.");
  static final Key<Integer> ERROR_LIMIT =
      new Key<>(
          "error-limit",
          Types.integer(1, Integer.MAX_VALUE),
          "10",
          "connects",
          "5",
          "How many of these must fail in a row before `on-error` follows.");
  static final Key<OnError> ON_ERROR =
      new Key<>(
          "on-error",
          Types.choice(
              Map.of(
                  "fastinter",
                  OnError.FASTINTER,
                  "fail-check",
                  OnError.FAIL_CHECK,
                  "sudden-death",
                  OnError.SUDDEN_DEATH,
                  "mark-down",
                  OnError.MARK_DOWN)),
          "fail-check",
          "`fastinter`, `fail-check`, `sudden-death` or `mark-down`",
          "mark-down",
          "What follows: the next check comes after `fastinter`; and it counts as a failed check, or"
              + " as all but the last that brings the server down, or the server is down.");

  static final Key<List<InitAddr>> INIT_ADDR =
      new Key<>(
          "init-addr",
          Types.listed(ServerKeys::initAddr),
          "[last, libc, none]",
          "list of `last`, `libc`, `none`, or an IP address",
          "[libc, \"10.0.0.11\"]",
          "Where a server that is known by name is at the start: the first of these that has an"
              + " address. Without `none` at its end, a start fails when there is none.");
  static final Key<Integer> COUNT =
      new Key<>(
          "count",
          Types.integer(1, 1_000),
          "required",
          "servers",
          "5",
          "How many servers the template makes, NAME1 to NAME5.");
  static final Key<ResolveConfig.Discover> DISCOVER =
      new Key<>(
          "discover",
          Types.choice(
              Map.of("dns", ResolveConfig.Discover.DNS, "galera", ResolveConfig.Discover.GALERA)),
          "dns",
          "`dns` or `galera`",
          "galera",
          "What fills its servers: the addresses of the name, or the members of the Galera cluster"
              + " that it leads to.");

  /** What a server may have from {@code default-server}. */
  private static final List<Key<?>> SHARED =
      List.of(
          WEIGHT,
          MAXCONN,
          MAXQUEUE,
          BACKUP,
          DISABLED,
          SLOWSTART,
          ON_MARKED_DOWN,
          ON_MARKED_UP,
          OBSERVE,
          ERROR_LIMIT,
          ON_ERROR,
          INIT_ADDR,
          ServerHttpKeys.POOL_MAX_CONN,
          ServerHttpKeys.POOL_PURGE_DELAY,
          CheckKeys.CHECK,
          AgentKeys.AGENT);

  static final Table SERVER =
      new Table(
          "backend.NAME.servers.NAME", "a server", with(ADDRESS, PRIORITY, ServerHttpKeys.COOKIE));
  static final Table LISTED =
      new Table(
          "backend.NAME.servers[]",
          "a server in a list",
          with(NAME, ADDRESS, PRIORITY, ServerHttpKeys.COOKIE));
  static final Table TEMPLATE =
      new Table(
          "backend.NAME.server-template.NAME", "a server template", with(ADDRESS, COUNT, DISCOVER));
  static final Table DEFAULT = new Table("default-server", "default-server", SHARED);
  static final Key<Section> DEFAULT_SERVER =
      new Key<>(
          "default-server",
          Section.type(DEFAULT),
          "as below",
          "section",
          "{ maxconn = 500 }",
          "What holds for servers that do not say otherwise.");
  static final Key<List<ServersType.Entry>> SERVERS =
      new Key<>(
          "servers",
          ServersType::read,
          "none",
          "section of NAME = address or section, or a list",
          "{ db2 = \"10.0.0.12:3306\" }",
          "The servers, in the order in which they are written.");

  static final Key<List<ServersType.Entry>> TEMPLATES =
      new Key<>(
          "server-template",
          TemplatesType::read,
          "none",
          "section of NAME { }",
          "{ db { address = \"db.example:3306\", count = 5 } }",
          "Servers that share the addresses of one name.");

  private ServerKeys() {}

  private static InitAddr initAddr(final String text) throws Unfit {
    return switch (text) {
      case "last" -> new InitAddr.Last();
      case "libc" -> new InitAddr.Libc();
      case "none" -> new InitAddr.None();
      default -> {
        if (!Addresses.isIp(text)) {
          throw new Unfit("is not a way to an address", "write last, libc, none, or an IP address");
        }
        yield new InitAddr.Fixed(text);
      }
    };
  }

  private static List<Key<?>> with(final Key<?>... first) {
    final List<Key<?>> keys = new ArrayList<>(List.of(first));
    keys.addAll(SHARED);
    return keys;
  }
}
