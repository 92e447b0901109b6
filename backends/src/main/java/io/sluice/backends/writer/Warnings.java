package io.sluice.backends.writer;

import java.util.HashSet;
import java.util.Set;

/** What an operator is told once for each time that it begins, not with every check. */
final class Warnings {
  private final WriterOrders orders;
  private final Set<String> standing = new HashSet<>();

  Warnings(final WriterOrders orders) {
    this.orders = orders;
  }

  void when(final boolean holds, final String subject, final String words) {
    if (holds) {
      on(subject, words);
    } else {
      standing.remove(subject);
    }
  }

  void on(final String subject, final String words) {
    if (standing.add(subject)) {
      orders.warn(words);
    }
  }
}
