package io.sluice.backends.testkit;

import io.sluice.backends.Server;
import io.sluice.backends.Waiter;

/** A waiter that notes what became of it. For one thread, or for looking at after a join. */
public final class Asker extends Waiter {
  private int grants;
  private int refusals;
  private Server inCallback;

  /** The name of the server whose slot it holds; {@code -}: none. */
  public String server() {
    return granted() == null ? "-" : granted().name();
  }

  /** How often it was called with a server. */
  public int grants() {
    return grants;
  }

  public int refusals() {
    return refusals;
  }

  /** What {@link #granted()} said while it was called. */
  public Server inCallback() {
    return inCallback;
  }

  @Override
  protected void onGranted(final Server server) {
    grants++;
    inCallback = granted();
  }

  @Override
  protected void onRefused() {
    refusals++;
  }
}
