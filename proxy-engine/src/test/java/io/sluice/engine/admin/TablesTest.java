package io.sluice.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  private static final Rights ALL = new Rights(true, true);
  private static final Rights READ = new Rights(false, false);

  private final FakeOperations operations = new FakeOperations();
  private final StickTable table =
      new StickTable(
          new StickTableConfig(
              "clients",
              SampleType.IPV4,
              4,
              100,
              false,
              Optional.of(Duration.ofSeconds(10)),
              List.of(
                  new Stored(Data.GPC, 2, Optional.empty()),
                  new Stored(Data.HTTP_REQ_RATE, 1, Optional.of(Duration.ofSeconds(10))))),
          1);
  private final Tables tables = new Tables(operations);

  TablesTest() {
    operations.tables.add(table);
  }

  @Test
  void shouldShowTablesAndTheirEntriesToWhoMayRead() {
    // Given
    final long handle = table.track(key("192.0.2.1"), 1000);
    table.count(handle, table.counter(Data.GPC, 1), 3, 1000);

    // When
    final String all = answer("GET", "/tables", "", READ);
    final String one = answer("GET", "/tables/clients", "", READ);

    // Then
    assertThat(all)
        .startsWith("200 {\"tables\":[{")
        .contains("\"type\":\"ip\"")
        .contains("\"stores\":[\"gpc0\",\"gpc1\",\"http_req_rate(10000)\"]")
        .contains("\"used\":1");
    assertThat(one)
        .contains("\"key\":\"192.0.2.1\"")
        .contains("\"use\":1")
        .contains("\"gpc1\":3")
        .contains("\"expiresMillis\":10000");
  }

  @Test
  void shouldShowTheEntryOfAKeyAndNoMoreThanAskedFor() {
    table.set(key("192.0.2.1"), 0, 1, 1000);
    table.set(key("192.0.2.2"), 0, 2, 1000);

    assertThat(answer("GET", "/tables/clients", "key=192.0.2.2", READ))
        .contains("192.0.2.2")
        .doesNotContain("192.0.2.1");
    assertThat(answer("GET", "/tables/clients", "limit=1", READ).split("\"key\"", -1)).hasSize(2);
  }

  @Test
  void shouldClearAndSetForWhoMayGiveCommands() {
    assertThat(answer("POST", "/tables/clients/set", "key=192.0.2.7&data.gpc1=5", ALL))
        .isEqualTo("200 {\"set\":1}\n");
    assertThat(table.peek(key("192.0.2.7"), table.column(Data.GPC, 1), 1000)).isEqualTo(5);
    assertThat(answer("POST", "/tables/clients/clear", "key=192.0.2.7", ALL)).startsWith("200");
    assertThat(answer("POST", "/tables/clients/clear", "key=192.0.2.7", ALL)).startsWith("404");
    table.track(key("192.0.2.8"), 1000);
    table.set(key("192.0.2.9"), 0, 1, 1000);
    assertThat(answer("POST", "/tables/clients/clear", "key=192.0.2.8", ALL)).startsWith("409");
    assertThat(answer("POST", "/tables/clients/clear", "", ALL)).isEqualTo("200 {\"cleared\":1}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /tables/none, '', 404",
    "GET, /tables/clients, key=x, 400",
    "GET, /tables/clients, limit=x, 400",
    "POST, /tables, '', 405",
    "GET, /tables/clients/clear, '', 405",
    "POST, /tables/clients/drop, '', 404",
    "POST, /tables/clients/set, data.gpc0=1, 400",
    "POST, /tables/clients/set, key=192.0.2.1&data.conn_cur=1, 400",
    "POST, /tables/clients/set, key=192.0.2.1&data.gpc0=-1, 400",
    "POST, /tables/clients/clear/x, '', 404",
    "GET, /tables/%zz, '', 400"
  })
  void shouldRefuseWhatIsWrong(
      final String method, final String path, final String query, final String status) {
    assertThat(answer(method, path, query, ALL)).startsWith(status + " {\"error\":");
  }

  @Test
  void shouldTakeNoCommandWithoutTheRight() {
    assertThat(answer("POST", "/tables/clients/clear", "", READ)).startsWith("403");
  }

  private StickKey key(final String text) {
    final StickKey key = table.newKey();
    assertThat(key.parse(text)).isTrue();
    return key;
  }

  private String answer(
      final String method, final String path, final String query, final Rights rights) {
    final Page page =
        tables.answer(
            new AdminRequest(null, HttpMethod.valueOf(method), path, query, null, false, true),
            rights,
            "a test");
    return page.status().code() + " " + new String(page.body(), StandardCharsets.UTF_8);
  }
}
