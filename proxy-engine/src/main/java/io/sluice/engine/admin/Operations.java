package io.sluice.engine.admin;

import io.sluice.backends.AdminState;
import io.sluice.backends.stick.StickTable;
import io.sluice.engine.stats.Stats;
import java.util.Collection;

/**
 * What an operator sees and does. Called on virtual threads, which may be held up a moment; several
 * at once.
 */
public interface Operations {
  /** What is counted, at this moment. */
  Stats stats();

  /** Whether the process lives and is ready. */
  Readiness readiness();

  /** The stick tables, in the order of the configuration. */
  Collection<StickTable> tables();

  /** The time as stick tables have it, in milliseconds. */
  long tableMillis();

  /**
   * Sets what is wanted of a server (HAProxy {@code set server B/S state}).
   *
   * @param backend the name of its backend
   * @param server its name
   * @param who asked, for the log
   */
  Reply setState(String backend, String server, AdminState wanted, String who);

  /**
   * Moves the writer of a cluster in good order, whatever its verdict is. Does not wait for the end
   * of the move.
   *
   * @param group the name of the writer group
   * @param server who is to be the writer
   * @param who asked, for the log
   */
  Reply moveWriter(String group, String server, String who);

  /**
   * Checks the servers of a cluster at once, since it says that it has changed. Does not wait for
   * what they find.
   *
   * @param group the name of the writer group
   * @param who said so, for the log
   */
  Reply probe(String group, String who);
}
