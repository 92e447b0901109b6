package io.sluice.engine.sample;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A file's patterns, or a map's keys and values, as rules changed them in memory since it was read.
 * Any thread; under one short lock. What rules did is gone with the generation that read the file,
 * as with HAProxy.
 *
 * <p>It grows by {@link #MOST_ADDED} lines and {@link #MOST_ADDED_BYTES} bytes at most; what is
 * more is not taken.
 *
 * <p>Source: HAProxy configuration manual, {@code set-map}, {@code del-map}, {@code add-acl},
 * {@code del-acl}.
 */
public final class LivePatterns {
  /** Lines that rules may add to one file. */
  public static final int MOST_ADDED = 65_536;

  /** Bytes of keys and values that rules may add to one file. */
  public static final long MOST_ADDED_BYTES = 16L << 20;

  private static final byte[] NOTHING = new byte[0];

  private final List<PatternFiles.Line> read;
  private final boolean map;
  private final List<BiPredicate<byte[], byte[]>> restrictions = new CopyOnWriteArrayList<>();
  private final Key probe = new Key(NOTHING, 0, 0);

  /** null: as it was read. */
  private Map<Key, byte[]> lines;

  private int mostLines;
  private long addedBytes;
  private volatile long version;

  /**
   * @param map whether the first word of each line is its key; else all of it is
   */
  LivePatterns(final List<PatternFiles.Line> read, final boolean map) {
    this.read = List.copyOf(read);
    this.map = map;
  }

  /** What a line is found by: a range of bytes. */
  private static final class Key {
    private byte[] bytes;
    private int offset;
    private int length;

    Key(final byte[] bytes, final int offset, final int length) {
      at(bytes, offset, length);
    }

    void at(final byte[] in, final int from, final int count) {
      bytes = in;
      offset = from;
      length = count;
    }

    @Override
    public boolean equals(final Object other) {
      return other instanceof Key key
          && key.length == length
          && Bytes.same(bytes, offset, key.bytes, key.offset, length);
    }

    @Override
    public int hashCode() {
      int hash = length;
      for (int i = 0; i < length; i++) {
        hash = 31 * hash + bytes[offset + i];
      }
      return hash;
    }
  }

  /** How often it was changed; 0: it is as it was read. */
  public long version() {
    return version;
  }

  /**
   * Takes only keys and values from now on that fit; told by those who look here, while a
   * configuration is loaded.
   */
  public void restrict(final BiPredicate<byte[], byte[]> fits) {
    restrictions.add(fits);
  }

  /**
   * Gives a key a value, behind all others where it is new.
   *
   * @param key not changed any more
   * @param value the same
   * @return false: there is no room, or somebody who looks here cannot take them
   */
  public boolean set(final byte[] key, final byte[] value) {
    for (final BiPredicate<byte[], byte[]> fits : restrictions) {
      if (!fits.test(key, value)) {
        return false;
      }
    }
    return put(key, value);
  }

  private synchronized boolean put(final byte[] key, final byte[] value) {
    change();
    probe.at(key, 0, key.length);
    final byte[] old = lines.get(probe);
    final long more = (long) value.length - (old == null ? -key.length : old.length);
    if ((old == null && lines.size() >= mostLines) || addedBytes + more > MOST_ADDED_BYTES) {
      return false;
    }
    addedBytes += more;
    if (old == null || !java.util.Arrays.equals(old, value)) {
      lines.put(old == null ? new Key(key, 0, key.length) : probe, value);
      version++;
    }
    return true;
  }

  /**
   * Adds a pattern that is not there yet.
   *
   * @param key not changed any more
   * @return false: there is no room, or it is no pattern for those who look here
   */
  public boolean add(final byte[] key) {
    return has(key) || set(key, NOTHING);
  }

  private synchronized boolean has(final byte[] key) {
    change();
    probe.at(key, 0, key.length);
    return lines.containsKey(probe);
  }

  /** Takes a key out, if it is there. */
  public synchronized void delete(final byte[] key) {
    change();
    probe.at(key, 0, key.length);
    final byte[] old = lines.remove(probe);
    if (old != null) {
      addedBytes -= key.length + old.length;
      version++;
    }
  }

  private void change() {
    if (lines == null) {
      lines = new LinkedHashMap<>();
      for (final PatternFiles.Line line : read) {
        final byte[] key = Bytes.latin(map ? line.key() : line.text());
        lines.putIfAbsent(new Key(key, 0, key.length), map ? Bytes.latin(line.value()) : NOTHING);
      }
      mostLines = lines.size() + MOST_ADDED;
    }
  }

  /**
   * The value of a key, which has been changed.
   *
   * @return null: there is no such key
   */
  public synchronized byte[] exact(final byte[] bytes, final int offset, final int length) {
    change();
    probe.at(bytes, offset, length);
    final byte[] value = lines.get(probe);
    probe.at(NOTHING, 0, 0);
    return value;
  }

  /**
   * Tells every key and its value, in order.
   *
   * @return the version that it has told
   */
  public synchronized long forEach(final BiConsumer<byte[], byte[]> to) {
    change();
    lines.forEach((key, value) -> to.accept(key.bytes, value));
    return version;
  }
}
