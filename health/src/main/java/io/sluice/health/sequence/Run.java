package io.sluice.health.sequence;

import io.sluice.config.CheckStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far one run of a check has come, over all its connections, and what its variables are.
 * Confined to the check loop.
 */
final class Run {
  private static final int MAX_TEXT_CHARS = 65_536;

  private final List<CheckStep> steps;
  private final Map<String, String> variables = new HashMap<>();
  private int at;
  private Optional<String> comment = Optional.empty();

  Run(final List<CheckStep> steps) {
    this.steps = steps;
  }

  /** Goes to the first step that needs a connection. */
  void restart() {
    at = 0;
    variables.clear();
    comment = Optional.empty();
    while (at < steps.size() && keep(steps.get(at), "")) {
      at++;
    }
  }

  /**
   * Takes a step that only changes what the run remembers.
   *
   * @param received what came
   * @return false: it is another one
   */
  boolean keep(final CheckStep step, final String received) {
    switch (step) {
      case CheckStep.Comment(final var text) -> comment = text;
      case CheckStep.UnsetVar(final var name) -> variables.remove(name);
      case CheckStep.SetVar(final var name, final CheckStep.Text text) ->
          variables.put(name, fill(text));
      case CheckStep.SetVar(
              final var name,
              CheckStep.Payload(final int offset, final int length)) -> {
        final int from = Math.min(offset, received.length());
        variables.put(name, received.substring(from, Math.min(received.length(), from + length)));
      }
      case CheckStep.Connect _, CheckStep.Send _, CheckStep.Request _, CheckStep.Expect _ -> {
        return false;
      }
    }
    return true;
  }

  /** Whether the steps need no more than one connection. */
  static boolean isOneConnection(final List<CheckStep> steps) {
    int connections = 0;
    for (final CheckStep step : steps) {
      switch (step) {
        case CheckStep.Connect _ -> connections++;
        case CheckStep.Send _, CheckStep.Request _, CheckStep.Expect _ ->
            connections = Math.max(connections, 1);
        case CheckStep.Comment _, CheckStep.SetVar _, CheckStep.UnsetVar _ -> {}
      }
    }
    return connections <= 1;
  }

  /** The step that is due; empty: all are done. */
  Optional<CheckStep> step() {
    return at < steps.size() ? Optional.of(steps.get(at)) : Optional.empty();
  }

  /** The number of the step that is due, from 1; 0: the connection that is opened without one. */
  int number() {
    return at + 1;
  }

  void next() {
    at++;
  }

  /** Whether the step that is due opens another connection. */
  boolean connects() {
    return at < steps.size() && steps.get(at) instanceof CheckStep.Connect;
  }

  /** What the operator calls the step that is due, or else those since the last comment. */
  Optional<String> comment() {
    return step().flatMap(CheckStep::comment).or(() -> comment);
  }

  /** A text with its variables filled in; those that are not set are nothing. */
  String fill(final CheckStep.Text text) {
    final StringBuilder filled = new StringBuilder();
    for (final CheckStep.Part part : text.parts()) {
      filled.append(part.variable() ? variables.getOrDefault(part.text(), "") : part.text());
    }
    return filled.length() > MAX_TEXT_CHARS
        ? filled.substring(0, MAX_TEXT_CHARS)
        : filled.toString();
  }
}
