package io.sluice.config;

import io.sluice.config.text.Unfit;
import java.util.List;
import java.util.Optional;

/** How the value of a key is read. */
interface KeyType<T> {
  /** What a list may hold. */
  int MAX_ELEMENTS = 10_000;

  /**
   * The value; empty when it does not fit, which is then reported.
   *
   * @param key whose value it is, for the remedy
   */
  Optional<T> read(Node node, Key<?> key, Context context);

  /** What the reading goes on with everywhere. */
  record Context(Problems problems, Extensions extensions) {
    void error(final Node node, final String message, final String remedy) {
      problems.error(node.origin(), message, remedy);
    }
  }

  /** How the text of a scalar is read. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws Unfit;
  }

  /** A key whose value is one scalar. */
  static <T> KeyType<T> scalar(final Parser<T> parser) {
    return (node, key, context) -> {
      if (node.kind() != Node.Kind.SCALAR) {
        mismatch(node, "one value", key, context);
        return Optional.empty();
      }
      try {
        return Optional.of(parser.parse(node.text()));
      } catch (final Unfit e) {
        context.error(
            node,
            node.path() + ": " + node.shown() + " " + e.getMessage(),
            e.remedy().orElse("write " + key.sample()));
        return Optional.empty();
      }
    };
  }

  /** The elements of a list; a list that is empty or beyond reason is a problem and has none. */
  static List<Node> elements(final Node node, final Key<?> key, final Context context) {
    final int size = node.size();
    if (size > MAX_ELEMENTS) {
      context.error(
          node, node.path() + " has " + size + " elements", "write at most " + MAX_ELEMENTS);
      return List.of();
    }
    if (size == 0) {
      context.error(node, node.path() + " is an empty list", "write " + key.sample());
    }
    return node.elements();
  }

  /** Reports a value of the wrong kind; says nothing of one that is a known problem. */
  static void mismatch(
      final Node node, final String expected, final Key<?> key, final Context context) {
    if (node.kind() != Node.Kind.UNRESOLVED) {
      context.error(
          node, node.path() + " is " + node.shown() + ", not " + expected, "write " + key.sample());
    }
  }
}
