package io.sluice.backends.stick;

import java.util.Arrays;

/**
 * A part of a table: entries in slabs of longs, an index by hash, and the order in which those that
 * nobody uses were last used. Every method but {@link #oldest()} is called under its own lock.
 *
 * <p>An entry is known by its slot. A slot keeps its entry while somebody uses it; slots that are
 * free again are used before new ones.
 */
final class StickShard {
  static final int NONE = -1;

  private static final int FIRST_BUCKETS = 16;
  private static final long LOWER = 0xffff_ffffL;

  private final StickLayout layout;
  private final int slabShift;
  private long[][] slabs = new long[4][];
  private int[] buckets = emptyBuckets(FIRST_BUCKETS);
  private int entries;

  /** Slots that were used at least once. */
  private int opened;

  private int firstFree = NONE;
  private int head = NONE;
  private int tail = NONE;

  /** When the head was last used; read without the lock, as a hint. */
  private volatile long oldest = Long.MAX_VALUE;

  /**
   * An empty one.
   *
   * @param slabEntries how many entries share an array, a power of two
   */
  StickShard(final StickLayout layout, final int slabEntries) {
    this.layout = layout;
    this.slabShift = Integer.numberOfTrailingZeros(slabEntries);
  }

  private static int[] emptyBuckets(final int length) {
    final int[] buckets = new int[length];
    Arrays.fill(buckets, NONE);
    return buckets;
  }

  /** When the one that was not used for the longest was; MAX_VALUE: none is unused. Any thread. */
  long oldest() {
    return oldest;
  }

  int head() {
    return head;
  }

  int opened() {
    return opened;
  }

  long[] words(final int slot) {
    return slabs[slot >>> slabShift];
  }

  int at(final int slot) {
    return (slot & ((1 << slabShift) - 1)) * layout.stride;
  }

  private long get(final int slot, final int field) {
    return words(slot)[at(slot) + field];
  }

  private void put(final int slot, final int field, final long value) {
    words(slot)[at(slot) + field] = value;
  }

  int uses(final int slot) {
    return (int) get(slot, StickLayout.CHAIN);
  }

  private void setUses(final int slot, final int uses) {
    put(slot, StickLayout.CHAIN, (get(slot, StickLayout.CHAIN) & ~LOWER) | (uses & LOWER));
  }

  private int chained(final int slot) {
    return (int) (get(slot, StickLayout.CHAIN) >> 32);
  }

  private void setChained(final int slot, final int next) {
    put(slot, StickLayout.CHAIN, ((long) next << 32) | (get(slot, StickLayout.CHAIN) & LOWER));
  }

  long used(final int slot) {
    return get(slot, StickLayout.USED);
  }

  /** A column's value; a rate as of now. */
  long read(final int slot, final int column, final long now) {
    return layout.read(words(slot), at(slot), column, now);
  }

  /** Sets a column; a rate as though all of it had happened now. */
  void set(final int slot, final int column, final long value, final long now) {
    layout.set(words(slot), at(slot), column, value, now);
  }

  /** Counts in a total and its rate. */
  void add(final int slot, final StickCounter counter, final long n, final long now) {
    add(slot, counter.total(), n, now);
    add(slot, counter.rate(), n, now);
  }

  /** Counts in a column; nothing where it is not stored. */
  void add(final int slot, final int column, final long n, final long now) {
    if (column != StickTable.NOT_STORED) {
      layout.add(words(slot), at(slot), column, n, now);
    }
  }

  /** Its key, as one of another table; false: keys are of another kind there. */
  boolean key(final int slot, final StickKey into) {
    final int at = at(slot) + layout.keyAt;
    final int length = layout.isText() ? (int) words(slot)[at - 1] : layout.keyBytes;
    return into.take(layout.type, words(slot), at, length);
  }

  /** NONE: it is not there. */
  int find(final StickKey key, final long hash) {
    for (int slot = buckets[bucket(hash)]; slot != NONE; slot = chained(slot)) {
      if (get(slot, StickLayout.HASH) == hash && holds(slot, key)) {
        return slot;
      }
    }
    return NONE;
  }

  private boolean holds(final int slot, final StickKey key) {
    final long[] words = words(slot);
    final int at = at(slot) + layout.keyAt;
    if (layout.isText() && words[at - 1] != key.length) {
      return false;
    }
    for (int i = 0; i < key.words.length; i++) {
      if (words[at + i] != key.words[i]) {
        return false;
      }
    }
    return true;
  }

  private int bucket(final long hash) {
    return (int) hash & (buckets.length - 1);
  }

  /** A new entry, last used now and by nobody. */
  int insert(final StickKey key, final long hash, final long now) {
    final int slot = takeSlot();
    final long[] words = words(slot);
    final int at = at(slot);
    Arrays.fill(words, at, at + layout.stride, 0);
    words[at + StickLayout.HASH] = hash;
    if (layout.isText()) {
      words[at + layout.keyAt - 1] = key.length;
    }
    System.arraycopy(key.words, 0, words, at + layout.keyAt, key.words.length);
    index(slot, hash);
    append(slot, now);
    return slot;
  }

  /** Begins an entry anew. */
  void reset(final int slot) {
    final int at = at(slot);
    Arrays.fill(words(slot), at + layout.dataAt, at + layout.stride, 0);
  }

  private int takeSlot() {
    if (firstFree != NONE) {
      final int slot = firstFree;
      firstFree = chained(slot);
      return slot;
    }
    final int slab = opened >>> slabShift;
    if (slab == slabs.length) {
      slabs = Arrays.copyOf(slabs, slab * 2);
    }
    if (slabs[slab] == null) {
      slabs[slab] = new long[layout.stride << slabShift];
    }
    return opened++;
  }

  private void index(final int slot, final long hash) {
    if (++entries > buckets.length) {
      grow();
    }
    final int bucket = bucket(hash);
    setChained(slot, buckets[bucket]);
    buckets[bucket] = slot;
  }

  private void grow() {
    final int[] old = buckets;
    buckets = emptyBuckets(old.length * 2);
    for (final int first : old) {
      int slot = first;
      while (slot != NONE) {
        final int next = chained(slot);
        final int bucket = bucket(get(slot, StickLayout.HASH));
        setChained(slot, buckets[bucket]);
        buckets[bucket] = slot;
        slot = next;
      }
    }
  }

  /** Takes out an entry that nobody uses. */
  void remove(final int slot) {
    unlink(slot);
    final int bucket = bucket(get(slot, StickLayout.HASH));
    if (buckets[bucket] == slot) {
      buckets[bucket] = chained(slot);
    } else {
      int before = buckets[bucket];
      while (chained(before) != slot) {
        before = chained(before);
      }
      setChained(before, chained(slot));
    }
    entries--;
    setUses(slot, NONE);
    setChained(slot, firstFree);
    firstFree = slot;
  }

  /** Whether the slot has an entry. */
  boolean isTaken(final int slot) {
    return uses(slot) != NONE;
  }

  /** One more uses it. */
  void hold(final int slot) {
    final int uses = uses(slot);
    if (uses == 0) {
      unlink(slot);
    }
    setUses(slot, uses + 1);
  }

  /** One less uses it. */
  void release(final int slot, final long now) {
    final int uses = uses(slot);
    if (uses <= 0) {
      throw new IllegalStateException("nobody uses the entry of this stick table");
    }
    setUses(slot, uses - 1);
    if (uses == 1) {
      append(slot, now);
    }
  }

  /** It is used now. */
  void touch(final int slot, final long now) {
    if (uses(slot) > 0) {
      put(slot, StickLayout.USED, now);
    } else {
      unlink(slot);
      append(slot, now);
    }
  }

  private void append(final int slot, final long now) {
    put(slot, StickLayout.USED, now);
    put(slot, StickLayout.ORDER, order(tail, NONE));
    if (tail == NONE) {
      head = slot;
      oldest = now;
    } else {
      put(tail, StickLayout.ORDER, order(before(tail), slot));
    }
    tail = slot;
  }

  private void unlink(final int slot) {
    final int before = before(slot);
    final int after = after(slot);
    if (after == NONE) {
      tail = before;
    } else {
      put(after, StickLayout.ORDER, order(before, after(after)));
    }
    if (before == NONE) {
      head = after;
      oldest = head == NONE ? Long.MAX_VALUE : used(head);
    } else {
      put(before, StickLayout.ORDER, order(before(before), after));
    }
  }

  private int before(final int slot) {
    return (int) (get(slot, StickLayout.ORDER) >> 32);
  }

  private int after(final int slot) {
    return (int) get(slot, StickLayout.ORDER);
  }

  private static long order(final int before, final int after) {
    return ((long) before << 32) | (after & LOWER);
  }
}
