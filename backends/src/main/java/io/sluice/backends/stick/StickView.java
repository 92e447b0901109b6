package io.sluice.backends.stick;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A look at all entries of a table, for people. Allocates; holds no lock for long. Immutable. */
final class StickView {
  private static final int AT_ONCE = 256;

  private final StickLayout layout;
  private final StickShard[] shards;
  private final StickRoom room;

  StickView(final StickLayout layout, final StickShard[] shards, final StickRoom room) {
    this.layout = layout;
    this.shards = shards.clone();
    this.room = room;
  }

  /** See {@link StickTable#forEach}. */
  void forEach(final Consumer<StickEntry> to, final long nowMillis) {
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
      final int end = Math.min(shard.opened(), from + AT_ONCE);
      for (int slot = from; slot < end; slot++) {
        if (shard.isTaken(slot) && !room.isOver(shard, slot, nowMillis)) {
          to.add(entry(shard, slot, nowMillis));
        }
      }
      return end < shard.opened() ? end : -1;
    }
  }

  private StickEntry entry(final StickShard shard, final int slot, final long nowMillis) {
    final List<Long> values = new ArrayList<>();
    for (int i = 0; i < layout.size(); i++) {
      values.add(shard.read(slot, i, nowMillis));
    }
    final long expire = room.expireMillis();
    final long left = expire == 0 ? -1 : Math.max(0, shard.used(slot) + expire - nowMillis);
    return new StickEntry(
        KeyText.of(layout.type, layout.key(shard.words(slot), shard.at(slot))),
        shard.uses(slot),
        left,
        values);
  }
}
