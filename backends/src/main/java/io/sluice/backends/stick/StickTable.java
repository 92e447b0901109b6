package io.sluice.backends.stick;

import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Keys, and beside each what is counted and remembered of it. Every method may be called by every
 * thread; counts are exact. Times are milliseconds of one monotonic clock that all callers share.
 *
 * <p>Entries are runs of longs in a few arrays, so that a million of them are no burden to the
 * garbage collector: {@link #entryBytes()} each, and some 4 bytes of index. Arrays are made as
 * entries come and stay as long as the table. Nothing else is allocated, but for {@link #forEach}.
 *
 * <p>A big table has several parts, each with a lock of its own, held for a look-up and a few words
 * of memory. An entry that somebody holds (see {@link #track}) is known by a handle, which finds it
 * without a look-up, and it stays until it is released. Others go once nobody used them for the
 * time that the configuration says: each call that may add an entry takes out a few of those that
 * are over, and the one that was not used for the longest makes room when the table is full.
 *
 * <p>Source: HAProxy {@code stick-table}.
 */
public final class StickTable {
  /** In place of a column: the table does not keep that. */
  public static final int NOT_STORED = -1;

  /** In place of a handle or a value: there is no entry. */
  public static final long NONE = -1;

  private static final int SLAB_ENTRIES = 256;
  private static final int SHARD_ENTRIES = 2048;
  private static final int MAX_SHARDS = 64;

  /** Entries that are over and are taken out for each one that may come in. */
  private static final int PURGED_AT_ONCE = 2;

  private final StickLayout layout;
  private final StickShard[] shards;
  private final long seed;
  private final AtomicInteger used = new AtomicInteger();
  private final StickCounter connections;
  private final int current;
  private final int server;
  private volatile StickTableConfig config;
  private volatile int size;
  private volatile long expireMillis;

  /**
   * An empty table.
   *
   * @param seed what no client can guess, so that none can choose keys that collide
   */
  public StickTable(final StickTableConfig config, final long seed) {
    this.layout = new StickLayout(config);
    this.seed = seed;
    take(config);
    final int parts = Math.clamp(size / SHARD_ENTRIES, 1, MAX_SHARDS);
    this.shards = new StickShard[Integer.highestOneBit(parts)];
    final int slab = Math.min(SLAB_ENTRIES, Integer.highestOneBit(Math.max(1, 2 * size - 1)));
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new StickShard(layout, slab);
    }
    this.connections = counter(Data.CONN_CNT, 0);
    this.current = column(Data.CONN_CUR, 0);
    this.server = column(Data.SERVER_ID, 0);
  }

  private void take(final StickTableConfig next) {
    config = next;
    size = (int) Math.min(next.size(), 1 << 30);
    expireMillis = next.expire().map(e -> e.toMillis()).orElse(0L);
  }

  // ---- what it is

  public String name() {
    return config.name();
  }

  /** As it is now. */
  public StickTableConfig config() {
    return config;
  }

  /** Entries that it has, with those that are over and were not taken out yet. */
  public int used() {
    return used.get();
  }

  /** Bytes of an entry, without the index. */
  public int entryBytes() {
    return layout.stride * Long.BYTES;
  }

  /** A key to be filled, for this table and those of the same type and length. */
  public StickKey newKey() {
    return new StickKey(layout);
  }

  // ---- columns; looked up once, when rules are compiled

  /** How many columns there are, from 0 on. */
  public int columns() {
    return layout.size();
  }

  /**
   * The column of something stored; {@link #NOT_STORED}: the table does not keep it. The first two
   * of {@code gpc}, {@code gpc_rate} and the first of {@code gpt} stand in for {@code gpc0}, {@code
   * gpc1} and {@code gpt0} and their rates.
   *
   * @param index within an array; else 0
   */
  public int column(final Data data, final int index) {
    final int found = layout.column(data, index);
    if (found != NOT_STORED || index != 0) {
      return found;
    }
    return switch (data) {
      case GPC0 -> layout.column(Data.GPC, 0);
      case GPC1 -> layout.column(Data.GPC, 1);
      case GPC0_RATE -> layout.column(Data.GPC_RATE, 0);
      case GPC1_RATE -> layout.column(Data.GPC_RATE, 1);
      case GPT0 -> layout.column(Data.GPT, 0);
      default -> NOT_STORED;
    };
  }

  /** What a column keeps. */
  public Data data(final int column) {
    return layout.data(column);
  }

  /** Which of an array a column keeps; else 0. */
  public int index(final int column) {
    return layout.index(column);
  }

  /** The period of a rate, in milliseconds; 0: the column keeps no rate. */
  public int periodMillis(final int column) {
    return layout.period(column);
  }

  /**
   * Where something that happens is counted.
   *
   * @param total such as {@link Data#HTTP_REQ_CNT}, {@link Data#GPC0} or {@link Data#GPC}
   * @param index within an array; else 0
   */
  public StickCounter counter(final Data total, final int index) {
    final int rate =
        switch (total) {
          case GPC, GPC_RATE -> column(Data.GPC_RATE, index);
          case GPC0, GPC0_RATE -> column(Data.GPC0_RATE, 0);
          case GPC1, GPC1_RATE -> column(Data.GPC1_RATE, 0);
          case CONN_CNT, CONN_RATE -> column(Data.CONN_RATE, 0);
          case SESS_CNT, SESS_RATE -> column(Data.SESS_RATE, 0);
          case HTTP_REQ_CNT, HTTP_REQ_RATE -> column(Data.HTTP_REQ_RATE, 0);
          case HTTP_ERR_CNT, HTTP_ERR_RATE -> column(Data.HTTP_ERR_RATE, 0);
          case HTTP_FAIL_CNT, HTTP_FAIL_RATE -> column(Data.HTTP_FAIL_RATE, 0);
          case BYTES_IN_CNT, BYTES_IN_RATE -> column(Data.BYTES_IN_RATE, 0);
          case BYTES_OUT_CNT, BYTES_OUT_RATE -> column(Data.BYTES_OUT_RATE, 0);
          case SERVER_ID, GPT, GPT0, CONN_CUR -> NOT_STORED;
        };
    return new StickCounter(column(total, index), rate);
  }

  // ---- entries that are held

  /**
   * Begins to track a key: finds or makes its entry, holds it, and counts one connection more in
   * {@code conn_cnt}, {@code conn_cur} and {@code conn_rate}.
   *
   * @return its handle, good until {@link #untrack}; {@link #NONE}: the table is full of entries
   *     that are held, or is full and takes nothing new ({@code nopurge})
   */
  public long track(final StickKey key, final long nowMillis) {
    final long handle = hold(key, nowMillis);
    if (handle != NONE) {
      final StickShard shard = shardOf(handle);
      synchronized (shard) {
        add(shard, (int) handle, connections, 1, nowMillis);
        add(shard, (int) handle, current, 1, nowMillis);
      }
    }
    return handle;
  }

  /** Ends what {@link #track} began, exactly once. */
  public void untrack(final long handle, final long nowMillis) {
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      add(shard, (int) handle, current, -1, nowMillis);
      shard.release((int) handle, nowMillis);
    }
  }

  /**
   * Finds or makes an entry and holds it, without counting anything; as {@link #track} otherwise.
   */
  public long hold(final StickKey key, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shard(hash);
    synchronized (shard) {
      final int slot = findOrInsert(shard, key, hash, false, nowMillis);
      if (slot != StickShard.NONE) {
        shard.hold(slot);
        return handle(hash, slot);
      }
    }
    if (!makeRoom(nowMillis)) {
      return NONE;
    }
    synchronized (shard) {
      final int slot = findOrInsert(shard, key, hash, true, nowMillis);
      shard.hold(slot);
      return handle(hash, slot);
    }
  }

  /** Ends what {@link #hold} began, exactly once. */
  public void release(final long handle, final long nowMillis) {
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      shard.release((int) handle, nowMillis);
    }
  }

  /**
   * Counts that something happened.
   *
   * @param n how often, 0 or more
   * @return the total, or where none is stored, the rate; 0: neither is stored
   */
  public long count(
      final long handle, final StickCounter counter, final long n, final long nowMillis) {
    if (counter.isEmpty()) {
      return 0;
    }
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      add(shard, (int) handle, counter, n, nowMillis);
      shard.touch((int) handle, nowMillis);
      final int told = counter.total() >= 0 ? counter.total() : counter.rate();
      return read(shard, (int) handle, told, nowMillis);
    }
  }

  /** A column's value; a rate as of now. 0 where it is not stored. */
  public long get(final long handle, final int column, final long nowMillis) {
    if (column == NOT_STORED) {
      return 0;
    }
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      return read(shard, (int) handle, column, nowMillis);
    }
  }

  /** Sets a column; a rate as though it had all happened now. Nothing, where it is not stored. */
  public void set(final long handle, final int column, final long value, final long nowMillis) {
    if (column == NOT_STORED) {
      return;
    }
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      final int slot = (int) handle;
      layout.set(shard.words(slot), shard.at(slot), column, value, nowMillis);
      shard.touch(slot, nowMillis);
    }
  }

  /** How many hold the entry, the caller among them. */
  public int uses(final long handle) {
    final StickShard shard = shardOf(handle);
    synchronized (shard) {
      return shard.uses((int) handle);
    }
  }

  // ---- entries by their key

  /**
   * A column's value by the key, without holding the entry or making it younger.
   *
   * @return {@link #NONE}: there is no such entry; 0 where there is one but not that column
   */
  public long peek(final StickKey key, final int column, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shard(hash);
    synchronized (shard) {
      final int slot = live(shard, key, hash, nowMillis);
      if (slot == StickShard.NONE) {
        return NONE;
      }
      return column == NOT_STORED ? 0 : read(shard, slot, column, nowMillis);
    }
  }

  /** Whether there is an entry; it becomes no younger. */
  public boolean contains(final StickKey key, final long nowMillis) {
    return peek(key, NOT_STORED, nowMillis) != NONE;
  }

  /**
   * The server that is remembered for a key; the entry is used by this.
   *
   * @return what was given to {@link #storeServer}; 0: none
   */
  public long server(final StickKey key, final long nowMillis) {
    if (server == NOT_STORED) {
      return 0;
    }
    final long hash = key.hash(seed);
    final StickShard shard = shard(hash);
    synchronized (shard) {
      final int slot = live(shard, key, hash, nowMillis);
      if (slot == StickShard.NONE) {
        return 0;
      }
      shard.touch(slot, nowMillis);
      return read(shard, slot, server, nowMillis);
    }
  }

  /**
   * Remembers a server for a key.
   *
   * @param value what knows the server after a reload and in other backends too, not 0
   * @return false: the table has no room, or stores no servers
   */
  public boolean storeServer(final StickKey key, final long value, final long nowMillis) {
    return server != NOT_STORED && set(key, server, value, nowMillis);
  }

  /**
   * Sets a column by the key, making the entry where there is none.
   *
   * @return false: there is no room
   */
  public boolean set(final StickKey key, final int column, final long value, final long nowMillis) {
    final long handle = hold(key, nowMillis);
    if (handle == NONE) {
      return false;
    }
    set(handle, column, value, nowMillis);
    release(handle, nowMillis);
    return true;
  }

  /** What became of an entry that was to go. */
  public enum Cleared {
    GONE,
    /** There is none. */
    MISSING,
    /** Somebody tracks it. */
    IN_USE
  }

  /** Takes an entry out. */
  public Cleared clear(final StickKey key, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shard(hash);
    synchronized (shard) {
      final int slot = live(shard, key, hash, nowMillis);
      if (slot == StickShard.NONE) {
        return Cleared.MISSING;
      }
      if (shard.uses(slot) > 0) {
        return Cleared.IN_USE;
      }
      remove(shard, slot);
      return Cleared.GONE;
    }
  }

  // ---- the whole table

  /** Takes out every entry that nobody tracks; returns how many. Holds no lock for long. */
  public int clear() {
    int gone = 0;
    for (final StickShard shard : shards) {
      gone += removeAll(shard, Long.MAX_VALUE, 0);
    }
    return gone;
  }

  /** Takes out every entry that is over; returns how many. Holds no lock for long. */
  public int purge(final long nowMillis) {
    final long expire = expireMillis;
    int gone = 0;
    for (final StickShard shard : shards) {
      gone += expire > 0 ? removeAll(shard, nowMillis, expire) : 0;
    }
    return gone;
  }

  /**
   * Tells every entry that is not over, in no order. Entries that come or go meanwhile may be
   * missed. Allocates; for the admin surface.
   */
  public void forEach(final Consumer<StickEntry> to, final long nowMillis) {
    final List<StickEntry> some = new ArrayList<>();
    for (final StickShard shard : shards) {
      int from = 0;
      do {
        some.clear();
        from = copy(shard, from, some, nowMillis);
        some.forEach(to);
      } while (from >= 0);
    }
  }

  private int copy(
      final StickShard shard, final int from, final List<StickEntry> to, final long nowMillis) {
    synchronized (shard) {
      final int end = Math.min(shard.opened(), from + SLAB_ENTRIES);
      for (int slot = from; slot < end; slot++) {
        if (shard.isTaken(slot) && !isOver(shard, slot, nowMillis)) {
          to.add(entry(shard, slot, nowMillis));
        }
      }
      return end < shard.opened() ? end : -1;
    }
  }

  private StickEntry entry(final StickShard shard, final int slot, final long nowMillis) {
    final List<Long> values = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      values.add(read(shard, slot, i, nowMillis));
    }
    final long expire = expireMillis;
    final long left = expire == 0 ? -1 : Math.max(0, shard.used(slot) + expire - nowMillis);
    return new StickEntry(
        KeyText.of(layout.type, layout.key(shard.words(slot), shard.at(slot))),
        shard.uses(slot),
        left,
        values);
  }

  /** Whether a table that is said so is this one with another size or time. */
  public boolean survivesAs(final StickTableConfig next) {
    final StickTableConfig now = config;
    return now.name().equals(next.name())
        && now.type() == next.type()
        && now.store().equals(next.store())
        && new StickLayout(next).keyBytes == layout.keyBytes;
  }

  /**
   * Takes another size and time. A table that becomes smaller keeps what was used last; entries
   * that are tracked stay in any case, until there is nobody who does.
   *
   * @throws IllegalArgumentException it is another table, see {@link #survivesAs}
   */
  public void reconfigure(final StickTableConfig next) {
    if (!survivesAs(next)) {
      throw new IllegalArgumentException("another table than " + name());
    }
    take(next);
    while (used.get() > size && removeOldest(Long.MAX_VALUE, 0)) {
      used.decrementAndGet();
    }
  }

  // ---- all below: the parts

  private StickShard shard(final long hash) {
    return shards[shardNumber(hash)];
  }

  private int shardNumber(final long hash) {
    return (int) (hash >>> 48) & (shards.length - 1);
  }

  private long handle(final long hash, final int slot) {
    return ((long) shardNumber(hash) << 32) | slot;
  }

  private StickShard shardOf(final long handle) {
    return shards[(int) (handle >>> 32)];
  }

  private long read(
      final StickShard shard, final int slot, final int column, final long nowMillis) {
    return layout.read(shard.words(slot), shard.at(slot), column, nowMillis);
  }

  private void add(
      final StickShard shard,
      final int slot,
      final StickCounter counter,
      final long n,
      final long nowMillis) {
    add(shard, slot, counter.total(), n, nowMillis);
    add(shard, slot, counter.rate(), n, nowMillis);
  }

  private void add(
      final StickShard shard,
      final int slot,
      final int column,
      final long n,
      final long nowMillis) {
    if (column != NOT_STORED) {
      layout.add(shard.words(slot), shard.at(slot), column, n, nowMillis);
    }
  }

  private boolean isOver(final StickShard shard, final int slot, final long nowMillis) {
    final long expire = expireMillis;
    return expire > 0 && shard.uses(slot) == 0 && nowMillis - shard.used(slot) >= expire;
  }

  /** NONE: it is not there, or is over. */
  private int live(
      final StickShard shard, final StickKey key, final long hash, final long nowMillis) {
    final int slot = shard.find(key, hash);
    return slot == StickShard.NONE || isOver(shard, slot, nowMillis) ? StickShard.NONE : slot;
  }

  /**
   * The slot of a key, a new one where there is room.
   *
   * @param hasPlace whether a place is counted for it already; given back when it needs none
   * @return NONE: there is no room
   */
  private int findOrInsert(
      final StickShard shard,
      final StickKey key,
      final long hash,
      final boolean hasPlace,
      final long nowMillis) {
    final int slot = shard.find(key, hash);
    if (slot != StickShard.NONE) {
      if (isOver(shard, slot, nowMillis)) {
        shard.reset(slot);
      }
      if (hasPlace) {
        used.decrementAndGet();
      }
      return slot;
    }
    for (int i = 0; i < PURGED_AT_ONCE && isHeadOver(shard, nowMillis); i++) {
      remove(shard, shard.head());
    }
    return hasPlace || takePlace() ? shard.insert(key, hash, nowMillis) : StickShard.NONE;
  }

  private boolean isHeadOver(final StickShard shard, final long nowMillis) {
    return shard.head() != StickShard.NONE && isOver(shard, shard.head(), nowMillis);
  }

  private boolean takePlace() {
    for (; ; ) {
      final int now = used.get();
      if (now >= size) {
        return false;
      }
      if (used.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  private void remove(final StickShard shard, final int slot) {
    shard.remove(slot);
    used.decrementAndGet();
  }

  /** Takes out the one that was not used for the longest, and keeps its place for the caller. */
  private boolean makeRoom(final long nowMillis) {
    final boolean onlyOver = config.noPurge();
    if (onlyOver && expireMillis == 0) {
      return false;
    }
    if (used.get() > size && removeOldest(Long.MAX_VALUE, 0)) {
      used.decrementAndGet();
    }
    return removeOldest(onlyOver ? nowMillis : Long.MAX_VALUE, onlyOver ? expireMillis : 0);
  }

  /**
   * Takes one entry out of the part where the oldest is, without giving up its place. Another
   * thread may take that very one first; then the next oldest goes.
   *
   * @param nowMillis with {@code expire}: only one that is over goes
   */
  private boolean removeOldest(final long nowMillis, final long expire) {
    for (int i = 0; i < 2 * shards.length; i++) {
      final StickShard shard = shards[oldestShard()];
      synchronized (shard) {
        final int head = shard.head();
        if (head != StickShard.NONE && nowMillis - shard.used(head) >= expire) {
          shard.remove(head);
          return true;
        }
      }
    }
    return false;
  }

  private int oldestShard() {
    int best = 0;
    long oldest = shards[0].oldest();
    for (int i = 1; i < shards.length; i++) {
      final long other = shards[i].oldest();
      if (other < oldest) {
        best = i;
        oldest = other;
      }
    }
    return best;
  }

  private int removeAll(final StickShard shard, final long nowMillis, final long expire) {
    int gone = 0;
    int some;
    do {
      some = removeSome(shard, nowMillis, expire);
      gone += some;
    } while (some == SLAB_ENTRIES);
    return gone;
  }

  private int removeSome(final StickShard shard, final long nowMillis, final long expire) {
    synchronized (shard) {
      int gone = 0;
      while (gone < SLAB_ENTRIES
          && shard.head() != StickShard.NONE
          && nowMillis - shard.used(shard.head()) >= expire) {
        remove(shard, shard.head());
        gone++;
      }
      return gone;
    }
  }
}
