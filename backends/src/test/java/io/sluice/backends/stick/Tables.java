package io.sluice.backends.stick;

import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tables for tests. */
final class Tables {
  private Tables() {}

  static StickTableConfig config(
      final SampleType type, final long size, final long expireMillis, final Stored... store) {
    return new StickTableConfig(
        "t",
        type,
        32,
        size,
        false,
        expireMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(expireMillis)),
        List.of(store));
  }

  static StickTable table(
      final SampleType type, final long size, final long expireMillis, final Stored... store) {
    return new StickTable(config(type, size, expireMillis, store), 42);
  }

  static Stored total(final Data data) {
    return new Stored(data, 1, Optional.empty());
  }

  static Stored rate(final Data data, final long periodMillis) {
    return new Stored(data, 1, Optional.of(Duration.ofMillis(periodMillis)));
  }

  static StickKey ip(final StickTable table, final int address) {
    final StickKey key = table.newKey();
    key.ipv4(address);
    return key;
  }

  static StickKey text(final StickTable table, final String text) {
    final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    final StickKey key = table.newKey();
    key.bytes(bytes, 0, bytes.length);
    return key;
  }
}
