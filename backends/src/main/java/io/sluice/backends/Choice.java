package io.sluice.backends;

import java.util.List;

/** Which servers of a backend new sessions may get, as whoever knows their cluster says. */
public sealed interface Choice {
  /** Every one that takes sessions: nobody knows more. */
  Choice ANY = new Any();

  /** None now; new sessions wait. */
  Choice HOLD = new Hold();

  /** None; new sessions are refused, and so are those that wait. */
  Choice NONE = new None();

  /** By state, weight and {@code backup} alone. */
  record Any() implements Choice {}

  /** New sessions wait, each until its own time is over. */
  record Hold() implements Choice {}

  /** New sessions are refused. */
  record None() implements Choice {}

  /**
   * This one alone, whatever its own state says: whoever chose it has judged it.
   *
   * @param server one of the backend's; where it is gone, there is none
   */
  record Only(Server server) implements Choice {}

  /**
   * The first tier that has one which takes sessions.
   *
   * @param tiers the best first; a server that is in none gets no sessions
   */
  record Tiers(List<List<Server>> tiers) implements Choice {
    public Tiers {
      tiers = tiers.stream().map(List::copyOf).toList();
    }
  }
}
