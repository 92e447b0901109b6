package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads rules: an action, and when it is done. */
public final class RuleReader {
  private RuleReader() {}

  /**
   * Reads one.
   *
   * @param where its file and line, for the log
   * @param reading of the stage of the list
   */
  public static Rule read(
      final RuleKind kind, final String text, final String where, final Reading reading)
      throws BadText {
    final WordReader words = WordReader.of(text);
    final Word first = words.next("an action", "write one, such as " + example(kind));
    final int open = first.text().indexOf('(');
    final String name = open < 0 ? first.text() : first.text().substring(0, open);
    final ActionTable.Entry entry = entry(name, first, kind);
    final List<Word> args = open < 0 ? List.of() : args(first, open);
    final ActionInput in = new ActionInput(kind, args, words, reading, entry.usage());
    final Action action = ActionTable.reader(name).orElseThrow().read(in);
    if (open >= 0 && !entry.usage().startsWith(name + "(")) {
      throw new BadText(
          first.offset() + open, name + " takes nothing in parentheses", "write " + entry.usage());
    }
    return new Rule(where, text, action, ConditionReader.optional(words, reading));
  }

  private static String example(final RuleKind kind) {
    return ActionTable.names(kind).getFirst();
  }

  private static ActionTable.Entry entry(final String name, final Word word, final RuleKind kind)
      throws BadText {
    final Optional<String> instead = ActionTable.insteadOf(name);
    if (instead.isPresent()) {
      throw new BadText(
          word.offset(), name + " is known to HAProxy, and not in this version", instead.get());
    }
    final ActionTable.Entry entry =
        ActionTable.entry(name)
            .orElseThrow(() ->
                new BadText(
                    word.offset(),
                    "there is no action " + OneLine.quoted(name),
                    Nearest.remedy(name, ActionTable.names(kind))));
    if (!entry.kinds().contains(kind)) {
      throw new BadText(
          word.offset(),
          name + " cannot stand in " + kind.shown(),
          "move it to "
              + entry.kinds().stream()
                  .sorted()
                  .map(RuleKind::shown)
                  .collect(Collectors.joining(", ")));
    }
    return entry;
  }

  private static List<Word> args(final Word word, final int open) throws BadText {
    final ArgReader reader = new ArgReader(word.text(), open);
    final List<Word> args = new ArrayList<>();
    try {
      for (final ArgReader.Value value : reader.read()) {
        args.add(new Word(value.text(), word.offset() + value.offset()));
      }
    } catch (final BadText e) {
      throw e.shifted(word.offset());
    }
    if (reader.end() < word.text().length()) {
      throw new BadText(
          word.offset() + reader.end(),
          "goes on with " + OneLine.quoted(word.text().substring(reader.end())),
          "write a space behind the parenthesis");
    }
    return args;
  }
}
