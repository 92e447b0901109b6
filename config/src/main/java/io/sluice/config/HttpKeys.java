package io.sluice.config;

import io.sluice.config.http.BackendHttp.RetryOn;
import io.sluice.config.http.BackendHttp.Reuse;
import io.sluice.config.http.CookieConfig;
import io.sluice.config.http.HttpOptions;
import io.sluice.config.http.Reply;
import io.sluice.config.http.RuleKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of proxies that are of rules and of HTTP. */
final class HttpKeys {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final String RULES = "rule, or a list of them";

  // ---- rules

  static final Key<Map<String, List<RuleText>>> ACL =
      new Key<>(
          "acl",
          RuleText.named(),
          "none",
          "section of NAME = test, or a list of them",
          "{ admin = \"src 10.0.0.0/8\" }",
          "Named tests for conditions of this section; a list is true where one of it is.");
  static final Key<List<RuleText>> TCP_REQUEST_CONNECTION =
      rules(
          RuleKind.TCP_REQUEST_CONNECTION,
          "reject if { src 192.0.2.66 }",
          "What is done with a connection before its first byte.");
  static final Key<List<RuleText>> TCP_REQUEST_SESSION =
      rules(
          RuleKind.TCP_REQUEST_SESSION,
          "reject if { src 192.0.2.66 }",
          "The same, once the session is there.");
  static final Key<List<RuleText>> TCP_REQUEST_CONTENT =
      rules(
          RuleKind.TCP_REQUEST_CONTENT,
          "reject if { src 192.0.2.66 }",
          "What is done once the first bytes are here.");
  static final Key<List<RuleText>> TCP_RESPONSE_CONTENT =
      rules(
          RuleKind.TCP_RESPONSE_CONTENT,
          "reject if { res.len gt 1000 }",
          "What is done with the first bytes of the server.");
  static final Key<Duration> INSPECT_DELAY =
      new Key<>(
          "inspect-delay",
          Types.period(),
          "0",
          "duration",
          "5s",
          "How long rules of content may wait for what they look at (HAProxy `tcp-request"
              + " inspect-delay`).");
  static final Key<List<RuleText>> HTTP_REQUEST =
      rules(
          RuleKind.HTTP_REQUEST,
          "set-header X-Forwarded-Proto http",
          "What is done with each request.");
  static final Key<List<RuleText>> HTTP_RESPONSE =
      rules(
          RuleKind.HTTP_RESPONSE, "del-header Server", "What is done with each server's response.");
  static final Key<List<RuleText>> HTTP_AFTER_RESPONSE =
      rules(
          RuleKind.HTTP_AFTER_RESPONSE,
          "set-header X-Frame-Options DENY",
          "What is done with every response, Sluice's own too.");
  static final Key<List<RuleText>> REDIRECT =
      new Key<>(
          "redirect",
          RuleText.listed(),
          "none",
          RULES,
          "\"scheme https code 301 if !{ ssl_fc }\"",
          "Sends clients elsewhere, after the rules of `http-request`.");
  static final Key<List<RuleText>> USE_BACKEND =
      new Key<>(
          "use-backend",
          RuleText.listed(),
          "none",
          "backend and condition, or a list of them",
          "\"api if { src 10.0.0.0/8 }\"",
          "Where sessions and requests go, the first that is true; else to `backend`. With"
              + " `%[...]` the name is made each time, and one that there is not leads to `backend`.");
  static final Key<List<RuleText>> USE_SERVER =
      new Key<>(
          "use-server",
          RuleText.listed(),
          "none",
          "server and condition, or a list of them",
          "\"a if { src 10.0.0.0/8 }\"",
          "Which server serves, whatever balances; one that is down is passed over.");
  static final Key<List<RuleText>> STICK =
      new Key<>(
          "stick",
          RuleText.listed(),
          "none",
          RULES,
          "\"on src\"",
          "How clients are led back to their server: `on`, `match`, `store-request` or"
              + " `store-response`, an expression, and maybe `table` and a condition.");
  static final Key<Boolean> PERSIST =
      flag(
          "persist",
          "Whether clients are led back to their server even when it is down (HAProxy `option"
              + " persist`).");
  static final Key<List<RuleText>> FORCE_PERSIST =
      new Key<>(
          "force-persist",
          RuleText.listed(),
          "never",
          "condition, or a list of them",
          "\"if { src 10.0.0.0/8 }\"",
          "When a client is led back to its server even when that is down, and to no other"
              + " (HAProxy `force-persist`); looked at before `ignore-persist`.");
  static final Key<List<RuleText>> IGNORE_PERSIST =
      new Key<>(
          "ignore-persist",
          RuleText.listed(),
          "never",
          "condition, or a list of them",
          "\"if { src 10.0.0.0/8 }\"",
          "When the cookie does not count (HAProxy `ignore-persist`); stick tables still do.");
  static final Key<Section> STICK_TABLE = StickTableKeys.SECTION;

  // ---- how HTTP is spoken

  static final Key<HttpOptions.Connection> CONNECTION =
      new Key<>(
          "http-connection",
          Types.choice(
              Map.of(
                  "keep-alive",
                  HttpOptions.Connection.KEEP_ALIVE,
                  "server-close",
                  HttpOptions.Connection.SERVER_CLOSE,
                  "close",
                  HttpOptions.Connection.CLOSE)),
          "keep-alive",
          "`keep-alive`, `server-close` or `close`",
          "server-close",
          "Which connections stay after a response (HAProxy `option http-keep-alive`,"
              + " `http-server-close`, `httpclose`).");
  static final Key<Boolean> BUFFER_REQUEST =
      flag(
          "http-buffer-request",
          "Whether rules of requests wait for the body, as far as it fits (HAProxy `option http-buffer-request`).");
  static final Key<Boolean> DONTLOGNULL =
      flag(
          "dontlognull",
          "Whether connections without a byte print no line (HAProxy `option dontlognull`).");
  static final Key<Boolean> DONTLOG_NORMAL =
      flag(
          "dontlog-normal",
          "Whether only what went wrong prints a line (HAProxy `option dontlog-normal`).");
  static final Key<Boolean> ABORTONCLOSE =
      flag(
          "abortonclose",
          "Whether a request ends when its client leaves while it waits (HAProxy `option"
              + " abortonclose`).");
  static final Key<Boolean> ALLOW_CONNECT =
      flag("allow-connect", "Whether CONNECT is passed on; else it is answered with 405.");
  static final Key<Reuse> HTTP_REUSE =
      new Key<>(
          "http-reuse",
          Types.choice(
              Map.of(
                  "never", Reuse.NEVER,
                  "safe", Reuse.SAFE,
                  "aggressive", Reuse.AGGRESSIVE,
                  "always", Reuse.ALWAYS)),
          "safe",
          "`never`, `safe`, `aggressive` or `always`",
          "always",
          "When a connection to a server serves another client's request (HAProxy `http-reuse`).");
  static final Key<List<List<RetryOn>>> RETRY_ON =
      new Key<>(
          "retry-on",
          Types.listed(RetryWords::read),
          "conn-failure",
          "`none`, `all-retryable-errors`, or what may be tried again, as a list or with blanks between",
          "[conn-failure, empty-response, \"503\"]",
          "After what a request is sent again: `conn-failure`, `empty-response`, `junk-response`,"
              + " `response-timeout`, `0rtt-rejected`, or a status.");
  static final Key<Optional<CookieConfig>> COOKIE =
      new Key<>(
          "cookie",
          CookieType.TYPE,
          "off",
          "off, or name and options",
          "\"SERVERID insert indirect nocache\"",
          "Leads clients back to their server by a cookie, as in HAProxy.");
  static final Key<ForwardForKeys.Choice> FORWARDFOR = ForwardForKeys.FORWARDFOR;
  static final Key<ForwardForKeys.Choice> FORWARDED = ForwardForKeys.FORWARDED;
  static final Key<Map<Integer, Reply>> ERRORFILE =
      new Key<>(
          "errorfile",
          ErrorPages::files,
          "built in",
          "section of STATUS = path",
          "{ 503 = /etc/sluice/errors/503.http }",
          "Whole answers that take the place of Sluice's own, read at the start.");
  static final Key<List<RuleText>> HTTP_ERROR =
      new Key<>(
          "http-error",
          RuleText.listed(),
          "built in",
          "answer, or a list of them",
          "\"status 503 content-type text/plain string busy\"",
          "The same as texts: `status`, `content-type`, `string`, `lf-string`, `file`, `lf-file`,"
              + " `errorfile`, `hdr`.");
  static final Key<CompressionKeys.Choice> COMPRESSION = CompressionKeys.COMPRESSION;
  static final Key<String> MONITOR_URI =
      new Key<>(
          "monitor-uri",
          Types.text(Pattern.compile("[!-~]{1,1024}"), "is not a path"),
          "none",
          "path",
          "\"/healthz\"",
          "A request for it is answered with 200, and goes nowhere.");
  static final Key<List<RuleText>> MONITOR_FAIL =
      new Key<>(
          "monitor-fail",
          RuleText.listed(),
          "never",
          "condition, or a list of them",
          "\"if { nbsrv(base) lt 1 }\"",
          "When `monitor-uri` is answered with 503 (HAProxy `monitor fail`).");
  static final Key<Section> CAPTURE = CaptureKeys.SECTION;
  static final Key<RuleText> UNIQUE_ID_FORMAT =
      new Key<>(
          "unique-id-format",
          RuleText.one(),
          "none",
          "log format",
          "\"%{+X}o %ci:%cp_%fi:%fp_%Ts_%rt:%pid\"",
          "What a request's unique id is made of.");
  static final Key<String> UNIQUE_ID_HEADER =
      new Key<>(
          "unique-id-header",
          Types.text(FIELD, "is not the name of a header field"),
          "none",
          "header field",
          "X-Unique-ID",
          "The field that tells the server the unique id.");
  static final Key<RuleText> LOG_FORMAT =
      new Key<>(
          "log-format",
          RuleText.one(),
          "that of HAProxy's `httplog` or `tcplog`",
          "`tcplog`, `httplog`, `json` or a log format",
          "\"%ci:%cp [%t] %ft %b/%s %ST\"",
          "What a line says; variables and samples are HAProxy's: [logging](logging.md#custom-formats).");

  /** Those that say nothing in mode tcp. */
  static final List<Key<?>> HTTP_ONLY =
      List.of(
          HTTP_REQUEST,
          HTTP_RESPONSE,
          HTTP_AFTER_RESPONSE,
          REDIRECT,
          CONNECTION,
          BUFFER_REQUEST,
          ABORTONCLOSE,
          ALLOW_CONNECT,
          HTTP_REUSE,
          RETRY_ON,
          COOKIE,
          FORWARDFOR,
          FORWARDED,
          ERRORFILE,
          HTTP_ERROR,
          COMPRESSION,
          MONITOR_URI,
          MONITOR_FAIL,
          CAPTURE,
          UNIQUE_ID_FORMAT,
          UNIQUE_ID_HEADER);

  /** Of defaults and both kinds of proxies. */
  private static final List<Key<?>> COMMON =
      List.of(
          CONNECTION, BUFFER_REQUEST, FORWARDFOR, FORWARDED, ERRORFILE, HTTP_ERROR, COMPRESSION);

  private static final List<Key<?>> OF_FRONTENDS =
      List.of(
          DONTLOGNULL,
          DONTLOG_NORMAL,
          ALLOW_CONNECT,
          MONITOR_URI,
          UNIQUE_ID_FORMAT,
          UNIQUE_ID_HEADER,
          LOG_FORMAT);
  private static final List<Key<?>> OF_BACKENDS =
      List.of(ABORTONCLOSE, HTTP_REUSE, RETRY_ON, PERSIST);

  /** Rules of defaults, and the cookie. */
  private static final List<Key<?>> INHERITED =
      List.of(
          ACL,
          TCP_REQUEST_CONNECTION,
          TCP_REQUEST_SESSION,
          TCP_REQUEST_CONTENT,
          TCP_RESPONSE_CONTENT,
          INSPECT_DELAY,
          HTTP_REQUEST,
          HTTP_RESPONSE,
          HTTP_AFTER_RESPONSE,
          COOKIE);

  static final List<Key<?>> DEFAULTS = join(INHERITED, COMMON, OF_FRONTENDS, OF_BACKENDS);

  private static final List<Key<?>> RULES_OF_BOTH =
      List.of(
          ACL,
          TCP_REQUEST_CONTENT,
          INSPECT_DELAY,
          HTTP_REQUEST,
          HTTP_RESPONSE,
          HTTP_AFTER_RESPONSE,
          REDIRECT,
          STICK_TABLE);
  private static final List<Key<?>> RULES_OF_FRONTENDS =
      List.of(TCP_REQUEST_CONNECTION, TCP_REQUEST_SESSION, USE_BACKEND, MONITOR_FAIL, CAPTURE);
  private static final List<Key<?>> RULES_OF_BACKENDS =
      List.of(TCP_RESPONSE_CONTENT, USE_SERVER, STICK, FORCE_PERSIST, IGNORE_PERSIST, COOKIE);

  static final List<Key<?>> FRONTEND =
      join(RULES_OF_BOTH, RULES_OF_FRONTENDS, COMMON, OF_FRONTENDS);
  static final List<Key<?>> BACKEND = join(RULES_OF_BOTH, RULES_OF_BACKENDS, COMMON, OF_BACKENDS);
  static final List<Key<?>> LISTEN =
      join(RULES_OF_BOTH, RULES_OF_FRONTENDS, RULES_OF_BACKENDS, COMMON, OF_FRONTENDS, OF_BACKENDS);

  /** The keys of lists of rules. */
  static final Map<RuleKind, Key<List<RuleText>>> LISTS = lists();

  private HttpKeys() {}

  private static Map<RuleKind, Key<List<RuleText>>> lists() {
    final Map<RuleKind, Key<List<RuleText>>> lists = new LinkedHashMap<>();
    lists.put(RuleKind.TCP_REQUEST_CONNECTION, TCP_REQUEST_CONNECTION);
    lists.put(RuleKind.TCP_REQUEST_SESSION, TCP_REQUEST_SESSION);
    lists.put(RuleKind.TCP_REQUEST_CONTENT, TCP_REQUEST_CONTENT);
    lists.put(RuleKind.TCP_RESPONSE_CONTENT, TCP_RESPONSE_CONTENT);
    lists.put(RuleKind.HTTP_REQUEST, HTTP_REQUEST);
    lists.put(RuleKind.HTTP_RESPONSE, HTTP_RESPONSE);
    lists.put(RuleKind.HTTP_AFTER_RESPONSE, HTTP_AFTER_RESPONSE);
    return lists;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static List<Key<?>> join(final List<Key<?>>... lists) {
    final List<Key<?>> all = new ArrayList<>();
    for (final List<Key<?>> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }

  private static Key<List<RuleText>> rules(
      final RuleKind kind, final String example, final String description) {
    return new Key<>(
        kind.shown(), RuleText.listed(), "none", RULES, "\"" + example + "\"", description);
  }

  private static Key<Boolean> flag(final String name, final String description) {
    return new Key<>(name, Types.bool(), "off", "on or off", "on", description);
  }

  /** A value that is a switch or a section. */
  static <T> Optional<T> switched(
      final Node node,
      final Key<?> key,
      final KeyType.Context context,
      final java.util.function.Function<Boolean, T> bool,
      final java.util.function.Function<Section, T> section,
      final Table table) {
    return switch (node.kind()) {
      case SCALAR -> Types.bool().read(node, key, context).map(bool);
      case OBJECT -> Optional.of(section.apply(Section.read(node, table, context)));
      case LIST, NULL, UNRESOLVED -> {
        KeyType.mismatch(node, "on, off or a section", key, context);
        yield Optional.empty();
      }
    };
  }
}
