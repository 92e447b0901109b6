package io.sluice.backends;

import io.sluice.backends.AgentReport.Verdict;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a server's agent has said so far. It stays until the agent says otherwise, or is taken out
 * of the configuration.
 *
 * @param verdict {@link Verdict#UP} also where nothing was said
 * @param admin {@link AdminState#READY} also where nothing was said
 * @param weightPercent of the configured weight; empty: nothing was said
 * @param maxconn in place of the configured one, 0: no limit; empty: nothing was said
 * @param description of the last answer; empty: there was none
 */
public record AgentState(
    Verdict verdict,
    AdminState admin,
    OptionalInt weightPercent,
    OptionalInt maxconn,
    String description) {
  /** There is no agent, or it has said nothing. */
  public static final AgentState NONE =
      new AgentState(Verdict.UP, AdminState.READY, OptionalInt.empty(), OptionalInt.empty(), "");

  /** With another answer; what that says nothing of stays. */
  public AgentState with(final AgentReport report) {
    return new AgentState(
        report.verdict().orElse(verdict),
        report.admin().orElse(admin),
        report.weightPercent().isPresent() ? report.weightPercent() : weightPercent,
        report.maxconn().isPresent() ? report.maxconn() : maxconn,
        report.description());
  }

  /** Whether the other differs in its description at most. */
  boolean wantsTheSameAs(final AgentState other) {
    return verdict == other.verdict
        && admin == other.admin
        && weightPercent.equals(other.weightPercent)
        && maxconn.equals(other.maxconn);
  }

  /** Whether the agent keeps the server down. */
  public boolean isDown() {
    return verdict != Verdict.UP;
  }

  /** Whether the agent keeps sessions away, be it by verdict, admin state or weight. */
  boolean refuses() {
    return isDown() || wantsNoSessions();
  }

  /** Whether the agent wants no new sessions there, although the server may work. */
  public boolean wantsNoSessions() {
    return admin != AdminState.READY || weightPercent.orElse(100) == 0;
  }

  /** Such as {@code agent: down, maint, 50%, maxconn:30 (backup runs)}. */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder("agent: ").append(word(verdict));
    if (admin != AdminState.READY) {
      text.append(", ").append(word(admin));
    }
    weightPercent.ifPresent(w -> text.append(", ").append(w).append('%'));
    maxconn.ifPresent(m -> text.append(", maxconn:").append(m));
    if (!description.isEmpty()) {
      text.append(" (").append(description).append(')');
    }
    return text.toString();
  }

  private static String word(final Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
