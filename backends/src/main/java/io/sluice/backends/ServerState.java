package io.sluice.backends;

/**
 * The state of a server at one moment.
 *
 * @param health what the checks found
 * @param admin what the operator wants
 * @param reason why health is what it is, in words, such as {@code L4CON connection refused}; empty
 *     where nothing was said
 * @param sinceNanos when health or admin last changed, on the caller's monotonic clock
 */
public record ServerState(Health health, AdminState admin, String reason, long sinceNanos) {
  /** Whether new sessions may go to it, weight aside. */
  public boolean takesSessions() {
    return admin == AdminState.READY && health.serves();
  }
}
