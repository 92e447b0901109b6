package io.sluice.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.RuleKind;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import io.sluice.engine.sample.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Expressions of stick tables, and what HAProxy 2.6 makes of them in five requests one after
 * another: from one client, from it to {@code /2}, where it is tracked in a second table too, from
 * another client, and as the first two again. Left out is what ends HAProxy 2.6 ({@code
 * src_inc_gpc} and {@code src_clr_gpc}), and {@code table_trackers}, which counts its own look-up
 * there.
 */
class HaproxyTablesTest {
  private static final String[] RULES = {
    "track-sc0 src",
    "track-sc1 src table t2 if { path /2 }",
    "sc-inc-gpc0(0)",
    "sc-inc-gpc(0,0)",
    "sc-inc-gpc1(1)",
    "sc-set-gpt0(0) 5"
  };

  private static Stored stored(final Data data, final int count, final int seconds) {
    return new Stored(
        data, count, Optional.of(Duration.ofSeconds(seconds)).filter(d -> !d.isZero()));
  }

  private static Stored stored(final Data data) {
    return stored(data, 1, 0);
  }

  private static void table(
      final Map<String, StickTable> tables,
      final String name,
      final SampleType type,
      final Optional<Duration> expire,
      final Stored... store) {
    final int bytes = type == SampleType.STR ? 32 : type == SampleType.IPV6 ? 16 : 4;
    tables.put(
        name,
        new StickTable(
            new StickTableConfig(name, type, bytes, 100, false, expire, List.of(store)), 1));
  }

  private static Map<String, StickTable> tables() {
    final Map<String, StickTable> tables = new LinkedHashMap<>();
    final Optional<Duration> minute = Optional.of(Duration.ofMinutes(1));
    table(
        tables,
        "fe",
        SampleType.IPV4,
        minute,
        stored(Data.GPC0),
        stored(Data.GPT0),
        stored(Data.CONN_CNT),
        stored(Data.CONN_CUR),
        stored(Data.CONN_RATE, 1, 100),
        stored(Data.HTTP_REQ_CNT),
        stored(Data.HTTP_REQ_RATE, 1, 100));
    table(
        tables,
        "t2",
        SampleType.IPV4,
        minute,
        stored(Data.GPC0),
        stored(Data.GPC1),
        stored(Data.GPT0),
        stored(Data.CONN_CNT),
        stored(Data.CONN_CUR),
        stored(Data.HTTP_REQ_CNT),
        stored(Data.BYTES_IN_CNT));
    table(
        tables,
        "t3",
        SampleType.IPV4,
        minute,
        stored(Data.GPC, 3, 0),
        stored(Data.GPC_RATE, 3, 100),
        stored(Data.GPT, 2, 0));
    table(tables, "t6", SampleType.IPV6, minute, stored(Data.GPC0), stored(Data.CONN_CNT));
    table(tables, "ts", SampleType.STR, minute, stored(Data.GPC0), stored(Data.CONN_CNT));
    table(tables, "ti", SampleType.SINT, minute, stored(Data.GPC0), stored(Data.CONN_CNT));
    table(tables, "tn", SampleType.IPV4, minute, stored(Data.SERVER_ID));
    table(tables, "tz", SampleType.IPV4, Optional.empty(), stored(Data.GPC0));
    tables.put("", tables.get("fe"));
    return tables;
  }

  private static Stream<String> lines(final String name) throws IOException {
    try (InputStream in = HaproxyTablesTest.class.getResourceAsStream("/rules/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.startsWith("#"));
    }
  }

  static Stream<String> shouldCountWhatHaproxyCounts() throws IOException {
    return lines("haproxy-tables.txt");
  }

  @ParameterizedTest
  @MethodSource
  void shouldCountWhatHaproxyCounts(final String line) {
    // Given
    final String[] parts = line.split("\t", -1);
    final Map<String, StickTable> tables = tables();

    // When
    final List<String> got = new ArrayList<>();
    got.add(ask(tables, parts[0], 1, "/"));
    got.add(ask(tables, parts[0], 1, "/2"));
    got.add(ask(tables, parts[0], 2, "/"));
    got.add(ask(tables, parts[0], 1, "/"));
    got.add(ask(tables, parts[0], 1, "/2"));

    // Then
    assertThat(got).isEqualTo(Arrays.asList(parts).subList(1, 6));
  }

  private static String ask(
      final Map<String, StickTable> tables,
      final String expression,
      final int client,
      final String path) {
    final Listed listed = new Listed();
    listed.txn.request("GET " + path + " HTTP/1.1\nHost: h\n\n");
    listed.txn.source = new Endpoint(Endpoint.Family.IPV4, 0, 0x7f000000L + client, 40000);
    listed.surroundings.tables.putAll(tables);
    listed.rules(
        RuleKind.HTTP_REQUEST,
        Stream.concat(
                Arrays.stream(RULES),
                Stream.of(
                    "set-var(txn.v) " + expression,
                    "return content-type text/plain lf-string F%[var(txn.v)]"
                        + " if { var(txn.v) -m found }",
                    "return content-type text/plain string N"))
            .toArray(String[]::new));
    assertThat(listed.run()).isEqualTo(Verdict.RETURN);
    assertThat(listed.surroundings.problems).isEmpty();
    listed.txn.tracked().release(listed.txn.tableMillis());
    final String answered = listed.answered();
    return answered.substring(answered.indexOf("\n\n") + 2);
  }

  static Stream<String> shouldTrackTheKeyThatHaproxyTracks() throws IOException {
    return lines("haproxy-keys.txt");
  }

  @ParameterizedTest
  @MethodSource
  void shouldTrackTheKeyThatHaproxyTracks(final String line) {
    // Given
    final String[] parts = line.split("\t", -1);
    final SampleType type =
        switch (parts[0]) {
          case "4" -> SampleType.IPV4;
          case "6" -> SampleType.IPV6;
          case "s" -> SampleType.STR;
          case "b" -> SampleType.BIN;
          default -> SampleType.SINT;
        };
    final StickTable table =
        new StickTable(
            new StickTableConfig("", type, 8, 100, false, Optional.empty(), List.of()), 1);
    final Listed listed = new Listed();
    listed.txn.request("GET / HTTP/1.1\nHost: h\n\n");
    listed.surroundings.tables.put("", table);
    listed.rules(RuleKind.HTTP_REQUEST, "track-sc0 " + parts[1]);

    // When
    final Verdict verdict = listed.run();

    // Then
    assertThat(verdict).isEqualTo(Verdict.CONTINUE);
    assertThat(listed.surroundings.problems).isEmpty();
    final List<String> keys = new ArrayList<>();
    table.forEach(entry -> keys.add(entry.key()), 0);
    assertThat(keys).isEqualTo(parts[2].equals("none") ? List.of() : List.of(parts[2]));
  }

  @ParameterizedTest
  @CsvSource({
    "IPV4,bool(true)",
    "IPV4,bin(01020304)",
    "IPV4,method",
    "IPV6,bool(true)",
    "IPV6,method",
    "SINT,ipv6(::1)",
    "SINT,bin(01020304)",
    "SINT,method"
  })
  void shouldRefuseKeysThatATableCannotHave(final SampleType type, final String expression) {
    // Given
    final Listed listed = new Listed();
    listed.surroundings.tables.put(
        "t",
        new StickTable(
            new StickTableConfig("t", type, 4, 100, false, Optional.empty(), List.of()), 1));

    // When
    listed.rules(RuleKind.HTTP_REQUEST, "track-sc0 " + expression + " table t");

    // Then
    assertThat(listed.surroundings.problems)
        .singleElement()
        .asString()
        .startsWith("test.conf:1: keys of the stick table t cannot be made of what this gives: ");
  }
}
