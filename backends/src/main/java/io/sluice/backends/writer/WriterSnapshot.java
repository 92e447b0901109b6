package io.sluice.backends.writer;

import java.util.List;
import java.util.Optional;

/**
 * A group at one moment. Immutable.
 *
 * @param group its name
 * @param state STARTING, TAKING, SETTLED, ENDING or VACANT
 * @param writer who is the writer; empty: nobody now
 * @param agreed whether load balancers agree by a row
 * @param epoch of that row; 0: none is known
 * @param unreadable why nobody can read the row; empty: somebody can, or there is none to be read
 * @param waiting who comes before the writer in the order and waits for a move by hand; empty:
 *     nobody, or it would not wait
 * @param nodes every member
 */
public record WriterSnapshot(
    String group,
    String state,
    String writer,
    boolean agreed,
    long epoch,
    String unreadable,
    String waiting,
    List<Node> nodes) {
  public WriterSnapshot {
    nodes = List.copyOf(nodes);
  }

  /** Whether new sessions go to the writer now. */
  public boolean settled() {
    return state.equals("SETTLED");
  }

  /**
   * A member.
   *
   * @param name of the server
   * @param verdict as it counts now
   * @param reason in words
   * @param galera what it said last; empty: nothing, or it is no Galera node
   */
  public record Node(String name, Verdict verdict, String reason, Optional<GaleraStatus> galera) {}
}
