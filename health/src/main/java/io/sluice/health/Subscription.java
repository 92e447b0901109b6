package io.sluice.health;

import io.sluice.backends.Health;
import io.sluice.backends.Server;

/** One server's share in a probe. Confined to the check loop. */
final class Subscription {
  private final Server server;
  private final SharedProbe probe;
  private RiseFall riseFall;
  private CheckStatus status; // of the last result; null: none yet
  private boolean hastened; // observed traffic brought its next check forward

  Subscription(final Server server, final SharedProbe probe, final RiseFall riseFall) {
    this.server = server;
    this.probe = probe;
    this.riseFall = riseFall;
  }

  Server server() {
    return server;
  }

  SharedProbe probe() {
    return probe;
  }

  RiseFall riseFall() {
    return riseFall;
  }

  /** Counts a result. Returns whether anything is new. */
  boolean count(final CheckResult result) {
    final String before = riseFall.text();
    final CheckStatus lastStatus = status;
    riseFall.on(result);
    status = result.status();
    return status != lastStatus || !before.equals(riseFall.text());
  }

  void setLimits(final int rise, final int fall) {
    if (rise != riseFall.rise() || fall != riseFall.fall()) {
      riseFall = riseFall.withLimits(rise, fall);
    }
  }

  boolean up() {
    return riseFall.health() == Health.UP;
  }

  /** Notes a result of a check. */
  void checked() {
    hastened = false;
  }

  /** Returns false: it was hastened already, and no result of a check came since. */
  boolean hasten() {
    final boolean before = hastened;
    hastened = true;
    return !before;
  }

  boolean changing() {
    return riseFall.changing();
  }

  boolean down() {
    return riseFall.health() == Health.DOWN;
  }
}
