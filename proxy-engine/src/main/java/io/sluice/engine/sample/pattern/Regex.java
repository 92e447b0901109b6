package io.sluice.engine.sample.pattern;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sluice.engine.sample.Digits;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;

/**
 * A regular expression on bytes. It runs in time linear in the text, whatever that is. Immutable;
 * each thread has a matcher of its own.
 *
 * <p>It is RE2's language, which is PCRE's without references back within the expression and
 * without looking around.
 */
public final class Regex {
  private final Pattern pattern;
  private final LiteralStart start;
  private final ThreadLocal<State> states;

  private Regex(final Pattern pattern, final LiteralStart start) {
    this.pattern = pattern;
    this.start = start;
    states = ThreadLocal.withInitial(() -> new State(pattern));
  }

  /**
   * Compiles one.
   *
   * @param text one character for each byte
   * @throws RuleProblem it is none, or takes what RE2 does not have
   */
  public static Regex of(final String text, final boolean ignoreCase) {
    try {
      return new Regex(
          Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0),
          LiteralStart.of(text, ignoreCase));
    } catch (final PatternSyntaxException e) {
      throw new RuleProblem(
          "'"
              + text
              + "' is not a regular expression: "
              + e.getDescription()
              + " (references back and looking around are not there, since they take unbounded"
              + " time)",
          e);
    }
  }

  /** How many groups it has. */
  public int groups() {
    return pattern.groupCount();
  }

  /** Whether it finds something in a range; {@link #start} and {@link #end} say where. */
  public boolean find(final byte[] bytes, final int offset, final int length) {
    return start.mayFit(bytes, offset, length) && find(bytes, offset, length, 0);
  }

  /** The same from a place in the range on. */
  public boolean find(final byte[] bytes, final int offset, final int length, final int from) {
    final State state = states.get();
    state.text.set(bytes, offset, length);
    state.matcher.reset(state.text);
    return from <= length && state.matcher.find(from);
  }

  /** Where the last find of this thread begins, in its range; -1: the group is not in it. */
  public int start(final int group) {
    return states.get().matcher.start(group);
  }

  /** Where it ends. */
  public int end(final int group) {
    return states.get().matcher.end(group);
  }

  /**
   * Writes a replacement in which {@code \0} to {@code \9} stand for groups of the last find of
   * this thread, and a backslash before anything else for that itself.
   */
  public void replace(final byte[] template, final int at, final int length, final Output into) {
    final State state = states.get();
    final int end = at + length;
    int next = at;
    while (next < end) {
      final byte b = template[next++];
      if (b != '\\' || next == end) {
        into.put(b);
        continue;
      }
      final byte escaped = template[next++];
      final int digit = escaped - '0';
      if (digit >= 0 && digit <= 9) {
        state.putGroup(digit, groups(), into);
      } else if (escaped == 'x'
          && next + 1 < end
          && Digits.hex(template[next + 1]) >= 0
          && Digits.hex(template[next]) >= 0) {
        into.put(Digits.hex(template[next]) << 4 | Digits.hex(template[next + 1]));
        next += 2;
      } else {
        into.put(escaped);
      }
    }
  }

  /** What a thread needs to search. */
  private static final class State {
    private final ByteText text = new ByteText();
    private final Matcher matcher;

    State(final Pattern pattern) {
      matcher = pattern.matcher(text);
    }

    void putGroup(final int group, final int groups, final Output into) {
      if (group > groups) {
        return;
      }
      final int start = matcher.start(group);
      if (start >= 0) {
        text.put(start, matcher.end(group), into);
      }
    }
  }
}
