package io.sluice.backends.stick;

import io.sluice.config.http.StickTableConfig;

/**
 * The parts of a table, each with a lock of its own: more of them, the bigger the table. A key's
 * hash says which part has it, and a handle which part and which slot. Immutable.
 */
final class StickShards {
  private static final int SLAB_ENTRIES = 256;
  private static final int SHARD_ENTRIES = 2048;
  private static final int MAX_SHARDS = 64;

  private final StickShard[] shards;

  StickShards(final StickLayout layout, final StickTableConfig config) {
    final int size = StickRoom.size(config);
    final int parts = Math.clamp(size / SHARD_ENTRIES, 1, MAX_SHARDS);
    final int slab = Math.min(SLAB_ENTRIES, Integer.highestOneBit(Math.max(1, 2 * size - 1)));
    shards = new StickShard[Integer.highestOneBit(parts)];
    for (int i = 0; i < shards.length; i++) {
      shards[i] = new StickShard(layout, slab);
    }
  }

  StickShard[] all() {
    return shards.clone();
  }

  /** The part of a key. */
  StickShard ofHash(final long hash) {
    return shards[number(hash)];
  }

  /** The part of an entry. */
  StickShard ofHandle(final long handle) {
    return shards[(int) (handle >>> 32)];
  }

  /** What finds an entry again without a look-up; its lower half is the slot. */
  long handle(final long hash, final int slot) {
    return ((long) number(hash) << 32) | slot;
  }

  private int number(final long hash) {
    return (int) (hash >>> 48) & (shards.length - 1);
  }
}
