package io.sluice.benchmarks.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words of a command line, which are taken away option by option. For one thread. */
final class CommandLine {
  private final List<String> words;

  CommandLine(final List<String> words) {
    this.words = new ArrayList<>(words);
  }

  /** Whether an option without a value is there. */
  boolean flag(final String name) {
    return words.remove(name);
  }

  /** The value of an option; empty: it is not there. */
  Optional<String> text(final String name) {
    final int at = words.indexOf(name);
    if (at < 0) {
      return Optional.empty();
    }
    if (at + 1 == words.size()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    words.remove(at);
    return Optional.of(words.remove(at));
  }

  /** The same of a number. */
  int number(final String name, final int usual, final int least) {
    final Optional<String> text = text(name);
    if (text.isEmpty()) {
      return usual;
    }
    if (!text.get().matches("\\d{1,6}") || Integer.parseInt(text.get()) < least) {
      throw new IllegalArgumentException(
          "%s is a number of %d or more, not %s".formatted(name, least, text.get()));
    }
    return Integer.parseInt(text.get());
  }

  /** Says so when words are left. */
  void end() {
    if (!words.isEmpty()) {
      throw new IllegalArgumentException(words.getFirst() + " is unknown\n" + Options.USAGE);
    }
  }
}
