package io.sluice.backends;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one answer of an agent says; empty where it says nothing of that.
 *
 * <p>Source: HAProxy {@code agent-check}.
 *
 * @param verdict whether the server works
 * @param admin what is to become of it
 * @param weightPercent its weight, in percent of the configured one, 0 to {@value #MAX_PERCENT}
 * @param maxconn its maxconn, 0 or more; 0: no limit
 * @param description what stood behind the sharp; empty: nothing
 */
public record AgentReport(
    Optional<Verdict> verdict,
    Optional<AdminState> admin,
    OptionalInt weightPercent,
    OptionalInt maxconn,
    String description) {
  /** No weight is lifted above 256, and no configured one is below 1. */
  static final int MAX_PERCENT = 25_600;

  private static final Pattern WORD = Pattern.compile("[^ \t,]+");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,9})%");
  private static final Pattern MAXCONN =
      Pattern.compile("maxconn:([0-9]{1,9})", Pattern.CASE_INSENSITIVE);

  /** An agent's word for a server that works or does not. */
  public enum Verdict {
    /** It works, as far as the agent knows. */
    UP,
    /** It was found down. */
    DOWN,
    /** It was stopped on purpose. */
    STOPPED,
    /** It runs, and fails a test of its own. */
    FAIL
  }

  /**
   * Reads an answer. Words stand between spaces, tabs and commas, in any order and case; those that
   * are not known are passed over. Of several of one kind the last counts. A sharp begins the
   * description, and the first line end ends all.
   */
  public static AgentReport parse(final String answer) {
    final String line = answer.split("[\r\n]", 2)[0];
    final int sharp = line.indexOf('#');
    final String description = sharp < 0 ? "" : line.substring(sharp + 1).strip();
    AgentReport report =
        new AgentReport(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            description);
    final Matcher words = WORD.matcher(sharp < 0 ? line : line.substring(0, sharp));
    while (words.find()) {
      report = report.with(words.group());
    }
    return report;
  }

  private AgentReport with(final String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "up" -> with(Verdict.UP);
      case "down" -> with(Verdict.DOWN);
      case "stopped" -> with(Verdict.STOPPED);
      case "fail" -> with(Verdict.FAIL);
      case "ready" -> with(AdminState.READY);
      case "drain" -> with(AdminState.DRAIN);
      case "maint" -> with(AdminState.MAINT);
      default -> withNumber(word);
    };
  }

  private AgentReport withNumber(final String word) {
    final Matcher percent = PERCENT.matcher(word);
    if (percent.matches()) {
      final int value = Math.min(MAX_PERCENT, Integer.parseInt(percent.group(1)));
      return new AgentReport(verdict, admin, OptionalInt.of(value), maxconn, description);
    }
    final Matcher limit = MAXCONN.matcher(word);
    if (limit.matches()) {
      final OptionalInt value = OptionalInt.of(Integer.parseInt(limit.group(1)));
      return new AgentReport(verdict, admin, weightPercent, value, description);
    }
    return this;
  }

  private AgentReport with(final Verdict next) {
    return new AgentReport(Optional.of(next), admin, weightPercent, maxconn, description);
  }

  private AgentReport with(final AdminState next) {
    return new AgentReport(verdict, Optional.of(next), weightPercent, maxconn, description);
  }

  /** Whether there was no word that is known. */
  public boolean saysNothing() {
    return verdict.isEmpty() && admin.isEmpty() && weightPercent.isEmpty() && maxconn.isEmpty();
  }

  /** Whether the server does not work. */
  public boolean saysDown() {
    return verdict.isPresent() && verdict.get() != Verdict.UP;
  }

  /** The same in an agent's words, those that mean something first; {@link #parse} reads it. */
  @Override
  public String toString() {
    final List<String> words = new ArrayList<>();
    verdict.ifPresent(v -> words.add(v.name().toLowerCase(Locale.ROOT)));
    admin.ifPresent(a -> words.add(a.name().toLowerCase(Locale.ROOT)));
    weightPercent.ifPresent(w -> words.add(w + "%"));
    maxconn.ifPresent(m -> words.add("maxconn:" + m));
    if (!description.isEmpty()) {
      words.add("#" + description);
    }
    return String.join(" ", words);
  }
}
