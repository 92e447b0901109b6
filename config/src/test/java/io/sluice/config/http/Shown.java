package io.sluice.config.http;

import io.sluice.config.text.OneLine;
import io.sluice.config.text.Units;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows what was read, in a form that tests can compare: all of it, and short. */
public final class Shown {
  private Shown() {}

  /** In one line. */
  public static String of(final Object value) {
    return switch (value) {
      case final LogFormat f -> Texts.shown(f);
      case final SampleExpr e -> Texts.shown(e);
      case final Condition c -> Texts.shown(c);
      case final Rule r ->
          of(r.action())
              + (r.condition() instanceof Condition.Always ? "" : " if " + of(r.condition()));
      case final VarName v -> v.toString();
      case final Duration d -> Units.text(d);
      case final Optional<?> o -> o.map(Shown::of).orElse("-");
      case final OptionalInt o -> o.isPresent() ? "" + o.getAsInt() : "-";
      case final OptionalLong o -> o.isPresent() ? "" + o.getAsLong() : "-";
      case final Map<?, ?> m ->
          m.entrySet().stream()
              .collect(
                  Collectors.toMap(
                      e -> of(e.getKey()), e -> of(e.getValue()), (a, b) -> a, TreeMap::new))
              .toString();
      case final List<?> l -> l.stream().map(Shown::of).toList().toString();
      case final Collection<?> c -> c.stream().map(Shown::of).sorted().toList().toString();
      case final String s -> s.isEmpty() ? "''" : OneLine.of(s);
      case final Userlist.User u -> u.name() + (u.hashed() ? "#" : "=") + u.password();
      case final Record r -> record(r);
      default -> value.toString();
    };
  }

  /** What differs from the default, one line for each component, with spaces before it. */
  public static String difference(final Record record, final Record usual) {
    final StringBuilder lines = new StringBuilder();
    for (final RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        final Object value = component.getAccessor().invoke(record);
        final Object common = component.getAccessor().invoke(usual);
        if (value instanceof final HttpOptions options) {
          lines.append(difference(options, HttpOptions.DEFAULT));
        } else if (value instanceof final RuleLists lists) {
          lists.lists().keySet().stream()
              .sorted()
              .forEach(kind ->
                  lists
                      .of(kind)
                      .forEach(rule ->
                          lines.append("\n  ").append(kind.shown()).append(' ').append(of(rule))));
          lists.inspectDelay().ifPresent(d -> lines.append("\n  inspect-delay ").append(of(d)));
        } else if (!value.equals(common)) {
          lines.append("\n  ").append(component.getName()).append('=').append(of(value));
        }
      } catch (final ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return lines.toString();
  }

  private static String record(final Record record) {
    final List<String> parts = new ArrayList<>();
    for (final RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        parts.add(of(component.getAccessor().invoke(record)));
      } catch (final ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return record.getClass().getSimpleName() + (parts.isEmpty() ? "" : parts);
  }
}
