package io.sluice.backends.stick;

import io.sluice.backends.stick.StickLookup.Of;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig;
import io.sluice.config.http.StickTableConfig.Data;
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

  private final StickLayout layout;
  private final StickColumns columns;
  private final StickShards shards;
  private final StickRoom room;
  private final StickLookup lookup;
  private final long seed;
  private final StickCounter connections;
  private final int current;
  private final int server;
  private volatile StickTableConfig config;

  /**
   * An empty table.
   *
   * @param seed what no client can guess, so that none can choose keys that collide
   */
  public StickTable(final StickTableConfig config, final long seed) {
    this.config = config;
    this.seed = seed;
    this.layout = new StickLayout(config);
    this.columns = new StickColumns(layout);
    this.shards = new StickShards(layout, config);
    this.room = new StickRoom(shards.all(), config);
    this.lookup = new StickLookup(shards, room, seed);
    this.connections = counter(Data.CONN_CNT, 0);
    this.current = column(Data.CONN_CUR, 0);
    this.server = column(Data.SERVER_ID, 0);
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
    return room.used();
  }

  /** Bytes of an entry, without the index. */
  public int entryBytes() {
    return layout.stride * Long.BYTES;
  }

  /** What an entry of a table that is configured so takes, with its share of the index; bytes. */
  public static int bytesPerEntry(final StickTableConfig config) {
    return new StickLayout(config).stride * Long.BYTES + Integer.BYTES;
  }

  /** What its keys are: IPV4, IPV6, SINT, STR or BIN. */
  public SampleType keyType() {
    return layout.type;
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
    return columns.column(data, index);
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
    return columns.counter(total, index);
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
      final StickShard shard = shards.ofHandle(handle);
      synchronized (shard) {
        shard.add((int) handle, connections, 1, nowMillis);
        shard.add((int) handle, current, 1, nowMillis);
      }
    }
    return handle;
  }

  /** Ends what {@link #track} began, exactly once. */
  public void untrack(final long handle, final long nowMillis) {
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      shard.add((int) handle, current, -1, nowMillis);
      shard.release((int) handle, nowMillis);
    }
  }

  /**
   * Finds or makes an entry and holds it, without counting anything; as {@link #track} otherwise.
   */
  public long hold(final StickKey key, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shards.ofHash(hash);
    synchronized (shard) {
      final int slot = room.findOrInsert(shard, key, hash, false, nowMillis);
      if (slot != StickShard.NONE) {
        shard.hold(slot);
        return shards.handle(hash, slot);
      }
    }
    if (!room.makeRoom(nowMillis)) {
      return NONE;
    }
    synchronized (shard) {
      final int slot = room.findOrInsert(shard, key, hash, true, nowMillis);
      shard.hold(slot);
      return shards.handle(hash, slot);
    }
  }

  /** Ends what {@link #hold} began, exactly once. */
  public void release(final long handle, final long nowMillis) {
    final StickShard shard = shards.ofHandle(handle);
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
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      shard.add((int) handle, counter, n, nowMillis);
      shard.touch((int) handle, nowMillis);
      final int told = counter.total() >= 0 ? counter.total() : counter.rate();
      return shard.read((int) handle, told, nowMillis);
    }
  }

  /** A column's value; a rate as of now. 0 where it is not stored. */
  public long get(final long handle, final int column, final long nowMillis) {
    if (column == NOT_STORED) {
      return 0;
    }
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      return shard.read((int) handle, column, nowMillis);
    }
  }

  /** Sets a column; a rate as though it had all happened now. Nothing, where it is not stored. */
  public void set(final long handle, final int column, final long value, final long nowMillis) {
    if (column == NOT_STORED) {
      return;
    }
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      final int slot = (int) handle;
      shard.set(slot, column, value, nowMillis);
      shard.touch(slot, nowMillis);
    }
  }

  /** How many hold the entry, the caller among them. */
  public int uses(final long handle) {
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      return shard.uses((int) handle);
    }
  }

  /**
   * The key of an entry, as one of another table.
   *
   * @param into is filled
   * @return false: that table's keys are of another kind
   */
  public boolean key(final long handle, final StickKey into) {
    final StickShard shard = shards.ofHandle(handle);
    synchronized (shard) {
      return shard.key((int) handle, into);
    }
  }

  // ---- entries by their key

  /**
   * A column's value by the key, without holding the entry or making it younger.
   *
   * @return {@link #NONE}: there is no such entry; 0 where there is one but not that column
   */
  public long peek(final StickKey key, final int column, final long nowMillis) {
    return lookup.tell(Of.VALUE, key, column, nowMillis);
  }

  /** Whether there is an entry; it becomes no younger. */
  public boolean contains(final StickKey key, final long nowMillis) {
    return peek(key, NOT_STORED, nowMillis) != NONE;
  }

  /** How many hold the entry of a key; {@link #NONE}: there is no such entry. */
  public long uses(final StickKey key, final long nowMillis) {
    return lookup.tell(Of.USES, key, NOT_STORED, nowMillis);
  }

  /** How long an entry was not used, in milliseconds; {@link #NONE}: there is no such entry. */
  public long idleMillis(final StickKey key, final long nowMillis) {
    return lookup.tell(Of.IDLE, key, NOT_STORED, nowMillis);
  }

  /**
   * How long an entry stays if nobody uses it from now on, in milliseconds.
   *
   * @return {@link #NONE}: there is no such entry; 0 where entries do not expire
   */
  public long leftMillis(final StickKey key, final long nowMillis) {
    final long idle = idleMillis(key, nowMillis);
    return idle == NONE ? NONE : Math.max(0, room.expireMillis() - idle);
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
    final long told = lookup.tell(Of.USED_VALUE, key, server, nowMillis);
    return told == NONE ? 0 : told;
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
    return lookup.clear(key, nowMillis);
  }

  // ---- the whole table

  /** Takes out every entry that nobody tracks; returns how many. Holds no lock for long. */
  public int clear() {
    return room.clear();
  }

  /** Takes out every entry that is over; returns how many. Holds no lock for long. */
  public int purge(final long nowMillis) {
    return room.purge(nowMillis);
  }

  /**
   * Tells every entry that is not over, in no order. Entries that come or go meanwhile may be
   * missed. Allocates; for the admin surface.
   */
  public void forEach(final Consumer<StickEntry> to, final long nowMillis) {
    new StickView(layout, shards.all(), room).forEach(to, nowMillis);
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
    config = next;
    room.change(next);
  }
}
