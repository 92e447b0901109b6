package io.sluice.backends.stick;

import static io.sluice.backends.stick.Tables.config;
import static io.sluice.backends.stick.Tables.ip;
import static io.sluice.backends.stick.Tables.rate;
import static io.sluice.backends.stick.Tables.table;
import static io.sluice.backends.stick.Tables.text;
import static io.sluice.backends.stick.Tables.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.backends.stick.StickTable.Cleared;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StickTableTest {
  private static final Stored REQUESTS = total(Data.HTTP_REQ_CNT);
  private static final Stored CURRENT = total(Data.CONN_CUR);

  @Test
  void shouldCountWhatIsTrackedAndForgetNothingWhileItIs() {
    // Given
    final StickTable table =
        table(
            SampleType.IPV4,
            10,
            100,
            total(Data.CONN_CNT),
            CURRENT,
            REQUESTS,
            rate(Data.HTTP_REQ_RATE, 1000));
    final StickKey key = ip(table, 0x0a000001);
    final StickCounter requests = table.counter(Data.HTTP_REQ_CNT, 0);

    // When
    final long first = table.track(key, 1000);
    final long second = table.track(key, 1001);
    table.count(first, requests, 1, 1002);
    table.count(second, requests, 2, 1003);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(table.uses(first)).isEqualTo(2);
    assertThat(table.get(first, table.column(Data.CONN_CNT, 0), 1500)).isEqualTo(2);
    assertThat(table.get(first, table.column(Data.CONN_CUR, 0), 1500)).isEqualTo(2);
    assertThat(table.get(first, requests.total(), 1500)).isEqualTo(3);
    assertThat(table.get(first, requests.rate(), 1500)).isEqualTo(3);
    assertThat(table.peek(key, requests.total(), 9999)).isEqualTo(3);

    // When
    table.untrack(first, 10_000);
    table.untrack(second, 10_000);

    // Then
    assertThat(table.peek(key, table.column(Data.CONN_CUR, 0), 10_099)).isZero();
    assertThat(table.contains(key, 10_100)).isFalse();
  }

  @Test
  void shouldBeginAnewWhenAnEntryIsOver() {
    final StickTable table = table(SampleType.IPV4, 10, 100, REQUESTS);
    final StickKey key = ip(table, 1);
    final StickCounter requests = table.counter(Data.HTTP_REQ_CNT, 0);
    final long handle = table.track(key, 0);
    table.count(handle, requests, 5, 0);
    table.untrack(handle, 0);

    final long later = table.track(key, 100);

    assertThat(table.get(later, requests.total(), 100)).isZero();
    assertThat(table.used()).isOne();
  }

  @Test
  void shouldTakeOutWhatIsOverAsOthersComeIn() {
    // Given
    final StickTable table = table(SampleType.IPV4, 1000, 100, REQUESTS);
    for (int i = 0; i < 500; i++) {
      table.untrack(table.track(ip(table, i), 0), 0);
    }

    // When
    for (int i = 1000; i < 1250; i++) {
      table.untrack(table.track(ip(table, i), 200), 200);
    }

    // Then
    assertThat(table.used()).isEqualTo(250);
    assertThat(table.purge(300)).isEqualTo(250);
    assertThat(table.used()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 20_000})
  void shouldKeepToItsSizeAndDropTheOldest(final int size) {
    // Given
    final StickTable table = table(SampleType.IPV4, size, 0, REQUESTS);

    // When
    for (int i = 0; i < 2 * size; i++) {
      table.untrack(table.track(ip(table, i), i), i);
    }

    // Then
    assertThat(table.used()).isEqualTo(size);
    for (int i = 0; i < 2 * size; i++) {
      assertThat(table.contains(ip(table, i), 2L * size)).isEqualTo(i >= size);
    }
  }

  @Test
  void shouldNotDropWhatIsInUseAndRefuseWhenAllIs() {
    // Given
    final StickTable table = table(SampleType.IPV4, 2, 0, REQUESTS);
    final long first = table.track(ip(table, 1), 0);
    table.untrack(table.track(ip(table, 2), 1), 1);

    // When
    final long third = table.track(ip(table, 3), 2);

    // Then
    assertThat(third).isNotEqualTo(StickTable.NONE);
    assertThat(table.contains(ip(table, 1), 2)).isTrue();
    assertThat(table.contains(ip(table, 2), 2)).isFalse();
    assertThat(table.track(ip(table, 4), 2)).isEqualTo(StickTable.NONE);

    // When
    table.untrack(first, 3);

    // Then
    assertThat(table.track(ip(table, 4), 3)).isNotEqualTo(StickTable.NONE);
    assertThat(table.used()).isEqualTo(2);
  }

  @Test
  void shouldTakeNothingNewWhenFullAndNotToBePurged() {
    // Given
    final StickTableConfig told = config(SampleType.IPV4, 2, 100, REQUESTS);
    final StickTable table =
        new StickTable(
            new StickTableConfig("t", told.type(), 4, 2, true, told.expire(), told.store()), 1);
    table.untrack(table.track(ip(table, 1), 0), 0);
    table.untrack(table.track(ip(table, 2), 50), 50);

    // When
    final long refused = table.track(ip(table, 3), 99);
    final long taken = table.track(ip(table, 3), 100);

    // Then
    assertThat(refused).isEqualTo(StickTable.NONE);
    assertThat(taken).isNotEqualTo(StickTable.NONE);
    assertThat(table.contains(ip(table, 2), 100)).isTrue();
  }

  @Test
  void shouldKeepWhatIsUsedAndNotWhatIsLookedAt() {
    final StickTable table = table(SampleType.STR, 10, 100, total(Data.SERVER_ID), REQUESTS);
    table.storeServer(text(table, "used"), 7, 0);
    table.storeServer(text(table, "seen"), 8, 0);

    final long server = table.server(text(table, "used"), 60);
    table.peek(text(table, "seen"), table.column(Data.SERVER_ID, 0), 60);

    assertThat(server).isEqualTo(7);
    assertThat(table.server(text(table, "used"), 159)).isEqualTo(7);
    assertThat(table.server(text(table, "seen"), 100)).isZero();
  }

  @Test
  void shouldKnowKeysApartAndCutLongOnes() {
    final StickTable table = table(SampleType.STR, 100, 0, REQUESTS);
    final String longest = "0123456789abcdef0123456789abcdef";

    table.set(text(table, "a"), 0, 1, 0);
    table.set(text(table, "ab"), 0, 2, 0);
    table.set(text(table, ""), 0, 3, 0);
    table.set(text(table, longest + "tail"), 0, 4, 0);

    assertThat(table.peek(text(table, "a"), 0, 0)).isOne();
    assertThat(table.peek(text(table, "ab"), 0, 0)).isEqualTo(2);
    assertThat(table.peek(text(table, "a\0b"), 0, 0)).isOne();
    assertThat(table.peek(text(table, ""), 0, 0)).isEqualTo(3);
    assertThat(table.peek(text(table, longest), 0, 0)).isEqualTo(4);
    assertThat(table.peek(text(table, "b"), 0, 0)).isEqualTo(StickTable.NONE);
  }

  @Test
  void shouldTellItsEntriesAsPeopleReadThem() {
    // Given
    final StickTable ipv6 = table(SampleType.IPV6, 10, 1000, REQUESTS);
    final StickTable number = table(SampleType.SINT, 10, 0, REQUESTS);
    final StickTable bytes = table(SampleType.BIN, 10, 0, REQUESTS);
    final List<String> keys = new ArrayList<>();

    // When
    for (final String address : List.of("192.0.2.1", "2001:db8::1", "::", "::1", "1::2:0:0:3")) {
      set(ipv6, address);
    }
    set(number, "4294967295");
    set(bytes, "0AFF");
    ipv6.forEach(e -> keys.add(e.key() + " " + e.expiresMillis()), 10);
    number.forEach(e -> keys.add(e.key() + " " + e.values()), 10);
    bytes.forEach(e -> keys.add(e.key() + " " + e.uses()), 10);

    // Then
    assertThat(keys)
        .containsExactlyInAnyOrder(
            "::ffff:192.0.2.1 990",
            "2001:db8::1 990",
            ":: 990",
            "::1 990",
            "1::2:0:0:3 990",
            "4294967295 [1]",
            "0AFF" + "00".repeat(30) + " 0");
    assertThat(ipv6.newKey().parse("no.address")).isFalse();
    assertThat(number.newKey().parse("-1")).isFalse();
  }

  private static void set(final StickTable table, final String text) {
    final StickKey key = table.newKey();
    assertThat(key.parse(text)).isTrue();
    assertThat(table.set(key, 0, 1, 0)).isTrue();
  }

  @Test
  void shouldClearOneOrAllButNotWhatIsInUse() {
    final StickTable table = table(SampleType.IPV4, 10, 0, REQUESTS);
    final long held = table.track(ip(table, 1), 0);
    table.set(ip(table, 2), 0, 1, 0);
    table.set(ip(table, 3), 0, 1, 0);

    assertThat(table.clear(ip(table, 1), 0)).isEqualTo(Cleared.IN_USE);
    assertThat(table.clear(ip(table, 2), 0)).isEqualTo(Cleared.GONE);
    assertThat(table.clear(ip(table, 2), 0)).isEqualTo(Cleared.MISSING);
    assertThat(table.clear()).isOne();
    assertThat(table.used()).isOne();
    assertThat(table.uses(held)).isOne();
  }

  @Test
  void shouldKeepWhatFitsWhenItsSizeChanges() {
    // Given
    final StickTable table = table(SampleType.IPV4, 10_000, 1000, REQUESTS);
    for (int i = 0; i < 10_000; i++) {
      table.set(ip(table, i), 0, i, i / 100);
    }

    // When
    table.reconfigure(config(SampleType.IPV4, 100, 0, REQUESTS));

    // Then
    assertThat(table.used()).isEqualTo(100);
    assertThat(table.peek(ip(table, 9_999), 0, 100_000)).isEqualTo(9_999);
    assertThat(table.contains(ip(table, 9_899), 99)).isFalse();
    assertThatThrownBy(() -> table.reconfigure(config(SampleType.IPV6, 100, 0, REQUESTS)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldShrinkAsThoseWhoAreTrackedEnd() {
    // Given
    final StickTable table = table(SampleType.IPV4, 4, 0, REQUESTS);
    final List<Long> handles = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      handles.add(table.track(ip(table, i), 0));
    }
    table.reconfigure(config(SampleType.IPV4, 1, 0, REQUESTS));

    // When
    handles.forEach(handle -> table.untrack(handle, 1));
    for (int i = 10; i < 14; i++) {
      table.untrack(table.track(ip(table, i), 2), 2);
    }

    // Then
    assertThat(table.used()).isOne();
  }

  @Test
  void shouldLiveOnInTheNextConfigurationWhereItIsTheSame() {
    // Given
    final StickTables first =
        StickTables.NONE.next(List.of(config(SampleType.IPV4, 10, 0, REQUESTS)), () -> 1);
    final StickTable table = first.get("t");
    table.set(ip(table, 1), 0, 5, 0);

    // When
    final StickTables same =
        first.next(List.of(config(SampleType.IPV4, 20, 50, REQUESTS)), () -> 2);
    final StickTables other = same.next(List.of(config(SampleType.IPV4, 20, 50, CURRENT)), () -> 3);

    // Then
    assertThat(same.get("t")).isSameAs(table);
    assertThat(table.config().size()).isEqualTo(10);
    same.apply();
    assertThat(table.config().size()).isEqualTo(20);
    assertThat(same.emptied()).isEmpty();
    assertThat(other.get("t")).isNotSameAs(table);
    assertThat(other.emptied()).containsExactly("t");
    assertThat(other.get("none")).isNull();
  }

  @Test
  void shouldLetArraysStandInForTheirFirst() {
    final StickTable table =
        table(SampleType.IPV4, 10, 0, new Stored(Data.GPC, 3, Optional.empty()));
    final long handle = table.hold(ip(table, 1), 0);

    assertThat(table.count(handle, table.counter(Data.GPC0, 0), 1, 0)).isOne();
    assertThat(table.count(handle, table.counter(Data.GPC, 0), 1, 0)).isEqualTo(2);
    assertThat(table.count(handle, table.counter(Data.GPC1, 0), 1, 0)).isOne();
    assertThat(table.count(handle, table.counter(Data.GPC, 2), 9, 0)).isEqualTo(9);
    assertThat(table.count(handle, table.counter(Data.GPC, 3), 1, 0)).isZero();
    assertThat(table.count(handle, table.counter(Data.HTTP_REQ_CNT, 0), 1, 0)).isZero();
  }

  @Test
  void shouldAgreeWithAMapWhateverIsDone() {
    // Given
    final Random random = new Random(11);
    final StickTable table = table(SampleType.STR, 5_000, 0, REQUESTS);
    final Map<String, Long> map = new HashMap<>();

    // When
    for (int i = 0; i < 100_000; i++) {
      final String text = "key-" + random.nextInt(4_000);
      final StickKey key = text(table, text);
      if (random.nextInt(3) == 0) {
        assertThat(table.clear(key, i) == Cleared.GONE).isEqualTo(map.remove(text) != null);
      } else {
        table.set(key, 0, i, i);
        map.put(text, (long) i);
      }
    }

    // Then
    final Map<String, Long> found = new HashMap<>();
    table.forEach(e -> found.put(e.key(), e.values().getFirst()), 100_000);
    assertThat(found).isEqualTo(map);
    assertThat(table.used()).isEqualTo(map.size());
  }
}
