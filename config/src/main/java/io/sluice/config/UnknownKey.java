package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says of a key that its section does not know what to write instead. */
final class UnknownKey {
  /** HAProxy's words that are written otherwise, or that this version does not have. */
  private static final Map<String, String> HAPROXY =
      Map.ofEntries(
          Map.entry("default_backend", "write backend = NAME"),
          Map.entry("use_backend", "write use-backend = \"NAME if CONDITION\""),
          Map.entry("server", "write servers { NAME = \"HOST:PORT\" } in a backend"),
          Map.entry("nbthread", "write global.threads"),
          Map.entry("nbproc", "write global.threads"),
          Map.entry("stats", "write global.admin { bind = \"127.0.0.1:9901\" }"),
          Map.entry("option", "write the option's own key: redispatch, allbackups, check, tcp"),
          Map.entry("httpchk", "write check { type = http, path = \"/\" }"),
          Map.entry("http-check", "write check { type = http, path = \"/\" }"),
          Map.entry("tcpka", "write tcp { keepalive = on }"),
          Map.entry("clitcpka", "write client-tcp { keepalive = on }, or tcp in a frontend"),
          Map.entry("srvtcpka", "write server-tcp { keepalive = on }, or tcp in a backend"),
          Map.entry("tcp-ut", "write tcp { user-timeout = 30s }"),
          Map.entry("addr", "write address in the check section"),
          Map.entry("hash-type", "write balance { algorithm = source, hash-type = consistent }"),
          Map.entry("ssl", "this version passes TLS through; remove it"),
          Map.entry("daemon", "Sluice stays in the foreground; remove it"),
          Map.entry("user", "set User= in the systemd unit, and remove it"),
          Map.entry("group", "set Group= in the systemd unit, and remove it"),
          Map.entry("chroot", "set ProtectSystem= in the systemd unit, and remove it"),
          Map.entry("use_server", "write use-server"),
          Map.entry("monitor", "write monitor-fail"),
          Map.entry("http-request-timeout", "write timeout { http-request = 10s }"),
          Map.entry("httpclose", "write http-connection = close"),
          Map.entry("http-server-close", "write http-connection = server-close"),
          Map.entry("http-keep-alive", "write http-connection = keep-alive"),
          Map.entry("tcp-request", "write tcp-request-connection, -session or -content"),
          Map.entry("tcp-response", "write tcp-response-content"),
          Map.entry("tcplog", "write log = on"),
          Map.entry("httplog", "write log = on"));

  /** Kinds of sections into which keys of others are often written. */
  private static final Set<String> MISTAKEN = Set.of("", "global", "proxy", "server");

  /** Kinds of sections whose keys can be told by their name alone. */
  private static final Set<String> WIDE = Set.of("global", "proxy", "server", "check", "balance");

  private UnknownKey() {}

  static void report(final Node node, final Table table, final Context context) {
    final String remedy = context.problems().isFull() ? "remove it" : remedy(node, table);
    context.error(node, node.path() + " is not a key of " + table.title(), remedy);
  }

  private static String remedy(final Node node, final Table table) {
    final String name = node.name();
    final List<Table> owners = owners(name, table);
    if (!owners.isEmpty()) {
      return "it belongs in "
          + owners.stream().map(Table::title).distinct().collect(Collectors.joining(" or "));
    }
    if (HAPROXY.containsKey(name)) {
      return HAPROXY.get(name);
    }
    if (name.indexOf(' ') > 0 && name.indexOf('"') < 0) {
      return spaced(name, table);
    }
    if (Nearest.of(name, table.names()).isEmpty()
        && node.kind() == Node.Kind.OBJECT
        && isProxyOrServer(table)
        && holdsKeyOf(node, table)) {
      return "a name with a dot is written in double quotes";
    }
    return Nearest.remedy(name, table.names());
  }

  /** {@code timeout client = 30s}, as HAProxy writes it. */
  private static String spaced(final String name, final Table table) {
    final String[] words = name.split(" ", 2);
    if (table.key(words[0]).isPresent()) {
      return "write " + words[0] + "." + words[1].strip() + " or " + words[0] + " { ... }";
    }
    return HAPROXY.containsKey(words[0])
        ? HAPROXY.get(words[0])
        : Nearest.remedy(words[0], table.names());
  }

  /** Sections that know the key: those of the same kind, or else those that it is mistaken for. */
  private static List<Table> owners(final String name, final Table table) {
    final List<Table> all =
        ProxyKeys.TABLES.stream()
            .filter(t -> !t.equals(ServerKeys.LISTED) && t.key(name).isPresent())
            .toList();
    final List<Table> alike = all.stream().filter(t -> kind(t).equals(kind(table))).toList();
    if (!alike.isEmpty()) {
      return alike;
    }
    return MISTAKEN.contains(kind(table))
        ? all.stream().filter(t -> WIDE.contains(kind(t))).toList()
        : List.of();
  }

  private static String kind(final Table table) {
    return switch (table.path()) {
      case "defaults", "frontend.NAME", "backend.NAME", "listen.NAME" -> "proxy";
      case "backend.NAME.servers.NAME", "backend.NAME.servers[]", "default-server" -> "server";
      default -> table.path().substring(table.path().lastIndexOf('.') + 1);
    };
  }

  private static boolean isProxyOrServer(final Table table) {
    return kind(table).equals("proxy") || kind(table).equals("server");
  }

  private static boolean holdsKeyOf(final Node node, final Table table) {
    return node.members().stream().anyMatch(m -> table.key(m.name()).isPresent());
  }
}
