package io.sluice.engine.sample;

import io.sluice.backends.stick.StickCounter;
import io.sluice.backends.stick.StickKey;
import io.sluice.backends.stick.StickTable;
import io.sluice.config.http.SampleType;
import io.sluice.config.http.StickTableConfig.Data;
import java.util.EnumMap;

/**
 * The entries of stick tables that a session, or one exchange of it, counts in: {@code sc0} to
 * {@code sc2}. An exchange sees its session's where it has none of its own. Confined to a worker;
 * used again for the next exchange.
 *
 * <p>Source: HAProxy configuration manual, {@code track-sc0}.
 */
public final class Tracked {
  /** How many counters there are. */
  public static final int COUNTERS = 3;

  /** How long an array of general purpose counters is at most. */
  private static final int MOST_GENERAL = 100;

  private static final StickCounter NOWHERE =
      new StickCounter(StickTable.NOT_STORED, StickTable.NOT_STORED);

  private final Tracked session;
  private final Place[] places = new Place[COUNTERS];
  private final long[] handles = new long[COUNTERS];
  private boolean any;

  /**
   * @param session null: this is a session's own
   */
  public Tracked(final Tracked session) {
    this.session = session;
  }

  /** A table that rules track in, with where its events are counted. Immutable. */
  public static final class Place {
    private final StickTable table;
    private final EnumMap<Data, StickCounter> counters = new EnumMap<>(Data.class);
    private final StickCounter[] general = new StickCounter[MOST_GENERAL];
    private final ThreadLocal<StickKey> keys;

    public Place(final StickTable table) {
      this.table = table;
      for (final Data data : Data.values()) {
        counters.put(data, table.counter(data, 0));
      }
      for (int i = 0; i < general.length; i++) {
        general[i] = table.counter(Data.GPC, i);
      }
      keys = ThreadLocal.withInitial(table::newKey);
    }

    public StickTable table() {
      return table;
    }

    /** This thread's key, to be filled. */
    public StickKey key() {
      return keys.get();
    }

    /** Whether samples of a type may be keys here. */
    public boolean takes(final SampleType type) {
      return switch (table.keyType()) {
        case STR, BIN -> true;
        case IPV4, IPV6 ->
            type != SampleType.BOOL && type != SampleType.BIN && type != SampleType.METH;
        case SINT -> type != SampleType.IPV6 && type != SampleType.BIN && type != SampleType.METH;
        case BOOL, ADDR, METH, ANY -> false;
      };
    }

    /**
     * Fills this thread's key. Text is an address only if it is one of the table's own family.
     *
     * @return false: the sample cannot be a key here
     */
    public boolean fill(final Sample sample, final Scratch scratch) {
      final StickKey key = keys.get();
      if (!takes(sample.type())) {
        return false;
      }
      final boolean text = sample.type() == SampleType.STR;
      return switch (key.type()) {
        case IPV4, IPV6 ->
            Casts.to(SampleType.ADDR, scratch, sample)
                && (!text || sample.type() == key.type())
                && (sample.type() == SampleType.IPV4
                    ? key.ipv4((int) sample.number())
                    : key.ipv6(sample.high(), sample.number()));
        case SINT -> Casts.to(SampleType.SINT, scratch, sample) && key.integer(sample.number());
        case STR, BIN ->
            Casts.to(key.type(), scratch, sample)
                && key.bytes(sample.bytes(), sample.offset(), sample.length());
        case BOOL, ADDR, METH, ANY -> false;
      };
    }

    /** Where {@code gpc0}, {@code gpc1}, or one of the array of {@code gpc} is counted. */
    StickCounter general(final Data data, final int index) {
      if (data != Data.GPC) {
        return counters.get(data);
      }
      return index < general.length ? general[index] : NOWHERE;
    }

    StickCounter counter(final Data data) {
      return counters.get(data);
    }
  }

  /** Whether a counter of this one, not of its session, is in use. */
  public boolean isOwn(final int counter) {
    return places[counter] != null;
  }

  /**
   * Begins to count in the entry of the key that {@code place} has.
   *
   * @return false: the table has no room
   */
  public boolean track(final int counter, final Place place, final long nowMillis) {
    final long handle = place.table().track(place.key(), nowMillis);
    if (handle == StickTable.NONE) {
      return false;
    }
    places[counter] = place;
    handles[counter] = handle;
    any = true;
    return true;
  }

  /** The table of a counter; null: it is not in use. */
  public StickTable table(final int counter) {
    final Tracked holder = holder(counter);
    return holder == null ? null : holder.places[counter].table();
  }

  /** The entry of a counter that is in use. */
  public long handle(final int counter) {
    return holder(counter).handles[counter];
  }

  private Tracked holder(final int counter) {
    if (places[counter] != null) {
      return this;
    }
    return session != null && session.places[counter] != null ? session : null;
  }

  /**
   * Counts an event in every counter in use, the session's too.
   *
   * @param data such as {@link Data#HTTP_REQ_CNT}; its rate is counted with it
   */
  public void count(final Data data, final long n, final long nowMillis) {
    if (any) {
      for (int i = 0; i < COUNTERS; i++) {
        if (places[i] != null) {
          count(i, data, n, nowMillis);
        }
      }
    }
    if (session != null) {
      session.count(data, n, nowMillis);
    }
  }

  /** Counts an event in one counter of this, which is in use. */
  public void count(final int counter, final Data data, final long n, final long nowMillis) {
    final Place place = places[counter];
    place.table().count(handles[counter], place.counter(data), n, nowMillis);
  }

  /**
   * One more in a general purpose counter; nothing where it is not stored, or not tracked.
   *
   * @param data GPC0, GPC1, or GPC with an index
   */
  public void increment(final int counter, final Data data, final int index, final long nowMillis) {
    final Tracked holder = holder(counter);
    if (holder != null) {
      final Place place = holder.places[counter];
      place.table().count(holder.handles[counter], place.general(data, index), 1, nowMillis);
    }
  }

  /** Ends what {@link #track} began, for this alone; to be called exactly once at the end. */
  public void release(final long nowMillis) {
    if (!any) {
      return;
    }
    any = false;
    for (int i = 0; i < COUNTERS; i++) {
      if (places[i] != null) {
        places[i].table().untrack(handles[i], nowMillis);
        places[i] = null;
      }
    }
  }
}
