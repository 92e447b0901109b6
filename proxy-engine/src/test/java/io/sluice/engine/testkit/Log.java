package io.sluice.engine.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The lines that a process wrote, and a place to wait for one. Guarded by its own lock: one thread
 * adds, any thread reads.
 */
public final class Log {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Every line so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Every line so far that a regular expression is found in. */
  public List<String> lines(String regex) {
    return lines().stream().filter(Pattern.compile(regex).asPredicate()).toList();
  }

  /** The number of lines so far: a place to wait from. */
  public synchronized int mark() {
    return lines.size();
  }

  /** The first line that a regular expression is found in, waiting for it for 30 s. */
  public String await(String regex) {
    return await(0, regex, Deadline.USUAL);
  }

  /** The first such line from a {@link #mark()} on, waiting for it for 30 s. */
  public String await(int mark, String regex) {
    return await(mark, regex, Deadline.USUAL);
  }

  /**
   * The first such line from a {@link #mark()} on.
   *
   * @throws AssertionError when it does not come in time, or the process ends without it; with the
   *     whole log
   */
  public synchronized String await(int mark, String regex, Duration timeout) {
    var wanted = Pattern.compile(regex).asPredicate();
    var deadline = new Deadline(timeout);
    for (int next = mark; ; next++) {
      while (next >= lines.size()) {
        if (ended || deadline.passed()) {
          throw new AssertionError(missing(mark, regex));
        }
        awaitChange(deadline);
      }
      if (wanted.test(lines.get(next))) {
        return lines.get(next);
      }
    }
  }

  /** Waits until the process has closed its output: nothing comes after that. */
  synchronized void awaitEnd(Duration timeout) {
    var deadline = new Deadline(timeout);
    while (!ended) {
      if (deadline.passed()) {
        throw new AssertionError("the output does not end:\n" + this);
      }
      awaitChange(deadline);
    }
  }

  private String missing(int mark, String regex) {
    String why = ended ? "the process ended" : "time is over";
    return why + " without a line like \"" + regex + "\" after line " + mark + " of:\n" + this;
  }

  @SuppressWarnings("WaitNotInLoop") // Its callers loop.
  private void awaitChange(Deadline deadline) {
    try {
      wait(Math.max(1, deadline.leftMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }
}
