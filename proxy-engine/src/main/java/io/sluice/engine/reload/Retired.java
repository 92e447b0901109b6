package io.sluice.engine.reload;

import io.sluice.engine.proxy.FrontendState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is left of frontends that a reload removed: sessions that go on, and what was counted.
 * Immutable.
 *
 * @param states of those that had sessions when last looked at
 * @param sessions that the others took in their lives
 */
public record Retired(List<FrontendState> states, long sessions) {
  /** No frontend was removed yet. */
  public static final Retired NONE = new Retired(List.of(), 0);

  public Retired {
    states = List.copyOf(states);
  }

  /** With those of these frontends that the next generation does not have. */
  Retired with(final Map<String, FrontendState> before, final Map<String, FrontendState> next) {
    final List<FrontendState> open = new ArrayList<>();
    long done = sessions;
    for (final FrontendState state : states) {
      if (state.limit().taken() > 0) {
        open.add(state);
      } else {
        done += state.counters().totals().sessions();
      }
    }
    before.forEach((name, state) -> {
      if (next.get(name) != state) {
        open.add(state);
      }
    });
    return new Retired(open, done);
  }

  /** Sessions that all of them took so far. */
  public long allSessions() {
    return sessions
        + states.stream().mapToLong(state -> state.counters().totals().sessions()).sum();
  }
}
