package io.sluice.config.http;

import static io.sluice.config.http.RuleKind.HTTP_AFTER_RESPONSE;
import static io.sluice.config.http.RuleKind.HTTP_REQUEST;
import static io.sluice.config.http.RuleKind.HTTP_RESPONSE;
import static io.sluice.config.http.RuleKind.TCP_REQUEST_CONNECTION;
import static io.sluice.config.http.RuleKind.TCP_REQUEST_CONTENT;
import static io.sluice.config.http.RuleKind.TCP_REQUEST_SESSION;
import static io.sluice.config.http.RuleKind.TCP_RESPONSE_CONTENT;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.text.BadText;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every action there is: its name, the lists that it may stand in, and what reads it.
 *
 * <p>Source: HAProxy configuration manual, {@code http-request}, {@code http-response}, {@code
 * http-after-response}, {@code tcp-request}, {@code tcp-response}.
 */
public final class ActionTable {
  /**
   * An action.
   *
   * @param name as it is written, without parentheses
   * @param kinds the lists that it may stand in
   * @param usage how it is written
   */
  public record Entry(String name, Set<RuleKind> kinds, String usage) {
    public Entry {
      kinds = Set.copyOf(kinds);
    }
  }

  /** Makes an action of what is behind its name. */
  @FunctionalInterface
  interface Reader {
    Action read(ActionInput in) throws BadText;
  }

  private record Row(Entry entry, Reader reader) {}

  private static final Set<RuleKind> REQUEST = EnumSet.of(HTTP_REQUEST);
  private static final Set<RuleKind> AFTER = EnumSet.of(HTTP_AFTER_RESPONSE);
  private static final Set<RuleKind> BOTH = EnumSet.of(HTTP_REQUEST, HTTP_RESPONSE);
  private static final Set<RuleKind> HTTP =
      EnumSet.of(HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE);
  private static final Set<RuleKind> RESPONSE = EnumSet.of(HTTP_RESPONSE, HTTP_AFTER_RESPONSE);
  private static final Set<RuleKind> TCP =
      EnumSet.of(
          TCP_REQUEST_CONNECTION, TCP_REQUEST_SESSION, TCP_REQUEST_CONTENT, TCP_RESPONSE_CONTENT);
  private static final Set<RuleKind> ENDS =
      EnumSet.of(TCP_REQUEST_CONNECTION, TCP_REQUEST_SESSION, TCP_REQUEST_CONTENT, HTTP_REQUEST);
  private static final Set<RuleKind> ALL = EnumSet.allOf(RuleKind.class);

  /** Names of HAProxy that there is nothing behind, and what to write instead. */
  private static final Map<String, String> ABSENT =
      Map.ofEntries(
          Map.entry("cache-store", "leave it out, and put a cache before or behind Sluice"),
          Map.entry("cache-use", "leave it out, and put a cache before or behind Sluice"),
          Map.entry("close", "write reject, which closes the connection"),
          Map.entry("do-resolve", "write servers with names, which are followed by DNS"),
          Map.entry("early-hint", "let the server send 103, which is passed on"),
          Map.entry("expect-netscaler-cip", "let clients send the PROXY protocol"),
          Map.entry("expect-proxy", "write accept-proxy at the bind that they come in at"),
          Map.entry("ot-group", "leave it out: there are no filters"),
          Map.entry("send-spoe-group", "leave it out: there are no filters"),
          Map.entry("set-mark", "mark packets with nftables, by the address of the bind"),
          Map.entry("set-nice", "leave it out: streams of an event loop are served in turn"),
          Map.entry("set-priority-class", "leave it out: queues are first come, first served"),
          Map.entry("set-priority-offset", "leave it out: queues are first come, first served"),
          Map.entry("set-tos", "set it with nftables, by the address of the bind"),
          Map.entry("switch-mode", "write mode = http, or a bind for each protocol"));

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row("set-header", HTTP, "set-header NAME FORMAT", HeaderActions::set);
    row("add-header", HTTP, "add-header NAME FORMAT", HeaderActions::add);
    row("del-header", HTTP, "del-header NAME [-m str|beg|end|sub|reg]", HeaderActions::del);
    row("replace-header", HTTP, "replace-header NAME REGEX FORMAT", HeaderActions::replace);
    row("replace-value", HTTP, "replace-value NAME REGEX FORMAT", HeaderActions::replaceValue);
    row("set-method", REQUEST, "set-method FORMAT", LineActions::method);
    row("set-path", REQUEST, "set-path FORMAT", LineActions::path);
    row("set-pathq", REQUEST, "set-pathq FORMAT", LineActions::pathQuery);
    row("set-query", REQUEST, "set-query FORMAT", LineActions::query);
    row("set-uri", REQUEST, "set-uri FORMAT", LineActions::uri);
    row("replace-path", REQUEST, "replace-path REGEX FORMAT", LineActions::replacePath);
    row("replace-pathq", REQUEST, "replace-pathq REGEX FORMAT", LineActions::replacePathQuery);
    row("replace-uri", REQUEST, "replace-uri REGEX FORMAT", LineActions::replaceUri);
    row("normalize-uri", REQUEST, "normalize-uri NORMALIZER", LineActions::normalize);
    row("set-status", RESPONSE, "set-status STATUS [reason TEXT]", LineActions::status);
    row("set-var", ALL, "set-var(VARIABLE[,CONDITION]) EXPRESSION", VariableActions::set);
    row("set-var-fmt", ALL, "set-var-fmt(VARIABLE[,CONDITION]) FORMAT", VariableActions::setFormat);
    row("unset-var", ALL, "unset-var(VARIABLE)", VariableActions::unset);
    row(
        "capture",
        EnumSet.of(HTTP_REQUEST, HTTP_RESPONSE, HTTP_AFTER_RESPONSE, TCP_REQUEST_CONTENT),
        "capture EXPRESSION len BYTES, or id SLOT",
        VariableActions::capture);
    row("allow", HTTP, "allow", EndActions::allow);
    row("accept", TCP, "accept", EndActions::allow);
    row("deny", BOTH, "deny [deny_status STATUS] [ANSWER]", EndActions::deny);
    row("tarpit", REQUEST, "tarpit [deny_status STATUS] [ANSWER]", EndActions::tarpit);
    row("return", BOTH, "return [status STATUS] [ANSWER]", EndActions::answer);
    row(
        "redirect",
        BOTH,
        "redirect location|prefix|scheme FORMAT [code STATUS] [OPTIONS]",
        EndActions::redirect);
    row("auth", REQUEST, "auth [realm TEXT]", EndActions::auth);
    row(
        "reject",
        EnumSet.of(
            TCP_REQUEST_CONNECTION,
            TCP_REQUEST_SESSION,
            TCP_REQUEST_CONTENT,
            TCP_RESPONSE_CONTENT,
            HTTP_REQUEST),
        "reject",
        EndActions::reject);
    row(
        "silent-drop",
        EnumSet.complementOf(EnumSet.copyOf(AFTER)),
        "silent-drop",
        EndActions::silentDrop);
    row("use-service", REQUEST, "use-service prometheus-exporter", EndActions::service);
    for (int counter = 0; counter <= 2; counter++) {
      final int sc = counter;
      final String name = "track-sc" + counter;
      row(
          name,
          EnumSet.complementOf(EnumSet.of(HTTP_AFTER_RESPONSE, TCP_RESPONSE_CONTENT)),
          name + " EXPRESSION [table TABLE]",
          in -> TableActions.track(in, sc));
    }
    final Set<RuleKind> counting = EnumSet.complementOf(EnumSet.copyOf(AFTER));
    row("sc-inc-gpc", counting, "sc-inc-gpc(INDEX,COUNTER)", in -> TableActions.inc(in, Data.GPC));
    row("sc-inc-gpc0", counting, "sc-inc-gpc0(COUNTER)", in -> TableActions.inc(in, Data.GPC0));
    row("sc-inc-gpc1", counting, "sc-inc-gpc1(COUNTER)", in -> TableActions.inc(in, Data.GPC1));
    row(
        "sc-set-gpt",
        counting,
        "sc-set-gpt(INDEX,COUNTER) VALUE",
        in -> TableActions.set(in, Data.GPT));
    row(
        "sc-set-gpt0",
        counting,
        "sc-set-gpt0(COUNTER) VALUE",
        in -> TableActions.set(in, Data.GPT0));
    row("add-acl", BOTH, "add-acl(FILE) FORMAT", PatternActions::add);
    row("del-acl", BOTH, "del-acl(FILE) FORMAT", PatternActions::delete);
    row("set-map", BOTH, "set-map(FILE) FORMAT FORMAT", PatternActions::setMap);
    row("del-map", BOTH, "del-map(FILE) FORMAT", PatternActions::deleteMap);
    row(
        "set-log-level",
        EnumSet.of(HTTP_REQUEST, HTTP_RESPONSE, TCP_REQUEST_CONTENT, TCP_RESPONSE_CONTENT),
        "set-log-level LEVEL, or silent",
        FlowActions::logLevel);
    row(
        "wait-for-body",
        BOTH,
        "wait-for-body time DURATION [at-least BYTES]",
        FlowActions::waitForBody);
    row("strict-mode", HTTP, "strict-mode on|off", FlowActions::strictMode);
    row(
        "set-timeout",
        REQUEST,
        "set-timeout server|tunnel DURATION, or EXPRESSION",
        FlowActions::timeout);
    row("set-src", ENDS, "set-src EXPRESSION", in -> FlowActions.address(in, true));
    row("set-src-port", ENDS, "set-src-port EXPRESSION", in -> FlowActions.port(in, true));
    row("set-dst", ENDS, "set-dst EXPRESSION", in -> FlowActions.address(in, false));
    row("set-dst-port", ENDS, "set-dst-port EXPRESSION", in -> FlowActions.port(in, false));
    row("wait-for-handshake", REQUEST, "wait-for-handshake", FlowActions::nothing);
    row("disable-l7-retry", REQUEST, "disable-l7-retry", FlowActions::noRetry);
  }

  private ActionTable() {}

  /** Every one, in the order of the reference. */
  public static List<Entry> all() {
    return ROWS.values().stream().map(Row::entry).toList();
  }

  /** The names that may stand in a list. */
  public static List<String> names(final RuleKind kind) {
    return all().stream().filter(e -> e.kinds().contains(kind)).map(Entry::name).toList();
  }

  static Optional<Entry> entry(final String name) {
    return Optional.ofNullable(ROWS.get(name)).map(Row::entry);
  }

  static Optional<Reader> reader(final String name) {
    return Optional.ofNullable(ROWS.get(name)).map(Row::reader);
  }

  /** What to do about a name of HAProxy that is not here; empty: it is no such name. */
  static Optional<String> insteadOf(final String name) {
    return Optional.ofNullable(ABSENT.get(name));
  }

  private static void row(
      final String name, final Set<RuleKind> kinds, final String usage, final Reader reader) {
    ROWS.put(name, new Row(new Entry(name, kinds, usage), reader));
  }
}
