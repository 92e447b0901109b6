package io.sluice.config.http;

import java.util.List;

/**
 * When something is done.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs to form conditions"; {@code unless} is
 * written as {@link Not}.
 */
public sealed interface Condition {
  /** In any case. */
  record Always() implements Condition {}

  /** An anonymous ACL. */
  record Test(AclTest test) implements Condition {}

  /**
   * A named ACL: one of its lines is true.
   *
   * @param tests the same list for every use of the name in a proxy
   */
  record Acl(String name, List<AclTest> tests) implements Condition {
    public Acl {
      tests = List.copyOf(tests);
    }
  }

  /** The opposite. */
  record Not(Condition condition) implements Condition {}

  /** Every one, looked at in order, no further than needed. */
  record And(List<Condition> conditions) implements Condition {
    public And {
      conditions = List.copyOf(conditions);
    }
  }

  /** At least one, looked at in order, no further than needed. */
  record Or(List<Condition> conditions) implements Condition {
    public Or {
      conditions = List.copyOf(conditions);
    }
  }
}
