package io.sluice.config.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a proxy, by list, each in the order of the file.
 *
 * @param inspectDelay how long content rules may wait for what they look at; empty: not at all
 *     (HAProxy {@code tcp-request inspect-delay})
 */
public record RuleLists(Map<RuleKind, List<Rule>> lists, Optional<Duration> inspectDelay) {
  /** None. */
  public static final RuleLists NONE = new RuleLists(Map.of(), Optional.empty());

  public RuleLists {
    lists = Map.copyOf(lists);
  }

  /** Those of one list; empty: none. */
  public List<Rule> of(final RuleKind kind) {
    return lists.getOrDefault(kind, List.of());
  }
}
