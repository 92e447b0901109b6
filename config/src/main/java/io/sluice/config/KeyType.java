package io.sluice.config;

import java.util.Optional;

/** How the value of a key is read. */
interface KeyType<T> {
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

  /** Reports a value of the wrong kind; says nothing of one that is a known problem. */
  static void mismatch(
      final Node node, final String expected, final Key<?> key, final Context context) {
    if (node.kind() != Node.Kind.UNRESOLVED) {
      context.error(
          node, node.path() + " is " + node.shown() + ", not " + expected, "write " + key.sample());
    }
  }
}
