package io.sluice.engine.admin;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.backends.Server;
import io.sluice.backends.stick.StickEntry;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.StickTableConfig.Data;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stick tables: shown to who may read, cleared and set for who may give commands. Called by virtual
 * threads, several at once.
 *
 * <p>Source: HAProxy management guide, {@code show table}, {@code clear table}, {@code set table}.
 */
final class Tables {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
  private static final String DATA = "data.";

  /** Entries that a page shows at most, unless it is asked for another number. */
  private static final int SHOWN = 1000;

  private static final int MOST_SHOWN = 100_000;

  private final Operations operations;

  Tables(final Operations operations) {
    this.operations = operations;
  }

  /** Whether a target is one for stick tables, right or wrong. */
  static boolean isTables(final String path) {
    return path.equals("/tables") || path.startsWith("/tables/");
  }

  Page answer(final AdminRequest request, final Rights rights, final String who) {
    try {
      final List<String> path = Commands.segments(request.path());
      final Map<String, String> query = query(request.query());
      if (path.size() == 1) {
        return request.reads() ? all() : onlyRead();
      }
      final StickTable table = named(path.get(1));
      if (table == null) {
        return Page.error(HttpResponseStatus.NOT_FOUND, "there is no such stick table");
      }
      if (path.size() == 2) {
        return request.reads() ? show(table, query) : onlyRead();
      }
      return path.size() == 3
          ? command(path.get(2), table, query, request, rights, who)
          : Page.error(HttpResponseStatus.NOT_FOUND, "there is nothing behind a table's command");
    } catch (final IllegalArgumentException e) {
      return Page.error(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  private static Page onlyRead() {
    return Page.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "read it with GET")
        .allowing("GET, HEAD");
  }

  private static Map<String, String> query(final String query) {
    final Map<String, String> values = new TreeMap<>();
    new QueryStringDecoder(query, false)
        .parameters()
        .forEach((name, all) -> values.put(name, all.getFirst()));
    return values;
  }

  private StickTable named(final String name) {
    return operations.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private Page all() {
    final List<Map<String, Object>> tables =
        operations.tables().stream().map(Tables::facts).toList();
    return Page.json(HttpResponseStatus.OK, Map.of("tables", tables));
  }

  private static Map<String, Object> facts(final StickTable table) {
    final Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("table", table.name());
    facts.put("type", type(table));
    facts.put("size", table.config().size());
    facts.put("used", table.used());
    facts.put("entryBytes", table.entryBytes());
    table.config().expire().ifPresent(e -> facts.put("expireMillis", e.toMillis()));
    final List<String> stored = new ArrayList<>();
    for (int i = 0; i < table.columns(); i++) {
      stored.add(label(table, i));
    }
    facts.put("stores", stored);
    return facts;
  }

  private static String type(final StickTable table) {
    return switch (table.config().type()) {
      case IPV4 -> "ip";
      case IPV6 -> "ipv6";
      case SINT -> "integer";
      case STR -> "string";
      case BIN -> "binary";
      case BOOL, ADDR, METH, ANY -> "unknown";
    };
  }

  /** As HAProxy shows it: the name, an array's index, a rate's period. */
  private static String label(final StickTable table, final int column) {
    final Data data = table.data(column);
    final String name = data.name().toLowerCase(Locale.ROOT);
    final boolean array = data == Data.GPC || data == Data.GPC_RATE || data == Data.GPT;
    final int period = table.periodMillis(column);
    return (array ? name.replaceFirst("^(gp.)", "$1" + table.index(column)) : name)
        + (period > 0 ? "(" + period + ")" : "");
  }

  private Page show(final StickTable table, final Map<String, String> query) {
    final String key = query.get("key");
    final int most =
        Math.min(MOST_SHOWN, Integer.parseInt(query.getOrDefault("limit", "" + SHOWN)));
    final String canonical = key == null ? null : canonical(table, key);
    final List<Map<String, Object>> entries = new ArrayList<>();
    final Map<Long, String> servers = servers(table);
    table.forEach(
        entry -> {
          if (entries.size() < most && (canonical == null || canonical.equals(entry.key()))) {
            entries.add(facts(table, entry, servers));
          }
        },
        operations.tableMillis());
    final Map<String, Object> facts = facts(table);
    facts.put("entries", entries);
    return Page.json(HttpResponseStatus.OK, facts);
  }

  private static String canonical(final StickTable table, final String key) {
    return key(table, key).toString();
  }

  private static StickKey key(final StickTable table, final String text) {
    final StickKey key = table.newKey();
    if (text == null || !key.parse(text)) {
      throw new IllegalArgumentException("write ?key=KEY, of the table's type: " + type(table));
    }
    return key;
  }

  /** Names by what tables remember of servers. */
  private Map<Long, String> servers(final StickTable table) {
    final Map<Long, String> names = new TreeMap<>();
    if (table.column(Data.SERVER_ID, 0) != StickTable.NOT_STORED) {
      operations
          .stats()
          .backends()
          .forEach(b -> b.servers().forEach(s -> names.put(Server.nameKey(s.name()), s.name())));
    }
    return names;
  }

  private static Map<String, Object> facts(
      final StickTable table, final StickEntry entry, final Map<Long, String> servers) {
    final Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("key", entry.key());
    facts.put("use", entry.uses());
    if (entry.expiresMillis() >= 0) {
      facts.put("expiresMillis", entry.expiresMillis());
    }
    final Map<String, Object> data = new LinkedHashMap<>();
    for (int i = 0; i < table.columns(); i++) {
      final long value = entry.values().get(i);
      if (table.data(i) != Data.SERVER_ID) {
        data.put(label(table, i), value);
      } else if (value != 0) {
        data.put("server", servers.getOrDefault(value, "gone"));
      }
    }
    facts.put("data", data);
    return facts;
  }

  private Page command(
      final String verb,
      final StickTable table,
      final Map<String, String> query,
      final AdminRequest request,
      final Rights rights,
      final String who) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Page.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "send it with POST")
          .allowing("POST");
    }
    if (request.browser()) {
      return Page.error(HttpResponseStatus.FORBIDDEN, "commands are not taken from web pages");
    }
    if (!rights.commands()) {
      return Commands.closed("commands = on");
    }
    return switch (verb) {
      case "clear" -> clear(table, query, who);
      case "set" -> set(table, query, who);
      default -> Page.error(HttpResponseStatus.NOT_FOUND, "a table is only cleared or set");
    };
  }

  private Page clear(final StickTable table, final Map<String, String> query, final String who) {
    if (query.isEmpty()) {
      final int gone = table.clear();
      LOG.info("stick table {} is cleared by {}: {} entries", table.name(), who, gone);
      return Page.json(HttpResponseStatus.OK, Map.of("cleared", gone));
    }
    final StickKey key = key(table, query.get("key"));
    return switch (table.clear(key, operations.tableMillis())) {
      case GONE -> {
        LOG.info("entry {} of stick table {} is cleared by {}", key, table.name(), who);
        yield Page.json(HttpResponseStatus.OK, Map.of("cleared", 1));
      }
      case MISSING -> Page.error(HttpResponseStatus.NOT_FOUND, "there is no such entry");
      case IN_USE -> Page.error(HttpResponseStatus.CONFLICT, "the entry is tracked now");
    };
  }

  private Page set(final StickTable table, final Map<String, String> query, final String who) {
    final StickKey key = key(table, query.get("key"));
    final long now = operations.tableMillis();
    final Map<Integer, Long> values = new TreeMap<>();
    query.forEach((name, value) -> {
      if (name.startsWith(DATA)) {
        values.put(column(table, name.substring(DATA.length())), Long.parseUnsignedLong(value));
      }
    });
    for (final Map.Entry<Integer, Long> each : values.entrySet()) {
      if (!table.set(key, each.getKey(), each.getValue(), now)) {
        return Page.error(HttpResponseStatus.CONFLICT, "the table is full");
      }
    }
    LOG.info("entry {} of stick table {} is set by {}", key, table.name(), who);
    return Page.json(HttpResponseStatus.OK, Map.of("set", values.size()));
  }

  private static int column(final StickTable table, final String name) {
    for (int i = 0; i < table.columns(); i++) {
      final String label = label(table, i);
      if (label.equals(name) || label.startsWith(name + "(")) {
        if (table.data(i) != Data.SERVER_ID) {
          return i;
        }
      }
    }
    throw new IllegalArgumentException("the table stores no " + name + " that may be set");
  }
}
