package io.sluice.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a backend takes part in a cluster whose writes go through one node.
 *
 * @param origin the place of the {@code writer} key
 * @param mode whether this backend leads to the writer, or to every good node
 * @param group the cluster's name, which backends and listeners of one cluster share, and the key
 *     of its row where the row is agreed on
 * @param failback whether the writer moves back to a node that comes earlier in the order
 * @param agreement how several load balancers come to name the same writer
 * @param table the table of the agreement, {@code database.table}
 * @param moveTimeout how long the old writer's sessions may take to end when the move is planned
 * @param excludeWriter whether the writer serves here only when no other node does; for {@link
 *     Mode#NONE}
 * @param maxLag transactions that a node may have received and not applied, and still be one of the
 *     first choice here; empty: any number; for {@link Mode#NONE}
 */
public record WriterConfig(
    Origin origin,
    Mode mode,
    String group,
    Failback failback,
    Agreement agreement,
    String table,
    Duration moveTimeout,
    boolean excludeWriter,
    OptionalInt maxLag) {
  /** What a backend leads to. */
  public enum Mode {
    /** One node at a time, for clients that write. */
    SINGLE,
    /** Every good node, for clients that read. */
    NONE
  }

  /** How load balancers come to name the same writer. */
  public enum Agreement {
    /** By the order of the nodes alone, so that those with different histories may differ. */
    ORDER,
    /** By one row in the cluster, which all read and one changes. */
    TABLE
  }

  /**
   * Whether the writer moves to a node that comes earlier in the order.
   *
   * @param after how long that node must have been good; empty: it never moves by itself
   * @param manual whether the operator is told that such a node waits for a move by hand
   */
  public record Failback(Optional<Duration> after, boolean manual) {
    public static final Failback NONE = new Failback(Optional.empty(), false);
    public static final Failback MANUAL = new Failback(Optional.empty(), true);
  }
}
