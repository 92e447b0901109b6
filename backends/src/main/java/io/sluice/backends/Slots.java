package io.sluice.backends;

/**
 * Who gets a slot, and who waits for one: every event loop calls it at the same time.
 *
 * <p>While nobody waits and a slot is free, it is taken by one compare-and-set, without a lock.
 * Otherwise one lock per backend makes the order exact: each waiter has a ticket, and a slot of a
 * server goes to the oldest ticket among those who wait for that server and those who wait for any.
 *
 * <p>No wake-up is lost. One who is about to wait first adds itself to {@link #waiting} and then
 * tries once more to take a slot; one who gives a slot back first frees it and then reads {@link
 * #waiting}. Both are volatile, so in the one order that all threads see, either the count comes
 * before the read, and the releaser comes to the lock and serves the queue, or the slot is free
 * before the second try, which takes it. There is no third case.
 *
 * <p>No newcomer overtakes. It reads {@link #waiting} again after its compare-and-set. Zero:
 * whoever waits from now on came later. Not zero: the slot may be one that was freed for the queue,
 * so the newcomer comes to the lock and hands the slot to the oldest who can use it, before it asks
 * again in its own turn. One who waits and loses a slot to a newcomer in that moment thus gets it
 * back.
 *
 * <p>What follows, whenever the lock is free: a server in use has no free slot while somebody waits
 * for it, but for slots whose holder is on its way to the lock.
 */
final class Slots {
  /** Lost races for a picked server before servers are tried one after another, or the lock. */
  private static final int TRIES = 4;

  private final Object lock = new Object();

  /** Those who wait for any server. Guarded by the lock. */
  private final SlotQueue any = new SlotQueue();

  /** The last ticket given out. Guarded by the lock. */
  private long tickets;

  /** How many wait, or are about to. Written under the lock. */
  private volatile int waiting;

  /** {@link #waiting}, as the lock guards it. */
  private int waitingNow;

  private volatile ServerList list;

  Slots(final ServerList list) {
    this.list = list;
    for (final Server server : list.inUse) {
      server.inUse = true;
    }
  }

  ServerList list() {
    return list;
  }

  int queued() {
    return any.size();
  }

  Assignment assign(final Waiter waiter, final long key, final Server avoid) {
    ask(waiter);
    final ServerList now = list;
    if (now.balancer == null && !now.holding) {
      return Assignment.NO_SERVER;
    }
    final Server taken = waiting == 0 ? tryPick(now, key, avoid) : null;
    if (taken != null && waiting == 0) {
      return granted(waiter, taken);
    }
    synchronized (lock) {
      if (taken != null && keeps(taken)) {
        return granted(waiter, taken);
      }
      return assignInTurn(waiter, key, avoid);
    }
  }

  Assignment assignTo(final Waiter waiter, final Server server) {
    ask(waiter);
    final ServerList now = list;
    if (!now.holding && !now.allows(server)) {
      return Assignment.NO_SERVER;
    }
    final boolean taken = !now.holding && waiting == 0 && server.tryTake();
    if (taken && waiting == 0) {
      return granted(waiter, server);
    }
    synchronized (lock) {
      if (taken && keeps(server)) {
        return granted(waiter, server);
      }
      if (list.holding) {
        announce(waiter, 0);
        return wait(waiter, any);
      }
      if (!list.allows(server)) {
        return Assignment.NO_SERVER;
      }
      announce(waiter, 0);
      if (take(server)) {
        return grantedInTurn(waiter, server);
      }
      return wait(waiter, hasRoom(server) ? server.queue : any);
    }
  }

  /** One that is in use has its turn with all others; one that is not has no queue. */
  Assignment assignPersistent(final Waiter waiter, final Server server, final boolean evenDown) {
    ask(waiter);
    final ServerList now = list;
    if (now.holding || now.allows(server)) {
      return assignTo(waiter, server);
    }
    return now.allowsPersistent(server, evenDown) && server.tryTake()
        ? granted(waiter, server)
        : Assignment.NO_SERVER;
  }

  void release(final Server server) {
    server.giveBack();
    if (waiting != 0) {
      synchronized (lock) {
        serve(server);
      }
    }
  }

  boolean cancel(final Waiter waiter) {
    synchronized (lock) {
      if (waiter.queue == null) {
        return false;
      }
      leave(waiter);
      return true;
    }
  }

  /** Publishes another list, and gives those who wait what it has for them. Control loop only. */
  void replace(final ServerList next) {
    synchronized (lock) {
      final ServerList old = list;
      list = next;
      for (final Server server : old.inUse) {
        server.inUse = false;
      }
      for (final Server server : next.inUse) {
        server.inUse = true;
      }
      for (final Server server : old.inUse) {
        if (!server.inUse) {
          any.takeOver(server.queue);
        }
      }
      if (next.balancer != null) {
        place(next);
      } else if (old.holding && !next.holding) {
        refuseAll();
      }
    }
  }

  private static void ask(final Waiter waiter) {
    if (waiter.queue != null) {
      throw new IllegalStateException("the waiter stands in a queue already");
    }
    waiter.granted = null;
    waiter.before = 0;
    waiter.onServer = false;
  }

  private static Assignment granted(final Waiter waiter, final Server server) {
    waiter.granted = server;
    return Assignment.GRANTED;
  }

  private static Server tryPick(final ServerList now, final long key, final Server avoid) {
    if (now.balancer == null) {
      return null;
    }
    final int tries = now.keyed ? 1 : TRIES;
    for (int i = 0; i < tries; i++) {
      final Server server = now.balancer.pick(key, avoid);
      if (server == null) {
        return null;
      }
      if (server.tryTake()) {
        return server;
      }
    }
    return null;
  }

  // All below: under the lock.

  private Assignment assignInTurn(final Waiter waiter, final long key, final Server avoid) {
    final ServerList now = list;
    if (now.balancer == null && !now.holding) {
      return Assignment.NO_SERVER;
    }
    announce(waiter, key);
    if (now.holding) {
      return wait(waiter, any);
    }
    return now.keyed ? assignByKey(now, waiter, avoid) : assignAny(now, waiter, avoid);
  }

  private Assignment assignAny(final ServerList now, final Waiter waiter, final Server avoid) {
    if (any.head() != null) {
      return wait(waiter, any);
    }
    for (int i = 0; i < TRIES; i++) {
      final Server server = now.balancer.pick(waiter.key, avoid);
      if (server == null) {
        return wait(waiter, any);
      }
      if (take(server)) {
        return grantedInTurn(waiter, server);
      }
    }
    return assignWhereFree(now, waiter, avoid);
  }

  private Assignment assignByKey(final ServerList now, final Waiter waiter, final Server avoid) {
    final Server server = now.balancer.pick(waiter.key, avoid);
    if (server == null) {
      return wait(waiter, any);
    }
    if (take(server)) {
      return grantedInTurn(waiter, server);
    }
    if (hasRoom(server)) {
      return wait(waiter, server.queue);
    }
    final Server second = now.balancer.pick(waiter.key, server);
    if (second != null && take(second)) {
      return grantedInTurn(waiter, second);
    }
    return assignWhereFree(now, waiter, avoid);
  }

  /** Takes the first slot there is, the avoided server's last; complete, however it was picked. */
  private Assignment assignWhereFree(
      final ServerList now, final Waiter waiter, final Server avoid) {
    for (final Server server : now.inUse) {
      if (server != avoid && take(server)) {
        return grantedInTurn(waiter, server);
      }
    }
    if (avoid != null && avoid.inUse && take(avoid)) {
      return grantedInTurn(waiter, avoid);
    }
    return wait(waiter, any);
  }

  /** From here on releasers come to the lock; see the class comment. */
  private void announce(final Waiter waiter, final long key) {
    waiter.key = key;
    waiter.ticket = ++tickets;
    waiting = ++waitingNow;
  }

  private void retract() {
    waiting = --waitingNow;
  }

  private Assignment grantedInTurn(final Waiter waiter, final Server server) {
    retract();
    return granted(waiter, server);
  }

  private Assignment wait(final Waiter waiter, final SlotQueue queue) {
    join(waiter, queue);
    return Assignment.QUEUED;
  }

  private void join(final Waiter waiter, final SlotQueue queue) {
    waiter.before = queue.size();
    waiter.onServer = queue != any;
    queue.add(waiter);
  }

  private void leave(final Waiter waiter) {
    waiter.queue.remove(waiter);
    retract();
  }

  private static boolean hasRoom(final Server server) {
    final int maxqueue = server.config().maxqueue();
    return server.inUse && (maxqueue == 0 || server.queue.size() < maxqueue);
  }

  /** Takes a slot for a newcomer, once all who came before and can use it have one. */
  private boolean take(final Server server) {
    while (server.tryTake()) {
      final Waiter older = oldest(server);
      if (older == null) {
        return true;
      }
      grant(older, server);
    }
    return false;
  }

  /** Whether a slot that was taken past the queue may be kept; otherwise it went to the oldest. */
  private boolean keeps(final Server server) {
    final Waiter older = oldest(server);
    if (older == null) {
      return true;
    }
    grant(older, server);
    serve(server);
    return false;
  }

  /** Gives the server's free slots to those who wait for them. */
  private void serve(final Server server) {
    for (Waiter waiter = oldest(server);
        waiter != null && server.tryTake();
        waiter = oldest(server)) {
      grant(waiter, server);
    }
  }

  /** Who is next for this server; null: nobody. */
  private Waiter oldest(final Server server) {
    if (!server.inUse) {
      return null;
    }
    final Waiter own = server.queue.head();
    final Waiter other = any.head();
    if (own == null || other == null) {
      return own == null ? other : own;
    }
    return own.ticket < other.ticket ? own : other;
  }

  private void grant(final Waiter waiter, final Server server) {
    leave(waiter);
    waiter.granted = server;
    try {
      waiter.onGranted(server);
    } catch (final RuntimeException e) {
      waiter.granted = null;
      server.giveBack();
      report(e);
    }
  }

  private void refuseAll() {
    for (Waiter waiter = any.head(); waiter != null; waiter = any.head()) {
      leave(waiter);
      try {
        waiter.onRefused();
      } catch (final RuntimeException e) {
        report(e);
      }
    }
  }

  /** The thread that frees a slot is not to blame for a waiter whose loop takes no more tasks. */
  private static void report(final RuntimeException e) {
    final Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
  }

  /** Gives those who wait for any what the balancer picks for them, then what is left. */
  private void place(final ServerList now) {
    if (now.keyed) {
      placeByKey(now);
    } else {
      placeAny(now);
    }
    for (final Server server : now.inUse) {
      serve(server);
    }
  }

  private void placeAny(final ServerList now) {
    for (Waiter waiter = any.head(); waiter != null; waiter = any.head()) {
      final Server server = now.balancer.pick(waiter.key, null);
      if (server == null || !server.tryTake()) {
        return;
      }
      grantOldest(server, waiter);
    }
  }

  private void placeByKey(final ServerList now) {
    Waiter waiter = any.head();
    while (waiter != null) {
      final Server server = now.balancer.pick(waiter.key, null);
      if (server == null) {
        return;
      }
      final Waiter next = waiter.next;
      if (!server.tryTake()) {
        moveTo(server, waiter);
        waiter = next;
      } else {
        grantOldest(server, waiter);
        // The slot may have gone to an older one; then this one is still here, and asks again.
        waiter = waiter.queue == any ? waiter : next;
      }
    }
  }

  private void moveTo(final Server server, final Waiter waiter) {
    if (hasRoom(server)) {
      any.remove(waiter);
      join(waiter, server.queue);
    }
  }

  private void grantOldest(final Server server, final Waiter asker) {
    final Waiter oldest = oldest(server);
    grant(oldest == null ? asker : oldest, server);
  }
}
