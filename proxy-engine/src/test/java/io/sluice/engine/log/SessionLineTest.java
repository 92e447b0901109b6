package io.sluice.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SessionLineTest {
  private final SessionLine line = new SessionLine(new LogDate(ZoneId.of("Europe/Paris")));

  static Stream<Arguments> lines() {
    return Stream.of(
        line(
            "a usual session",
            _ -> {},
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/0 0/0"),
        line(
            "an IPv6 client",
            r -> r.client = "[2001:db8::1]:65535",
            "[2001:db8::1]:65535 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/0"
                + " 0/0"),
        line(
            "a client on a unix socket",
            r -> r.client = "unix:1",
            "unix:1 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/0 0/0"),
        line(
            "no server is up",
            r -> {
              r.server = null;
              r.queueMillis = -1;
              r.connectMillis = -1;
              r.totalMillis = 0;
              r.bytesOut = 0;
              r.cause = 'S';
              r.phase = 'C';
              r.serverConnections = 0;
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/<NOSRV> -1/-1/0 0 SC 1/2/3/0/0 0/0"),
        line(
            "no backend was chosen",
            r -> {
              r.backend = null;
              r.server = null;
              r.cause = 'P';
              r.phase = 'C';
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt fnt/<NOSRV> 0/1/5007 212 PC 1/2/3/4/0"
                + " 0/0"),
        line(
            "retried on the same server",
            r -> r.retries = 3,
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/3 0/0"),
        line(
            "retried on another server",
            r -> {
              r.retries = 3;
              r.redispatched = true;
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/srv1 0/1/5007 212 -- 1/2/3/4/+3 0/0"),
        line(
            "left a queue by its timeout",
            r -> {
              r.server = null;
              r.queueMillis = 60_000;
              r.connectMillis = -1;
              r.cause = 's';
              r.phase = 'Q';
              r.serverQueue = 12;
              r.backendQueue = 345;
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/<NOSRV> 60000/-1/5007 212 sQ"
                + " 1/2/3/4/0 12/345"),
        line(
            "the largest numbers",
            r -> {
              r.queueMillis = Long.MIN_VALUE;
              r.connectMillis = Long.MAX_VALUE;
              r.totalMillis = Long.MAX_VALUE;
              r.bytesOut = Long.MAX_VALUE;
              r.processConnections = Long.MIN_VALUE;
              r.frontendConnections = Long.MIN_VALUE;
              r.backendConnections = Long.MIN_VALUE;
              r.serverConnections = Long.MIN_VALUE;
              r.redispatched = true;
              r.retries = Integer.MIN_VALUE;
              r.serverQueue = Integer.MIN_VALUE;
              r.backendQueue = Integer.MAX_VALUE;
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] fnt bck/srv1"
                + " -9223372036854775808/9223372036854775807/9223372036854775807"
                + " 9223372036854775807 --"
                + " -9223372036854775808/-9223372036854775808/-9223372036854775808"
                + "/-9223372036854775808/+-2147483648 -2147483648/2147483647"),
        line(
            "names that would forge fields or lines",
            r -> {
              r.frontend = "a b\nc";
              r.backend = "\u0000\u001b[0m\u007f";
              r.server = "\u00e9\u2028x";
              r.cause = '\n';
              r.phase = 0;
            },
            "10.0.0.1:4711 [06/Feb/2009:12:12:51.443] a_b_c __[0m_/__x 0/1/5007 212 -- 1/2/3/4/0"
                + " 0/0"),
        line(
            "nothing is known",
            r -> {
              r.client = null;
              r.frontend = null;
              r.backend = null;
              r.server = null;
            },
            "- [06/Feb/2009:12:12:51.443] - -/<NOSRV> 0/1/5007 212 -- 1/2/3/4/0 0/0"));
  }

  private static Arguments line(
      final String name, final Consumer<SessionRecord> change, final String expected) {
    return arguments(name, change, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void shouldPrintTcplogWhenSessionEnds(
      final String name, final Consumer<SessionRecord> change, final String expected) {
    // Given
    final SessionRecord record = Records.usual();
    change.accept(record);
    // When
    final String printed = render(record);
    // Then
    assertThat(printed).as(name).isEqualTo(expected + "\n");
  }

  @Test
  void shouldPrintWholeLineWhenNamesAreLong() {
    // Given
    final SessionRecord record = Records.usual();
    record.frontend = "f".repeat(5000);
    record.backend = null;
    record.server = "s".repeat(3000);
    // When
    final String printed = render(record);
    // Then
    assertThat(printed)
        .contains(" " + record.frontend + " " + record.frontend + "/" + record.server + " ")
        .endsWith(" 0/0\n");
  }

  @Test
  void shouldForgetTheLastSessionWhenNextIsPrinted() {
    // Given
    final SessionRecord first = Records.usual();
    first.server = "a-server-with-a-long-name";
    final String usual = render(Records.usual());
    render(first);
    // When
    final String printed = render(Records.usual());
    // Then
    assertThat(printed).isEqualTo(usual);
  }

  private String render(final SessionRecord record) {
    final int length = line.render(record);
    return new String(line.bytes(), 0, length, StandardCharsets.ISO_8859_1);
  }
}
