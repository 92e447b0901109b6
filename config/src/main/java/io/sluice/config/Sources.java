package io.sluice.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of one reading, and the way from a parsed value back to its place in them. */
final class Sources {
  private static final int MAX_FILES = 1_000;
  private static final int MAX_TOTAL_BYTES = 4 * SourceFiles.MAX_BYTES;

  /** The library is told a number in place of a name, since names may hold colons and commas. */
  private static final Pattern PLACE =
      Pattern.compile("\u0001(\\d+)\u0001(?:: (\\d+)(?:-(\\d+))?)?");

  private static final List<Integer> NOWHERE = List.of(Integer.MAX_VALUE);

  private final Problems problems;
  private final List<Source> all = new ArrayList<>();
  private long totalChars;

  Sources(final Problems problems) {
    this.problems = problems;
  }

  /** Files that were read, in order. */
  List<Path> files() {
    return all.stream().flatMap(s -> s.file().stream()).distinct().toList();
  }

  /** Parses a file that the operator named; empty when it has problems. */
  Optional<ConfigObject> parseFile(final Path file) {
    final Origin asked = new Origin(file.toString(), 0);
    return SourceFiles.text(file, asked, problems)
        .flatMap(text -> parse(file.toString(), Optional.of(file), text, Optional.empty(), 0));
  }

  Optional<ConfigObject> parseText(final String name, final String text) {
    if (text.length() > SourceFiles.MAX_BYTES) {
      SourceFiles.tooLarge(name, new Origin(name, 0), problems);
      return Optional.empty();
    }
    return parse(name, Optional.empty(), SourceFiles.normalised(text), Optional.empty(), 0);
  }

  Optional<ConfigObject> parseIncluded(final Path file, final Source by, final int line) {
    return SourceFiles.text(file, by.at(line), problems)
        .flatMap(text -> parse(file.toString(), Optional.of(file), text, Optional.of(by), line));
  }

  Problems problems() {
    return problems;
  }

  /** The place where a value was written last; empty for one that is in none of the texts. */
  Optional<Origin> latest(final ConfigOrigin origin) {
    final Matcher m = PLACE.matcher(origin.description());
    if (!m.find()) {
      return Optional.empty();
    }
    final String last = m.group(3) == null ? m.group(2) : m.group(3);
    return Optional.of(source(m).at(last == null ? 0 : Integer.parseInt(last)));
  }

  /** The earliest place of a value; empty for one that is in none of the texts. */
  Optional<Origin> origin(final ConfigOrigin origin) {
    final Matcher m = PLACE.matcher(origin.description());
    Optional<Origin> earliest = Optional.empty();
    List<Integer> first = NOWHERE;
    while (m.find()) {
      final List<Integer> position = source(m).position(line(m), "", List.of());
      if (comparePositions(position, first) < 0) {
        first = position;
        earliest = Optional.of(source(m).at(line(m)));
      }
    }
    return earliest;
  }

  /**
   * The earliest of the places that a value was merged from, as numbers that sort.
   *
   * @param key what stands there
   * @param parent the position of the section it is in
   */
  List<Integer> position(final ConfigOrigin origin, final String key, final List<Integer> parent) {
    final Matcher m = PLACE.matcher(origin.description());
    List<Integer> first = NOWHERE;
    while (m.find()) {
      final List<Integer> position = source(m).position(line(m), key, parent);
      if (comparePositions(position, first) < 0) {
        first = position;
      }
    }
    return first;
  }

  static int comparePositions(final List<Integer> a, final List<Integer> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      final int order = Integer.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private Optional<ConfigObject> parse(
      final String name,
      final Optional<Path> file,
      final String text,
      final Optional<Source> by,
      final int line) {
    final Source source = new Source(all.size(), name, file, text, by, line);
    totalChars += text.length();
    if (all.size() >= MAX_FILES || totalChars > MAX_TOTAL_BYTES) {
      problems.error(
          by.map(s -> s.at(line)).orElse(source.at(0)),
          "the configuration is more than "
              + MAX_FILES
              + " files or "
              + (MAX_TOTAL_BYTES >> 20)
              + " MiB",
          "include each file once");
      return Optional.empty();
    }
    all.add(source);
    problems.onFile(name);
    final Optional<TextScan.Fault> fault = TextScan.check(text);
    if (fault.isPresent()) {
      problems.error(source.at(fault.get().line()), fault.get().message(), fault.get().remedy());
      return Optional.empty();
    }
    return parse(source);
  }

  private Optional<ConfigObject> parse(final Source source) {
    try {
      return Optional.of(
          Spaced.joined(
              ConfigFactory.parseString(
                      source.text(),
                      ConfigParseOptions.defaults()
                          .setSyntax(ConfigSyntax.CONF)
                          .setOriginDescription("\u0001" + source.id() + "\u0001")
                          .setIncluder(new Includer(this, source)))
                  .root()));
    } catch (final ConfigException e) {
      SyntaxProblem.report(e, source.at(0), this);
    } catch (final StackOverflowError e) {
      problems.error(source.at(0), "the file is nested too deep to be read", "unnest it");
    }
    return Optional.empty();
  }

  private Source source(final Matcher m) {
    return all.get(Integer.parseInt(m.group(1)));
  }

  private static int line(final Matcher m) {
    return m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
  }
}
