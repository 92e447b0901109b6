package io.sluice.backends;

/**
 * The state of a server at one moment.
 *
 * @param health what the checks found
 * @param admin what the operator and the server's agent want, the stricter of both
 * @param reason why health is what it is, in words, such as {@code L4CON connection refused}; empty
 *     where nothing was said
 * @param sinceNanos when health, admin or resolved last changed, on the caller's monotonic clock
 * @param resolved whether it is known where it is; a server whose name has no address takes no
 *     sessions and is not checked, and {@code reason} says why (HAProxy {@code MAINT (resolution)})
 * @param unclear the last check could not judge it: health is what it was before, and {@code
 *     reason} says why
 * @param agent what the agent said; {@link AgentState#NONE}: nothing, or there is none
 */
public record ServerState(
    Health health,
    AdminState admin,
    String reason,
    long sinceNanos,
    boolean resolved,
    boolean unclear,
    AgentState agent) {
  /** The state of a server whose agent said nothing. */
  public ServerState(
      final Health health,
      final AdminState admin,
      final String reason,
      final long sinceNanos,
      final boolean resolved,
      final boolean unclear) {
    this(health, admin, reason, sinceNanos, resolved, unclear, AgentState.NONE);
  }

  /** The state of a server whose address is known, and that is not unclear. */
  public ServerState(
      final Health health, final AdminState admin, final String reason, final long sinceNanos) {
    this(health, admin, reason, sinceNanos, true);
  }

  /** The state of a server that is not unclear. */
  public ServerState(
      final Health health,
      final AdminState admin,
      final String reason,
      final long sinceNanos,
      final boolean resolved) {
    this(health, admin, reason, sinceNanos, resolved, false);
  }

  /** Whether new sessions may go to it, weight aside. */
  public boolean takesSessions() {
    return resolved && !agent.refuses() && admin == AdminState.READY && health.serves();
  }

  /** What checks and agent make of it together: DOWN where the agent says so. */
  public Health verdict() {
    return agent.isDown() ? Health.DOWN : health;
  }

  /**
   * Why it is what it is: the agent's words where the agent keeps sessions away, else the check's.
   */
  public String why() {
    return agent.refuses() ? agent.toString() : reason;
  }

  /** Whether checks have a say: it is there, and the operator has not taken it out. */
  boolean isLookedAt() {
    return resolved && admin != AdminState.MAINT;
  }

  /** Not unclear. */
  ServerState with(final Health next, final String why, final long nowNanos) {
    return new ServerState(next, admin, why, nowNanos, resolved, false, agent);
  }

  ServerState with(final AgentState said, final long nowNanos) {
    return new ServerState(health, admin, reason, nowNanos, resolved, unclear, said);
  }
}
