package io.sluice.config.http;

import io.sluice.config.http.Condition.Acl;
import io.sluice.config.http.Condition.Always;
import io.sluice.config.http.Condition.And;
import io.sluice.config.http.Condition.Not;
import io.sluice.config.http.Condition.Or;
import io.sluice.config.http.Condition.Test;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Reads conditions: {@code if a !b or { path_beg /c }}.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs to form conditions".
 */
public final class ConditionReader {
  private static final String SHAPE =
      "write names of ACLs, or { ... } with spaces around both braces";

  private final WordReader words;
  private final Reading reading;

  private ConditionReader(final WordReader words, final Reading reading) {
    this.words = words;
    this.reading = reading;
  }

  /** Reads a text with or without its {@code if} or {@code unless}. */
  public static Condition read(final String text, final Reading reading) throws BadText {
    final WordReader words = WordReader.of(text);
    if (words.isCondition()) {
      return optional(words, reading);
    }
    return new ConditionReader(words, reading).any();
  }

  /** Reads all that is left: {@code if} or {@code unless} and what is behind it, or nothing. */
  static Condition optional(final WordReader words, final Reading reading) throws BadText {
    if (!words.hasNext()) {
      return new Always();
    }
    final ConditionReader reader = new ConditionReader(words, reading);
    if (words.skip("if")) {
      return reader.any();
    }
    if (words.skip("unless")) {
      return new Not(reader.any());
    }
    words.end("write if or unless before a condition, and quotes around text with spaces");
    return new Always();
  }

  private Condition any() throws BadText {
    final List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(all());
    } while (words.skip("or") || words.skip("||"));
    return conditions.size() == 1 ? conditions.getFirst() : new Or(conditions);
  }

  private Condition all() throws BadText {
    final List<Condition> conditions = new ArrayList<>();
    do {
      conditions.add(one());
    } while (words.hasNext() && !words.isNext("or") && !words.isNext("||"));
    return conditions.size() == 1 ? conditions.getFirst() : new And(conditions);
  }

  private Condition one() throws BadText {
    final Word word = words.next("a condition", SHAPE);
    if (word.text().equals("or") || word.text().equals("||")) {
      throw new BadText(word.offset(), "has nothing before " + word.text(), SHAPE);
    }
    if (word.text().equals("&&") || word.text().equals("and")) {
      throw new BadText(
          word.offset(), "has " + word.text() + " in a condition", "leave it out: a b means both");
    }
    return negated(word);
  }

  private Condition negated(final Word first) throws BadText {
    Word word = first;
    boolean not = false;
    String name = word.text();
    while (name.startsWith("!")) {
      not = !not;
      name = name.substring(1);
      if (name.isEmpty()) {
        word = words.next("a condition", SHAPE);
        name = word.text();
      }
    }
    final int offset = word.offset() + word.text().length() - name.length();
    final Condition condition = name.equals("{") ? anonymous(offset) : named(name, offset);
    return not ? new Not(condition) : condition;
  }

  private Condition anonymous(final int offset) throws BadText {
    final List<Word> inside = new ArrayList<>();
    while (!words.isNext("}")) {
      if (!words.hasNext()) {
        throw new BadText(offset, "has an open {", "write } with a space before it");
      }
      inside.add(words.next("}", SHAPE));
    }
    final int end = words.offset();
    words.skip("}");
    final List<AclTest> tests = AclReader.of(inside, end, reading);
    requirePlace(tests, inside.getFirst().offset());
    final List<Condition> all = tests.stream().<Condition>map(Test::new).toList();
    return all.size() == 1 ? all.getFirst() : new Or(all);
  }

  private Condition named(final String name, final int offset) throws BadText {
    final List<AclTest> tests =
        Optional.ofNullable(reading.acls().get(name))
            .or(() -> Optional.ofNullable(PredefinedAcls.tests().get(name)))
            .orElseThrow(() -> unknown(name, offset));
    requirePlace(tests, offset);
    return new Acl(name, tests);
  }

  private void requirePlace(final List<AclTest> tests, final int offset) throws BadText {
    for (final AclTest test : tests) {
      SampleReader.requirePlace(test.sample(), offset, reading.place());
    }
  }

  private BadText unknown(final String name, final int offset) {
    final TreeSet<String> known = new TreeSet<>(PredefinedAcls.tests().keySet());
    known.addAll(reading.acls().keySet());
    final String remedy =
        name.startsWith("{") || name.endsWith("}")
            ? "write spaces around the braces"
            : Nearest.of(name, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElse("define it under acl, or write the test in { }");
    return new BadText(offset, "there is no ACL " + OneLine.quoted(name), remedy);
  }
}
