package io.sluice.backends.stick;

import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.http.StickTableConfig.Stored;
import java.util.ArrayList;
import java.util.List;

/**
 * Where things lie in an entry, which is a run of longs: four of its own, the key, and the columns,
 * a total taking one and a rate two. Immutable.
 */
final class StickLayout {
  /** The hash of the key. */
  static final int HASH = 0;

  /** The next entry of the same bucket (upper half), and how many use it (lower half). */
  static final int CHAIN = 1;

  /** The entries before and after it in the order of last use, while nobody uses it. */
  static final int ORDER = 2;

  /** When it was last used, in milliseconds. */
  static final int USED = 3;

  private static final int OWN = 4;

  /** Longs of the key; for text one more before, its length. */
  final int keyWords;

  /** Where the key begins. */
  final int keyAt;

  /** Longs of an entry. */
  final int stride;

  /** Where the columns begin. */
  final int dataAt;

  final SampleType type;

  /** In bytes; the longest for text. */
  final int keyBytes;

  private final List<Column> columns;

  /** One long that counts, or two that make a rate. */
  private record Column(Data data, int index, int at, int periodMillis) {}

  StickLayout(final StickTableConfig config) {
    this.type = config.type();
    this.keyBytes = keyBytes(config);
    this.keyWords = (keyBytes + 7) / 8;
    this.keyAt = OWN + (type == SampleType.STR ? 1 : 0);
    this.dataAt = keyAt + keyWords;
    final List<Column> made = new ArrayList<>();
    int at = dataAt;
    for (final Stored stored : config.store()) {
      final int period = Math.toIntExact(stored.period().map(p -> p.toMillis()).orElse(0L));
      for (int i = 0; i < stored.count(); i++) {
        made.add(new Column(stored.data(), i, at, period));
        at += period > 0 ? 2 : 1;
      }
    }
    this.columns = List.copyOf(made);
    this.stride = at;
  }

  private static int keyBytes(final StickTableConfig config) {
    return switch (config.type()) {
      case IPV4, SINT -> 4;
      case IPV6 -> 16;
      case STR, BIN -> config.keyBytes();
      case BOOL, ADDR, METH, ANY ->
          throw new IllegalArgumentException("a stick table has no keys of " + config.type());
    };
  }

  boolean isText() {
    return type == SampleType.STR;
  }

  /** The key of an entry. */
  byte[] key(final long[] words, final int entry) {
    final int length = isText() ? (int) words[entry + keyAt - 1] : keyBytes;
    return key(type, words, entry + keyAt, length);
  }

  /** The bytes of a key. */
  static byte[] key(final SampleType type, final long[] words, final int at, final int length) {
    final byte[] key = new byte[length];
    // Four bytes alone are a number, and stand in the lower half.
    final boolean number = type == SampleType.IPV4 || type == SampleType.SINT;
    for (int i = 0; i < length; i++) {
      final int shift = number ? 24 - 8 * i : 56 - 8 * (i % 8);
      key[i] = (byte) (words[at + i / 8] >>> shift);
    }
    return key;
  }

  int size() {
    return columns.size();
  }

  /** {@link StickTable#NOT_STORED}: it is not there. */
  int column(final Data data, final int index) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).data() == data && columns.get(i).index() == index) {
        return i;
      }
    }
    return StickTable.NOT_STORED;
  }

  Data data(final int column) {
    return columns.get(column).data();
  }

  int index(final int column) {
    return columns.get(column).index();
  }

  /** In milliseconds; 0: it is no rate. */
  int period(final int column) {
    return columns.get(column).periodMillis();
  }

  long read(final long[] words, final int entry, final int column, final long now) {
    final Column of = columns.get(column);
    return of.periodMillis() > 0
        ? Rates.read(words, entry + of.at(), of.periodMillis(), now)
        : words[entry + of.at()];
  }

  /** Counts in a column; a total never falls below 0. */
  void add(final long[] words, final int entry, final int column, final long n, final long now) {
    final Column of = columns.get(column);
    if (of.periodMillis() > 0) {
      Rates.add(words, entry + of.at(), of.periodMillis(), n, now);
    } else {
      words[entry + of.at()] = Math.max(0, words[entry + of.at()] + n);
    }
  }

  /** Sets a column; a rate as though all of it had happened now. */
  void set(
      final long[] words, final int entry, final int column, final long value, final long now) {
    final Column of = columns.get(column);
    words[entry + of.at()] = of.periodMillis() > 0 ? now : value;
    if (of.periodMillis() > 0) {
      words[entry + of.at() + 1] = 0;
      Rates.add(words, entry + of.at(), of.periodMillis(), value, now);
    }
  }
}
