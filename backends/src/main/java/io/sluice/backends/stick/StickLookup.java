package io.sluice.backends.stick;

/**
 * What is told of an entry by its key, without holding it. Called by every thread; takes the lock
 * of the key's shard. Immutable.
 */
final class StickLookup {
  /** What is told. */
  enum Of {
    /** A column's value. */
    VALUE,
    /** The same, and the entry is used by this. */
    USED_VALUE,
    /** How many hold it. */
    USES,
    /** For how many milliseconds it was not used. */
    IDLE
  }

  private final StickShards shards;
  private final StickRoom room;
  private final long seed;

  StickLookup(final StickShards shards, final StickRoom room, final long seed) {
    this.shards = shards;
    this.room = room;
    this.seed = seed;
  }

  /**
   * Looks an entry up.
   *
   * @param column of a value; {@link StickTable#NOT_STORED}: its value is 0
   * @return {@link StickTable#NONE}: there is no such entry
   */
  long tell(final Of what, final StickKey key, final int column, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shards.ofHash(hash);
    synchronized (shard) {
      final int slot = room.live(shard, key, hash, nowMillis);
      return slot == StickShard.NONE ? StickTable.NONE : tell(what, shard, slot, column, nowMillis);
    }
  }

  private static long tell(
      final Of what,
      final StickShard shard,
      final int slot,
      final int column,
      final long nowMillis) {
    return switch (what) {
      case VALUE -> value(shard, slot, column, nowMillis);
      case USED_VALUE -> {
        shard.touch(slot, nowMillis);
        yield value(shard, slot, column, nowMillis);
      }
      case USES -> shard.uses(slot);
      case IDLE -> Math.max(0, nowMillis - shard.used(slot));
    };
  }

  private static long value(
      final StickShard shard, final int slot, final int column, final long nowMillis) {
    return column == StickTable.NOT_STORED ? 0 : shard.read(slot, column, nowMillis);
  }

  /** Takes an entry out. */
  StickTable.Cleared clear(final StickKey key, final long nowMillis) {
    final long hash = key.hash(seed);
    final StickShard shard = shards.ofHash(hash);
    synchronized (shard) {
      final int slot = room.live(shard, key, hash, nowMillis);
      if (slot == StickShard.NONE) {
        return StickTable.Cleared.MISSING;
      }
      if (shard.uses(slot) > 0) {
        return StickTable.Cleared.IN_USE;
      }
      room.remove(shard, slot);
      return StickTable.Cleared.GONE;
    }
  }
}
