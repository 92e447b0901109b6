package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
  private static final Map<String, String> FILES =
      Map.of(
          "/503.http", "HTTP/1.0 503 No\r\nCache-Control: no-cache\r\n\r\nbody\n",
          "/lf.http", "HTTP/1.1 503\nContent-Length: 2\n\nok",
          "/length.http", "HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nok",
          "/chunked.http", "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "/field.http", "HTTP/1.1 503 No\r\nno field\r\n\r\n",
          "/page.html", "<p>no</p>",
          "/format.txt", "no %[src]",
          "/bad.txt", "100% no");

  private static Reading reading(final RuleKind kind) {
    final boolean tcp = kind.shown().startsWith("tcp");
    return new Reading(
        new Place(kind.stage(), !tcp, true),
        Map.of(),
        (path, offset) -> {
          final String text = FILES.get(path);
          if (text == null) {
            throw new BadText(offset, "there is no file " + path, "create it");
          }
          return text;
        });
  }

  private static Rule read(final RuleKind kind, final String text) throws BadText {
    return RuleReader.read(kind, text, "f:1", reading(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "set-header X-A b|SetHeader[X-A, 'b']",
        "set-header X-A 'a %[src] b' if { ssl_fc }|SetHeader[X-A, 'a '%[src]' b'] if {ssl_fc BOOL}",
        "set-header X-A ''|SetHeader[X-A, ]",
        "add-header Via %b|AddHeader[Via, %b]",
        "del-header Server|DelHeader[Server, STR]",
        "del-header X- -m beg unless { src ::1 }|DelHeader[X-, BEG] if !{src IP [::1]}",
        "del-header ^X-(A.B)$ -m reg|DelHeader[^X-(A.B)$, REG]",
        "replace-header Cookie foo=([^;]*);(.*) foo=\\1;ip=%bi;\\2|ReplaceHeader[Cookie,"
            + " foo=([^;]*);(.*), 'foo=\\1;ip='%bi';\\2']",
        "replace-value X ^a$ b|ReplaceValue[X, ^a$, 'b']",
        "set-method GET|SetMethod['GET']",
        "set-path /a%[path]|SetPath['/a'%[path]]",
        "set-pathq /a?b|SetPathQuery['/a?b']",
        "set-query a=%[src]|SetQuery['a='%[src]]",
        "set-uri http://a/|SetUri['http://a/']",
        "replace-path (.*) /a\\1|ReplacePath[(.*), '/a\\1']",
        "replace-pathq (.*) /a\\1|ReplacePathQuery[(.*), '/a\\1']",
        "replace-uri (.*) /a\\1|ReplaceUri[(.*), '/a\\1']",
        "normalize-uri path-strip-dotdot full|NormalizeUri[path-strip-dotdot full]",
        "normalize-uri query-sort-by-name if TRUE|NormalizeUri[query-sort-by-name] if TRUE",
        "set-var(txn.a) req.hdr(host),lower|SetVar[txn.a, [], req.hdr[host],lower]",
        "set-var-fmt(req.b) %[src]:%[src_port]|SetVarFormat[req.b, [], %[src]':'%[src_port]]",
        "unset-var(sess.c)|UnsetVar[sess.c]",
        "capture req.hdr(host) len 64|Capture[req.hdr[host], -, 64]",
        "capture req.hdr(host) id 1|Capture[req.hdr[host], 1, 0]",
        "allow if LOCALHOST|Allow if LOCALHOST",
        "deny|Deny[Reply[-, -, Page, []]]",
        "deny deny_status 429 if TRUE|Deny[Reply[429, -, Page, []]] if TRUE",
        "deny status 403 content-type text/plain string 'go away' hdr X-A %b|Deny[Reply[403,"
            + " text/plain, Fixed[go away], [Header[X-A, %b]]]]",
        "deny errorfile /503.http|Deny[Reply[-, -, Raw[HTTP/1.0 503 No? Cache-Control: no-cache? ?"
            + " body ], []]]",
        "deny errorfile /lf.http|Deny[Reply[-, -, Raw[HTTP/1.1 503 Content-Length: 2  ok], []]]",
        "tarpit deny_status 500|Tarpit[Reply[500, -, Page, []]]",
        "return|Return[Reply[-, -, Empty, []]]",
        "return status 200 content-type text/html file /page.html|Return[Reply[200, text/html,"
            + " Fixed[<p>no</p>], []]]",
        "return content-type text/plain lf-file /format.txt|Return[Reply[-, text/plain, Made['no"
            + " '%[src]], []]]",
        "return status 200 content-type text/plain lf-string %ci|Return[Reply[200, text/plain,"
            + " Made[%ci], []]]",
        "return status 204 hdr A b hdr C d|Return[Reply[204, -, Empty, [Header[A, 'b'], Header[C,"
            + " 'd']]]]",
        "redirect scheme https code 301 if !{ ssl_fc }|Redirect[SCHEME, 'https', 301, false, false,"
            + " false, -] if !{ssl_fc BOOL}",
        "redirect code 308 location https://%[hdr(host)]/ ignore-empty|Redirect[LOCATION,"
            + " 'https://'%[req.hdr[host]]'/', 308, false, false, true, -]",
        "redirect prefix / drop-query append-slash set-cookie SEEN=1|Redirect[PREFIX, '/', 302,"
            + " true, true, false, SEEN=1; path=/;]",
        "redirect location / clear-cookie A=|Redirect[LOCATION, '/', 302, false, false, false, A=;"
            + " path=/; Max-Age=0;]",
        "auth realm 'My Realm' unless { http_auth(u) }|Auth[My Realm] if !{http_auth[u] BOOL}",
        "auth|Auth['']",
        "reject|Reject",
        "use-service prometheus-exporter if { path /metrics }|UseService[prometheus-exporter] if"
            + " {path STR [/metrics]}",
        "track-sc0 src|TrackSc[0, src, -]",
        "track-sc2 req.hdr(x-user) table users|TrackSc[2, req.hdr[x-user], users]",
        "sc-inc-gpc(1,0)|ScIncGpc[GPC, 1, 0]",
        "sc-inc-gpc0(2)|ScIncGpc[GPC0, 0, 2]",
        "sc-inc-gpc1(0) if FALSE|ScIncGpc[GPC1, 0, 0] if FALSE",
        "sc-set-gpt0(0) 5|ScSetGpt[GPT0, 0, 0, int[5]]",
        "sc-set-gpt(3,1) src_port|ScSetGpt[GPT, 3, 1, src_port]",
        "set-log-level silent|SetLogLevel[-]",
        "set-log-level notice|SetLogLevel[notice]",
        "wait-for-body time 1s at-least 1k|WaitForBody[1s, 1024]",
        "wait-for-body time 500|WaitForBody[500ms, -]",
        "strict-mode on|StrictMode[true]",
        "set-timeout tunnel 1h|SetTimeout[true, 1h]",
        "set-timeout server url_param(t)|SetTimeoutFrom[false, url_param[t]]",
        "set-var(txn.a,ifnotset,ifgt) src_port|SetVar[txn.a, [ifnotset, ifgt], src_port]",
        "set-src hdr(x-ip)|SetAddress[true, req.hdr[x-ip]]",
        "set-dst-port int(80)|SetPort[false, int[80]]",
        "set-map(/m) %[src] a|ChangeMap[/m, %[src], 'a']",
        "del-map(/m) k|ChangeMap[/m, 'k', -]",
        "add-acl(/a) %[src]|ChangePatterns[true, /a, %[src]]",
        "silent-drop|SilentDrop",
        "wait-for-handshake|Nothing",
        "disable-l7-retry if METH_POST|DisableL7Retry if METH_POST"
      })
  void shouldReadRulesOfRequests(final String text, final String shown) throws BadText {
    assertThat(Shown.of(read(RuleKind.HTTP_REQUEST, text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "HTTP_RESPONSE|set-header X %[hdr(a)] if { hdr_cnt(a) 1 }|`0: `",
        "HTTP_RESPONSE|set-header X %[hdr(a)] if { res.hdr_cnt(a) 1 }|SetHeader[X, %[res.hdr[a]]]"
            + " if {res.hdr_cnt[a] INT [1]}",
        "HTTP_RESPONSE|set-status 503 reason 'No way'|SetStatus[503, No way]",
        "HTTP_RESPONSE|deny if { status 500 }|Deny[Reply[-, -, Page, []]] if {status INT [500]}",
        "HTTP_RESPONSE|capture res.hdr(server) id 0|Capture[res.hdr[server], 0, 0]",
        "HTTP_AFTER_RESPONSE|set-header X %[status]|SetHeader[X, %[status]]",
        "HTTP_AFTER_RESPONSE|set-status 200|SetStatus[200, -]",
        "TCP_REQUEST_CONNECTION|reject if { src_conn_rate(t) gt 5 }|Reject if {src_conn_rate[t]"
            + " INT [gt 5]}",
        "TCP_REQUEST_CONNECTION|track-sc0 src table t|TrackSc[0, src, t]",
        "TCP_REQUEST_SESSION|accept|Allow",
        "TCP_REQUEST_CONTENT|accept if { req.ssl_hello_type 1 } HTTP|Allow if"
            + " [{req.ssl_hello_type INT [1]}, HTTP]",
        "TCP_RESPONSE_CONTENT|reject if { res.len gt 10 }|Reject if {res.len INT [gt 10]}"
      })
  void shouldReadRulesOfOtherLists(final RuleKind kind, final String text, final String shown)
      throws BadText {
    if (shown.equals("0: ")) {
      assertThat(Texts.problem(() -> read(kind, text)))
          .contains("req.hdr_cnt cannot be had here; write res.hdr_cnt");
    } else {
      assertThat(Shown.of(read(kind, text))).isEqualTo(shown);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|0: ends where an action is missing; write one, such as set-header",
        "set-heder X a|0: there is no action \"set-heder\"; did you mean \"set-header\"?",
        "accept|0: accept cannot stand in http-request; move it to tcp-request-connection",
        "set-status 200|0: set-status cannot stand in http-request; move it to http-response,",
        "set-nice 5|0: set-nice is known to HAProxy, and not in this version; leave it out: streams",
        "set-src bool(true)|8: \"bool(true)\" gives a boolean, not an address; put a converter",
        "set-timeout server ssl_fc,iif(a|29: has an open parenthesis",
        "set-timeout server src,ipmask(64)|30: \"64\" is not an IPv4 mask",
        "set-map(/m) a|13: ends where the value of the key is missing; write set-map(FILE)",
        "set-map a b|0: has 0 arguments in parentheses, not 1; write set-map(FILE) FORMAT FORMAT",
        "del-map() a|0: has 0 arguments in parentheses, not 1; write del-map(FILE) FORMAT",
        "set-var(txn.a,ifnot) src|14: \"ifnot\" is not a condition of a variable; known here",
        "set-header X|12: ends where a value is missing; write set-header NAME FORMAT",
        "set-header X if TRUE|13: has a condition where a value is missing",
        "set-header X: a|11: \"X:\" is not the name of a header field",
        "set-header X a b|15: goes on with \"b\"; write if or unless before a condition, and quotes",
        "set-header X %[sr]|15: there is no sample fetch \"sr\"",
        "set-header X %[res.hdr(a)]|15: res.hdr cannot be had here; write req.hdr, or move",
        "set-header X a if { res.hdr(a) b }|20: res.hdr cannot be had here",
        "set-header X a iff TRUE|15: goes on with \"iff\"",
        "replace-header X (a b|17: is not a regular expression",
        "del-header A -m dom|16: \"dom\" is not a way to compare; known here: beg, end, reg, str,",
        "set-var(txn) src|8: \"txn\" is not a variable",
        "set-var src|0: has 0 arguments in parentheses, not 1; write set-var(VARIABLE",
        "set-var(txn.a)|14: ends where a sample expression is missing",
        "set-var(txn.a|7: has an open parenthesis",
        "set-var(txn.a)x src|14: goes on with \"x\"",
        "deny(403)|4: deny takes nothing in parentheses",
        "deny status 99|12: \"99\" is not a number from 200 to 599",
        "deny status 418|5: there is no page for the status 418; write a body",
        "deny 403|5: \"403\" is not a part of an answer",
        "deny string x|5: has a body without a content type",
        "deny content-type text/plain|5: has a content type and no body",
        "deny content-type plain string x|18: \"plain\" is not a content type",
        "return content-type text/plain string a file /page.html|40: \"file\" is a second body",
        "return errorfile /none|17: there is no file /none; create it",
        "return errorfile /page.html|17: \"/page.html\" does not hold an HTTP answer",
        "return errorfile /length.http|17: \"/length.http\" says Content-Length 3, and its body has 2",
        "return errorfile /chunked.http|17: \"/chunked.http\" has Transfer-Encoding",
        "return errorfile /field.http|17: \"/field.http\" has a line that is no header field",
        "return errorfile /503.http hdr A b|27: adds fields to an answer that has its own head",
        "return content-type text/plain lf-file /bad.txt|39: /bad.txt at character 3: has a %",
        "redirect https://a|9: \"https://a\" is not known here",
        "redirect location / code 200|25: \"200\" is not a status of a redirect",
        "redirect code 301|17: says not where to go",
        "redirect location / prefix /|20: \"prefix\" is a second place to go to",
        "redirect location / set-cookie 'a b'|31: \"a b\" is not a cookie",
        "track-sc3 src|0: there is no action \"track-sc3\"; did you mean \"track-sc0\"?",
        "track-sc0 res.hdr(a)|10: res.hdr cannot be had here",
        "sc-inc-gpc0(3)|12: \"3\" is not a number from 0 to 2",
        "sc-inc-gpc(100,0)|11: \"100\" is not a number from 0 to 99",
        "set-log-level loud|14: \"loud\" is not a log level",
        "wait-for-body 1s|14: \"1s\" is not known here; write wait-for-body time DURATION",
        "wait-for-body at-least 1|24: says not how long to wait",
        "wait-for-body time 1w|19: \"1w\" has the unknown unit \"w\"",
        "capture src|11: says not where to keep it",
        "capture src len 0|16: \"0\" is not a number from 1 to 65535",
        "normalize-uri fragment|14: \"fragment\" is not a normalizer",
        "use-service lua|12: \"lua\" is not a service",
        "strict-mode yes|12: \"yes\" is not on or off",
        "auth realm|10: ends where a realm is missing"
      })
  void shouldSayWhatIsWrongAndWhere(final String text, final String problem) {
    assertThat(Texts.problem(() -> read(RuleKind.HTTP_REQUEST, text == null ? "" : text)))
        .startsWith(problem);
  }

  /** The actions of HAProxy 2.6's manual, by the lists that it has them in. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP_REQUEST|add-acl add-header allow auth cache-use capture del-acl del-header del-map deny"
            + " disable-l7-retry do-resolve early-hint normalize-uri redirect reject replace-header"
            + " replace-path replace-pathq replace-uri replace-value return sc-inc-gpc sc-inc-gpc0"
            + " sc-inc-gpc1 sc-set-gpt sc-set-gpt0 send-spoe-group set-dst set-dst-port set-header"
            + " set-log-level set-map set-mark set-method set-nice set-path set-pathq"
            + " set-priority-class set-priority-offset set-query set-src set-src-port set-timeout"
            + " set-tos set-uri set-var set-var-fmt silent-drop strict-mode tarpit track-sc0"
            + " track-sc1 track-sc2 unset-var use-service wait-for-body wait-for-handshake",
        "HTTP_RESPONSE|add-acl add-header allow cache-store capture del-acl del-header del-map deny"
            + " redirect replace-header replace-value return sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1"
            + " sc-set-gpt sc-set-gpt0 send-spoe-group set-header set-log-level set-map set-mark"
            + " set-nice set-status set-tos set-var set-var-fmt silent-drop strict-mode track-sc0"
            + " track-sc1 track-sc2 unset-var wait-for-body",
        "HTTP_AFTER_RESPONSE|add-header allow capture del-header replace-header replace-value"
            + " set-header set-status set-var set-var-fmt strict-mode unset-var",
        "TCP_REQUEST_CONNECTION|accept expect-netscaler-cip expect-proxy reject sc-inc-gpc"
            + " sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0 set-dst set-dst-port set-mark"
            + " set-src set-src-port set-tos set-var set-var-fmt silent-drop track-sc0 track-sc1"
            + " track-sc2 unset-var",
        "TCP_REQUEST_SESSION|accept reject sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt"
            + " sc-set-gpt0 set-dst set-dst-port set-mark set-src set-src-port set-tos set-var"
            + " set-var-fmt silent-drop track-sc0 track-sc1 track-sc2 unset-var",
        "TCP_REQUEST_CONTENT|accept capture do-resolve reject sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1"
            + " sc-set-gpt sc-set-gpt0 send-spoe-group set-dst set-dst-port set-log-level set-mark"
            + " set-nice set-priority-class set-priority-offset set-src set-src-port set-tos"
            + " set-var set-var-fmt silent-drop switch-mode track-sc0 track-sc1 track-sc2"
            + " unset-var use-service",
        "TCP_RESPONSE_CONTENT|accept close reject sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt"
            + " send-spoe-group set-log-level set-mark set-nice set-tos set-var set-var-fmt"
            + " silent-drop unset-var"
      })
  void shouldHaveOrRefuseEveryActionOfHaproxy(final RuleKind kind, final String names) {
    for (final String name : names.split(" ", -1)) {
      if (!ActionTable.names(kind).contains(name)) {
        assertThat(Texts.problem(() -> read(kind, name)))
            .as(name)
            .matches("0: " + name + " (is known to HAProxy|cannot stand in).*; .+");
      }
    }
  }

  @Test
  void shouldKeepWhereItWasWrittenAndHow() throws BadText {
    // When
    final Rule rule = read(RuleKind.HTTP_REQUEST, "deny if TRUE");
    // Then
    assertThat(rule.where()).isEqualTo("f:1");
    assertThat(rule.text()).isEqualTo("deny if TRUE");
  }

  @Test
  void shouldBeTheSameRuleOnAnotherLine() throws BadText {
    // Given
    final RuleKind kind = RuleKind.HTTP_REQUEST;
    final Rule rule = RuleReader.read(kind, "deny if TRUE", "f:1", reading(kind));
    // Then
    assertThat(RuleReader.read(kind, "deny if TRUE", "f:2", reading(kind)))
        .isEqualTo(rule)
        .hasSameHashCodeAs(rule);
    assertThat(RuleReader.read(kind, "deny if FALSE", "f:1", reading(kind))).isNotEqualTo(rule);
  }

  @Test
  void shouldNoteTheTablesOfTrackedCounters() throws BadText {
    // Given
    final Reading reading = reading(RuleKind.HTTP_REQUEST);
    // When
    RuleReader.read(RuleKind.HTTP_REQUEST, "track-sc0 src table t", "", reading);
    RuleReader.read(RuleKind.HTTP_REQUEST, "track-sc1 src", "", reading);
    // Then
    assertThat(reading.references())
        .containsExactly(
            new Reference(Reference.Kind.TABLE, "t", 20, Optional.of(SampleType.ADDR), Set.of()),
            new Reference(Reference.Kind.TABLE, "", 10, Optional.of(SampleType.ADDR), Set.of()));
  }

  @Test
  void shouldOfferEachListItsActions() {
    assertThat(ActionTable.names(RuleKind.HTTP_REQUEST))
        .contains(
            "set-header",
            "add-header",
            "del-header",
            "replace-header",
            "replace-value",
            "set-path",
            "set-uri",
            "set-query",
            "set-method",
            "replace-path",
            "set-var",
            "deny",
            "tarpit",
            "return",
            "redirect",
            "auth",
            "track-sc0",
            "sc-inc-gpc",
            "set-log-level",
            "use-service",
            "wait-for-body");
    assertThat(ActionTable.names(RuleKind.TCP_REQUEST_CONNECTION))
        .contains("accept", "reject", "track-sc0", "sc-inc-gpc0", "set-var");
    assertThat(ActionTable.names(RuleKind.HTTP_AFTER_RESPONSE))
        .contains("set-header", "set-status", "allow")
        .doesNotContain("deny", "track-sc0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "on src|StickRule[true, true, false, src, -, always]",
        "match req.cook(sid) table t if TRUE|StickRule[true, false, false, req.cook[sid], t, TRUE]",
        "store-request src,ipmask(24)|StickRule[false, true, false, src,ipmask[24], -, always]",
        "store-response res.cook(sid)|StickRule[false, false, true, res.cook[sid], -, always]"
      })
  void shouldReadStickRules(final String text, final String shown) throws BadText {
    assertThat(Shown.of(stick(text))).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "onn src|0: \"onn\" is not a kind of rule; did you mean \"on\"?",
        "on|2: ends where a sample expression is missing",
        "on res.cook(a)|3: res.cook cannot be had here",
        "store-response req.cook(a)|15: req.cook cannot be had here",
        "on src table|12: ends where the name of a table is missing",
        "on src tabel t|7: goes on with \"tabel\""
      })
  void shouldSayWhatIsWrongWithAStickRule(final String text, final String problem) {
    assertThat(Texts.problem(() -> stick(text))).startsWith(problem);
  }

  private static StickRule stick(final String text) throws BadText {
    final Place place = new Place(Stage.USE_SERVER, true, true);
    return ChoiceReader.stick(
        text, Texts.at(place), Texts.at(new Place(Stage.STORE_RESPONSE, true, true)));
  }

  @Test
  void shouldReadChoicesOfBackendsAndServers() throws BadText {
    // Given
    final Reading reading = Texts.at(new Place(Stage.USE_BACKEND, true, false));
    // Then
    assertThat(Shown.of(ChoiceReader.backend("api if { path_beg /api }", reading)))
        .isEqualTo("UseBackend['api', {path BEG [/api]}]");
    assertThat(Shown.of(ChoiceReader.backend("%[req.hdr(host),lower]", reading)))
        .isEqualTo("UseBackend[%[req.hdr[host],lower], always]");
    assertThat(reading.references())
        .isEqualTo(List.of(new Reference(Reference.Kind.BACKEND, "api", 0)));
    assertThat(Texts.problem(() -> ChoiceReader.backend("if TRUE", reading)))
        .startsWith("0: names nothing");
    assertThat(Texts.problem(() -> ChoiceReader.backend("'' if TRUE", reading)))
        .startsWith("0: names nothing");
    assertThat(Texts.problem(() -> ChoiceReader.server("", reading)))
        .startsWith("0: ends where a name is missing");
  }
}
