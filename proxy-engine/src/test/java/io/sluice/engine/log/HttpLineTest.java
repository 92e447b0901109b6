package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.http.LogFormat;
import io.sluice.config.http.LogFormat.Flags;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected lines are HAProxy 2.6's own for such requests. */
class HttpLineTest {
  private static final Pattern PART = Pattern.compile("%(?:\\{([+A-Z,]*)})?([A-Za-z]+|\\[])|[^%]+");

  private final SessionLine line = new SessionLine(new LogDate(ZoneId.of("Europe/Paris")));

  static HttpRecord usual() {
    final HttpRecord record = new HttpRecord();
    record.clear();
    record.client = "10.0.1.2:33317";
    record.acceptedMillis = 1_233_918_854_555L;
    record.frontend = "http-in";
    record.backend = "static";
    record.server = "srv1";
    record.handshakeMillis = 0;
    record.idleMillis = 100;
    record.requestMillis = 10;
    record.queueMillis = 0;
    record.connectMillis = 30;
    record.responseMillis = 69;
    record.totalMillis = 209;
    record.status = 200;
    record.bytesIn = 97;
    record.bytesOut = 2750;
    record.processConnections = 1;
    record.frontendConnections = 1;
    record.backendConnections = 1;
    record.serverConnections = 1;
    request(record, "GET /index.html HTTP/1.1");
    return record;
  }

  private static void request(final HttpRecord record, final String text) {
    final byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.ISO_8859_1);
    record.requestLine = bytes;
    record.requestLineOffset = 2;
    record.requestLineLength = bytes.length - 4;
  }

  private static Captures captures(final String... values) {
    final Captures captures = new Captures(new int[] {20, 20});
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        final byte[] value = values[i].getBytes(StandardCharsets.UTF_8);
        captures.set(i, value, 0, value.length);
      }
    }
    return captures;
  }

  @Test
  void shouldPrintHttplogWhenRequestIsAnswered() {
    // When
    final String printed = render(LineFormat.HTTP, usual());
    // Then
    assertThat(printed)
        .isEqualTo(
            "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750"
                + " - - ---- 1/1/1/1/0 0/0 \"GET /index.html HTTP/1.1\"\n");
  }

  @Test
  void shouldPrintBadRequestWhenHeadWasNeverWhole() {
    // Given
    final HttpRecord record = usual();
    record.client = "[2001:db8::1]:56282";
    record.backend = null;
    record.server = null;
    record.idleMillis = -1;
    record.requestMillis = -1;
    record.queueMillis = -1;
    record.connectMillis = -1;
    record.responseMillis = -1;
    record.totalMillis = 0;
    record.status = 400;
    record.bytesOut = 0;
    record.cause = 'P';
    record.phase = 'R';
    record.backendConnections = 0;
    record.serverConnections = 0;
    record.requestLine = null;
    // When
    final String printed = render(LineFormat.HTTP, record);
    // Then
    assertThat(printed)
        .isEqualTo(
            "2001:db8::1:56282 [06/Feb/2009:12:14:14.555] http-in http-in/<NOSRV> -1/-1/-1/-1/0 400"
                + " 0 - - PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"\n");
  }

  @Test
  void shouldPrintCapturesAndCookiesWhenThereAreAny() {
    // Given
    final HttpRecord record = usual();
    record.tls = true;
    record.requestCaptures = captures("curl/7.88.1", "a{b|c}\"#\u00e9]\\");
    record.responseCaptures = captures(null, null);
    record.requestCookie = "SID=1 2345".getBytes(StandardCharsets.US_ASCII);
    record.requestCookieLength = 5;
    record.responseCookie = "SID=a".getBytes(StandardCharsets.US_ASCII);
    record.responseCookieLength = 5;
    record.cookieState = 'V';
    record.setCookieState = 'N';
    record.retries = 2;
    record.redispatched = true;
    record.serverQueue = 3;
    record.backendQueue = 4;
    // When
    final String printed = render(LineFormat.HTTP, record);
    // Then
    assertThat(printed)
        .isEqualTo(
            "10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in~ static/srv1 10/0/30/69/109 200 2750"
                + " SID=1 SID=a --VN 1/1/1/1/+2 3/4 {curl/7.88.1|a#7Bb#7Cc#7D#22#23#C3#A9]\\} {|}"
                + " \"GET /index.html HTTP/1.1\"\n");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "%ci!10.0.1.2",
        "%{+X}ci!0A000102",
        "%{+Q}ci!\"10.0.1.2\"",
        "%{+Q,+X}ci!0A000102",
        "%{+X}cp!8225",
        "%{+Q}cp!33317",
        "%fi:%fp!::1:15582",
        "%{+X}fi!00000000000000000000000000000001",
        "%{+X}bi!20010DB8000000000001000000000002",
        "%bi!2001:db8::1:0:0:2",
        "%si|%sp|%{+Q}si|%{+X}si!-|-|\"\"|-",
        "%f %b %s!http-in static srv1",
        "%t!06/Feb/2009:12:14:14.555",
        "%{+Q}t!06/Feb/2009:12:14:14.555",
        "%T|%Tl!06/Feb/2009:11:14:14 +0000|06/Feb/2009:12:14:14 +0100",
        "%tr|%trg|%trl!06/Feb/2009:12:14:14.655|06/Feb/2009:11:14:14 +0000|06/Feb/2009:12:14:14"
            + " +0100",
        "%Ts|%{+X}Ts|%ms|%{+X}ms!1233918854|498C1B86|555|22B",
        "%Th/%Ti/%TR/%Tw/%Tc/%Tr/%Td/%Ta/%Tt/%Tq/%Tu!0/100/10/0/30/69/0/109/209/110/109",
        "%{+X}Tt!209",
        "%U %B %ST %{+Q}ST!97 2750 200 200",
        "%CC|%{+Q}CC|%CS!-|\"\"|-",
        "%HM|%HP|%HQ|%HU|%HV!GET|/re]t|?a=#22&b|/re]t?a=#22&b|HTTP/1.1",
        "%HPO!/re]t",
        "%{+E}HP|%{+Q,+E}HP!/re\\]t|\"/re\\]t\"",
        "%r|%{+Q}r!GET /re]t?a=#22&b HTTP/1.1|\"GET /re]t?a=#22&b HTTP/1.1\"",
        "%ID|%{+Q}ID!-|\"\"",
        "%ac/%fc/%bc/%sc/%rc %sq/%bq!1/1/1/1/0 0/0",
        "%rt|%{+X}rt!300|012C",
        "%lc|%{+X}lc!0|0001",
        "a%hr%hs|%hrl|%hsl!a||",
        "%sslc|%{+Q}sslv!-|\"\"",
        "%ts|%tsc!--|----",
        "a  b%hr  %hs   c!a b c",
        "%HPO  x!/re]t x",
        "%[]|%{+Q}[]|%{+E}[]|%{+Q,+E}[]!a]b\"\\#0A|\"a]b\"\\#0A\"|a\\]b\\\"\\\\#0A|"
            + "\"a\\]b\\\"\\\\#0A\""
      })
  void shouldPrintAsHaproxyDoesWhenFormatIsCustom(final String format, final String expected) {
    // Given
    final HttpRecord record = usual();
    record.clientDestination = "[::1]:15582";
    record.serverSource = "[2001:db8::1:0:0:2]:40000";
    record.number = 300;
    record.transaction = "a]b\"\\\n";
    request(record, "GET /re]t?a=\"&b HTTP/1.1");
    // When
    final String printed = render(parse(format), record);
    // Then
    assertThat(printed).isEqualTo(expected + "\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "` %hs %ST %hs`!200 ",
        "a %hs %hs b!a b",
        "a %hs b!a b",
        "a%hs %hs b!a b",
        "a %hrl %hs b!a x y  b",
        "a %hs %hrl %hs %hrl c!a x y  x y  c",
        "a %hs%hrl b!a x y  b"
      })
  void shouldPrintNoSecondSpaceWhenCapturesPrintNothing(
      final String format, final String expected) {
    // Given
    final HttpRecord record = usual();
    // Its blank is the value's, not one of the format.
    record.requestCaptures = captures("x", "y ");
    // When
    final String printed = render(parse(format), record);
    // Then
    assertThat(printed.stripTrailing()).isEqualTo(expected.stripTrailing());
  }

  @Test
  void shouldPrintCaptureListsWhenAsked() {
    // Given
    final HttpRecord record = usual();
    record.requestCaptures = captures("a]b|\\", null);
    // When
    final String printed = render(parse("%hr|%{+E}hr|%hrl|%{+Q}hrl|%{+Q,+E}hrl|%{+Q}hr"), record);
    // Then
    assertThat(printed)
        .isEqualTo(
            "{a]b#7C\\|}|{a\\]b#7C\\\\|}|a]b#7C\\ -|\"a]b#7C\\\" \"\"|\"a\\]b#7C\\\\\" \"\"|"
                + "\"{a]b#7C\\|}\"\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '!',
      value = {
        "'GET /'!GET|/|/||/|HTTP/0.9",
        "GET!<BADREQ>|<BADREQ>|<BADREQ>||<BADREQ>|<BADREQ>",
        "'OPTIONS * HTTP/1.1'!OPTIONS|*|||*|HTTP/1.1",
        "'GET http://a/x/y?z HTTP/1.1'!GET|http://a/x/y|/x/y|?z|http://a/x/y?z|HTTP/1.1",
        "'GET http://a HTTP/1.1'!GET|http://a|||http://a|HTTP/1.1"
      })
  void shouldSplitRequestLineAtItsSpacesWhenAskedForParts(
      final String request, final String expected) {
    // Given
    final HttpRecord record = usual();
    request(record, request);
    // When
    final String printed = render(parse("%HM|%HP|%HPO|%HQ|%HU|%HV"), record);
    // Then
    assertThat(printed).isEqualTo(expected + "\n");
  }

  @Test
  void shouldCutRequestLineWhenItIsLongerThanHaproxyKeeps() {
    // Given
    final HttpRecord record = usual();
    request(record, "GET /" + "a".repeat(5000) + " HTTP/1.1");
    // When
    final String printed = render(parse("%r"), record);
    // Then
    assertThat(printed).isEqualTo("GET /" + "a".repeat(1018) + "\n");
  }

  @Test
  void shouldEndLineWhenItIsFull() {
    // Given
    final HttpRecord record = usual();
    final Captures captures = new Captures(new int[] {9000});
    captures.set(0, new byte[9000], 0, 9000);
    record.requestCaptures = captures;
    // When
    final String printed = render(parse("%hr %hr"), record);
    // Then
    assertThat(printed).hasSizeBetween(LogRing.MAX_LINE_BYTES - 4, LogRing.MAX_LINE_BYTES);
    assertThat(printed).startsWith("{#00#00").endsWith("\n");
  }

  @Test
  void shouldRefuseFormatWhenVariableIsNotKnown() {
    assertThatThrownBy(() -> parse("%nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no variable %nope");
  }

  @Test
  void shouldPrintJsonWhenAsked() {
    // Given
    final HttpRecord record = usual();
    record.requestCaptures = captures("a\"b\\\n\u00e9", null);
    record.server = null;
    record.responseMillis = -1;
    request(record, "GET /\"\u0001 HTTP/1.1");
    // When
    final String printed = render(LineFormat.JSON, record);
    // Then
    assertThat(printed)
        .isEqualTo(
            "{\"time\":\"2009-02-06T11:14:14.655Z\",\"type\":\"http\","
                + "\"client\":\"10.0.1.2:33317\",\"frontend\":\"http-in\",\"tls\":false,"
                + "\"backend\":\"static\",\"server\":null,\"method\":\"GET\","
                + "\"uri\":\"/\\\"\\u0001\",\"version\":\"HTTP/1.1\",\"status\":200,"
                + "\"request_ms\":10,\"queue_ms\":0,\"connect_ms\":30,\"response_ms\":null,"
                + "\"active_ms\":109,\"total_ms\":209,\"bytes_in\":97,\"bytes_out\":2750,"
                + "\"state\":\"----\",\"process_connections\":1,\"frontend_connections\":1,"
                + "\"backend_connections\":1,\"server_connections\":1,\"retries\":0,"
                + "\"redispatched\":false,\"server_queue\":0,\"backend_queue\":0,"
                + "\"unique_id\":null,\"request_cookie\":null,\"response_cookie\":null,"
                + "\"request_headers\":[\"a\\\"b\\\\\\u000a\\u00c3\\u00a9\",null],"
                + "\"response_headers\":[]}\n");
  }

  private static LineFormat parse(final String text) {
    final List<LogFormat.Piece> pieces = new ArrayList<>();
    for (final Matcher part = PART.matcher(text); part.find(); ) {
      if (part.group(2) == null) {
        pieces.add(new LogFormat.Text(part.group()));
        continue;
      }
      final String given = part.group(1) == null ? "" : part.group(1);
      final Flags flags = new Flags(given.contains("Q"), given.contains("X"), given.contains("E"));
      pieces.add(
          part.group(2).equals("[]")
              ? new LogFormat.Sample(null, flags)
              : new LogFormat.Variable(part.group(2), flags));
    }
    return LineFormat.of(new LogFormat(pieces), _ -> HttpLineTest::append);
  }

  private static int append(final Object transaction, final byte[] to, final int at) {
    final byte[] text = ((String) transaction).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, to, at, text.length);
    return at + text.length;
  }

  private String render(final LineFormat format, final SessionRecord record) {
    final int length = line.render(format, record);
    return new String(line.bytes(), 0, length, StandardCharsets.ISO_8859_1);
  }
}
