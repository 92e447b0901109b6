package io.sluice.backends;

import io.sluice.config.BackendConfig;
import java.util.List;

/**
 * Servers, how one is picked, and who waits.
 *
 * <p>{@link #assign}, {@link #release} and {@link #cancel} are called by every event loop; what
 * changes state is called by the control loop alone, which publishes one immutable snapshot of the
 * servers that each pick reads once.
 */
public final class Backend {
  public Backend(final BackendConfig config, final Balancers balancers, final long nowNanos) {
    throw new UnsupportedOperationException();
  }

  public BackendConfig config() {
    throw new UnsupportedOperationException();
  }

  public String name() {
    return config().name();
  }

  /** Every server, in the order of the file. */
  public List<Server> servers() {
    throw new UnsupportedOperationException();
  }

  /**
   * Sessions that wait for any server now; those that wait for one server are {@link
   * Server#queued()}.
   */
  public int queued() {
    throw new UnsupportedOperationException();
  }

  /** Asks for a server. */
  public Assignment assign(final Waiter waiter, final long key, final Server avoid) {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks for another slot of the same server, for a retry there; queues on that server when it is
   * full.
   */
  public Assignment assignTo(final Waiter waiter, final Server server) {
    throw new UnsupportedOperationException();
  }

  /** Gives a slot back; the first who waits for it gets it. */
  public void release(final Server server) {
    throw new UnsupportedOperationException();
  }

  /**
   * Leaves the queue.
   *
   * @return false: too late, a callback was made already, and a slot that it brought must be
   *     released
   */
  public boolean cancel(final Waiter waiter) {
    throw new UnsupportedOperationException();
  }

  /** Whether sessions are held because the first verdicts are not in. */
  public boolean holding() {
    throw new UnsupportedOperationException();
  }

  /** Ends the holding, since its time is over; those who waited get a server or are refused. */
  public void endHold() {
    throw new UnsupportedOperationException();
  }

  /** Takes a verdict of the checks. Returns whether the health changed. */
  public boolean setHealth(
      final Server server, final Health health, final String reason, final long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /** Takes a wish of the operator. Returns whether it changed anything. */
  public boolean setAdmin(final Server server, final AdminState admin, final long nowNanos) {
    throw new UnsupportedOperationException();
  }

  /** Moves slow starts on; to be called about once a second while {@link #slowStarting()}. */
  public void onTick(final long nowNanos) {
    throw new UnsupportedOperationException();
  }

  public boolean slowStarting() {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes a new configuration. Servers that keep their name keep their state and their slots; those
   * that wait keep their place.
   *
   * @return the servers that are gone; they take no new sessions, and are released as ever
   */
  public List<Server> apply(final BackendConfig changed, final long nowNanos) {
    throw new UnsupportedOperationException();
  }
}
