package io.sluice.backends.stick;

import io.sluice.config.http.StickTableConfig;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room in a table: how many entries it may have, how long they stay, and which one goes when
 * another comes. Called by every thread; what takes a shard is called under the lock of that shard,
 * all else without any.
 *
 * <p>Each entry has a place that is counted before it is made and given back when it goes, so that
 * a table never has more than its size.
 */
final class StickRoom {
  /** Entries that are taken out under one lock at most. */
  private static final int AT_ONCE = 256;

  /** Entries that are over and are taken out for each one that may come in. */
  private static final int PURGED_AT_ONCE = 2;

  private final StickShard[] shards;
  private final AtomicInteger used = new AtomicInteger();
  private volatile boolean noPurge;
  private volatile int size;
  private volatile long expireMillis;

  StickRoom(final StickShard[] shards, final StickTableConfig config) {
    this.shards = shards.clone();
    take(config);
  }

  /** How many entries a table may have. */
  static int size(final StickTableConfig config) {
    return (int) Math.min(config.size(), 1 << 30);
  }

  private void take(final StickTableConfig config) {
    noPurge = config.noPurge();
    size = size(config);
    expireMillis = config.expire().map(e -> e.toMillis()).orElse(0L);
  }

  /** Another size and time; those that were used last stay. */
  void change(final StickTableConfig config) {
    take(config);
    while (used.get() > size && removeOldest(Long.MAX_VALUE, 0)) {
      used.decrementAndGet();
    }
  }

  /** Entries that there are. */
  int used() {
    return used.get();
  }

  /** How long an entry stays that nobody uses, in milliseconds; 0: it does not expire. */
  long expireMillis() {
    return expireMillis;
  }

  boolean isOver(final StickShard shard, final int slot, final long nowMillis) {
    final long expire = expireMillis;
    return expire > 0 && shard.uses(slot) == 0 && nowMillis - shard.used(slot) >= expire;
  }

  /** The slot of a key; NONE: it is not there, or is over. */
  int live(final StickShard shard, final StickKey key, final long hash, final long nowMillis) {
    final int slot = shard.find(key, hash);
    return slot == StickShard.NONE || isOver(shard, slot, nowMillis) ? StickShard.NONE : slot;
  }

  /**
   * The slot of a key, a new one where there is room.
   *
   * @param hasPlace whether a place is counted for it already; given back when it needs none
   * @return NONE: there is no room
   */
  int findOrInsert(
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

  /** Takes out an entry that nobody uses. */
  void remove(final StickShard shard, final int slot) {
    shard.remove(slot);
    used.decrementAndGet();
  }

  /** Takes out the one that was not used for the longest, and keeps its place for the caller. */
  boolean makeRoom(final long nowMillis) {
    final boolean onlyOver = noPurge;
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

  /** Takes out every entry that nobody uses; returns how many. Holds no lock for long. */
  int clear() {
    int gone = 0;
    for (final StickShard shard : shards) {
      gone += removeAll(shard, Long.MAX_VALUE, 0);
    }
    return gone;
  }

  /** Takes out every entry that is over; returns how many. Holds no lock for long. */
  int purge(final long nowMillis) {
    final long expire = expireMillis;
    int gone = 0;
    for (final StickShard shard : shards) {
      gone += expire > 0 ? removeAll(shard, nowMillis, expire) : 0;
    }
    return gone;
  }

  private int removeAll(final StickShard shard, final long nowMillis, final long expire) {
    int gone = 0;
    int some;
    do {
      some = removeSome(shard, nowMillis, expire);
      gone += some;
    } while (some == AT_ONCE);
    return gone;
  }

  private int removeSome(final StickShard shard, final long nowMillis, final long expire) {
    synchronized (shard) {
      int gone = 0;
      while (gone < AT_ONCE
          && shard.head() != StickShard.NONE
          && nowMillis - shard.used(shard.head()) >= expire) {
        remove(shard, shard.head());
        gone++;
      }
      return gone;
    }
  }
}
