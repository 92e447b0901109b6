package io.sluice.engine.http;

import io.sluice.engine.proxy.Cause;
import io.sluice.engine.proxy.Phase;

/** What the client of one exchange was told, and how it ended. Confined to its worker. */
final class Fate {
  /** The status of the response or of our own answer; 0: the client was told nothing. */
  int status;

  Cause cause = Cause.NONE;
  Phase phase = Phase.NONE;

  /** Begins with a request that nothing became of yet. */
  void clear() {
    status = 0;
    end(Cause.NONE, Phase.NONE);
  }

  /** Says why it ended, and where. */
  void end(final Cause why, final Phase where) {
    cause = why;
    phase = where;
  }
}
