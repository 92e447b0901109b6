package io.sluice.config.http;

import io.sluice.config.http.AclTest.PatternFile;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what an ACL tests: {@code criterion flags operator patterns}.
 *
 * <p>Source: HAProxy configuration manual, "Using ACLs and fetching samples".
 */
public final class AclReader {
  private static final Map<String, Match> METHODS = new TreeMap<>();

  static {
    for (final Match match : Match.values()) {
      METHODS.put(match.name().toLowerCase(Locale.ROOT), match);
    }
  }

  /** Criteria that may have {@code _beg}, {@code _sub} and so on behind their name. */
  private static final Set<String> DERIVED =
      Set.of("base", "cook", "hdr", "path", "scook", "shdr", "url", "urlp", "ssl_fc_sni");

  private static final Map<String, Match> SUFFIXES =
      Map.of(
          "beg", Match.BEG, "dir", Match.DIR, "dom", Match.DOM, "end", Match.END, "len", Match.LEN,
          "reg", Match.REG, "sub", Match.SUB);

  /** Those that are compared otherwise than their type says. */
  private static final Map<String, Match> OWN_MATCH =
      Map.of("req.payload", Match.BIN, "req.payload_lv", Match.BIN);

  private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_.+-]+)(.*)", Pattern.DOTALL);

  private final WordReader words;
  private final Reading reading;

  /** Patterns before {@code -i}, and those behind it. */
  private final Group exact = new Group(new ArrayList<>(), new ArrayList<>());

  private final Group folded = new Group(new ArrayList<>(), new ArrayList<>());

  private boolean ignoreCase;
  private boolean map;

  /** Whether {@code --} was there, behind which nothing is a flag. */
  private boolean flagsEnded;

  private record Group(List<String> patterns, List<PatternFile> files) {
    boolean isEmpty() {
      return patterns.isEmpty() && files.isEmpty();
    }

    AclTest test(final SampleExpr sample, final Match match, final boolean ignoreCase) {
      return new AclTest(sample, match, ignoreCase, patterns, files);
    }
  }

  private AclReader(final List<Word> words, final int end, final Reading reading) {
    this.words = new WordReader(words, end);
    this.reading = reading;
  }

  /**
   * Reads one line of a named ACL. Whether its fetch can be had is checked where it is used.
   *
   * @param text without the ACL's name
   */
  public static List<AclTest> read(final String text, final Reading reading) throws BadText {
    return of(Words.of(text), text.length(), reading);
  }

  /** Reads the words of one; those with and without {@code -i} become tests of their own. */
  static List<AclTest> of(final List<Word> words, final int end, final Reading reading)
      throws BadText {
    return new AclReader(words, end, reading).tests();
  }

  private List<AclTest> tests() throws BadText {
    final Word criterion = words.next("what is tested", "write a sample fetch, such as src");
    final Derived derived = derived(criterion.text());
    final SampleExpr sample = sample(criterion, derived);
    Optional<Match> match = derived.match();
    while (!flagsEnded && isFlag()) {
      match = flag(words.next("a flag", ""), sample, match);
    }
    final Match found =
        match.or(() -> standard(sample)).orElseThrow(() -> unmatched(criterion, sample));
    patterns(sample, found);
    return tests(sample, found);
  }

  private List<AclTest> tests(final SampleExpr sample, final Match match) throws BadText {
    final List<AclTest> tests = new ArrayList<>();
    if (!exact.isEmpty()) {
      tests.add(exact.test(sample, match, false));
    }
    if (!folded.isEmpty()) {
      tests.add(folded.test(sample, match, true));
    }
    if (!tests.isEmpty()) {
      return List.copyOf(tests);
    }
    if (match != Match.FOUND && match != Match.BOOL) {
      throw new BadText(
          words.offset(),
          "is compared with no pattern",
          "write what it is compared with, or -m found for whether there is a sample at all");
    }
    return List.of(exact.test(sample, match, ignoreCase));
  }

  private Group group() {
    return ignoreCase ? folded : exact;
  }

  private SampleExpr sample(final Word criterion, final Derived derived) throws BadText {
    try {
      return SampleReader.criterion(derived.text(), criterion.offset(), reading);
    } catch (final BadText e) {
      final Matcher m = NAME.matcher(criterion.text());
      if (!e.message().startsWith("there is no sample fetch") || !m.matches()) {
        throw e;
      }
      final List<String> known = new ArrayList<>(FetchTable.names());
      DERIVED.forEach(d -> SUFFIXES.keySet().forEach(s -> known.add(d + "_" + s)));
      throw new BadText(e.offset(), e.message(), Nearest.remedy(m.group(1), known));
    }
  }

  private record Derived(String text, Optional<Match> match) {}

  /** {@code path_beg} is {@code path} with {@code -m beg}. */
  private static Derived derived(final String text) {
    final Matcher m = NAME.matcher(text);
    if (m.matches()) {
      final String name = m.group(1);
      final int suffix = name.lastIndexOf('_');
      final Match match = suffix < 0 ? null : SUFFIXES.get(name.substring(suffix + 1));
      if (match != null && DERIVED.contains(name.substring(0, suffix))) {
        return new Derived(name.substring(0, suffix) + m.group(2), Optional.of(match));
      }
    }
    return new Derived(text, Optional.empty());
  }

  private static Optional<Match> standard(final SampleExpr sample) {
    if (sample.converters().isEmpty() && OWN_MATCH.containsKey(sample.fetch().name())) {
      return Optional.of(OWN_MATCH.get(sample.fetch().name()));
    }
    return switch (sample.type()) {
      case BOOL -> Optional.of(Match.BOOL);
      case SINT -> Optional.of(Match.INT);
      case IPV4, IPV6, ADDR -> Optional.of(Match.IP);
      case STR, METH -> Optional.of(Match.STR);
      case BIN, ANY -> Optional.empty();
    };
  }

  private static BadText unmatched(final Word criterion, final SampleExpr sample) {
    return new BadText(
        criterion.offset(),
        "gives " + sample.type().shown() + ", and nothing says how that is compared",
        "write -m str, or another way, behind " + OneLine.of(criterion.text()));
  }

  private boolean isFlag() {
    return words.peek().filter(w -> w.matches("-[A-Za-z-]")).isPresent();
  }

  private Optional<Match> flag(
      final Word flag, final SampleExpr sample, final Optional<Match> match) throws BadText {
    switch (flag.text()) {
      case "-i" -> ignoreCase = true;
      case "-n" -> {}
      case "--" -> flagsEnded = true;
      case "-M" -> map = true;
      case "-u" -> words.next("a number", "write -u and a number");
      case "-f" -> file();
      case "-m" -> {
        return Optional.of(method(sample));
      }
      default ->
          throw new BadText(
              flag.offset(),
              OneLine.quoted(flag.text()) + " is not a flag",
              "write -i, -m, -f, -M, -n or -u; -- before a pattern that begins with -");
    }
    return match;
  }

  private Match method(final SampleExpr sample) throws BadText {
    final int offset = words.offset();
    final Match match = METHODS.get(words.choice("a way to compare", METHODS.keySet()));
    if (match == null || !fits(sample.type(), match)) {
      throw new BadText(
          offset,
          "this way to compare does not fit " + sample.type().shown(),
          "leave -m out, or convert the sample first");
    }
    return match;
  }

  /** Source: HAProxy configuration manual, "ACL basics", the table of types and methods. */
  private static boolean fits(final SampleType type, final Match match) {
    return switch (match) {
      case FOUND -> true;
      case BOOL -> type.becomes(SampleType.BOOL) || type == SampleType.SINT;
      case INT -> type.becomes(SampleType.SINT);
      case IP -> type.becomes(SampleType.ADDR);
      case BIN -> type.becomes(SampleType.BIN);
      case LEN, STR, SUB, REG, BEG, END, DIR, DOM -> type.becomes(SampleType.STR);
    };
  }

  private void file() throws BadText {
    final Word path = words.next("a file", "write -f and the path of a file");
    reading.refer(Reference.Kind.FILE, path.text(), path.offset());
    group().files().add(new PatternFile(path.text(), map));
  }

  private void patterns(final SampleExpr sample, final Match match) throws BadText {
    final Integers integers = new Integers(sample.fetch().name().equals("req.ssl_ver"));
    while (words.hasNext()) {
      final Word word = words.next("a pattern", "");
      if (!flagsEnded && word.text().equals("--")) {
        flagsEnded = true;
      } else if (!flagsEnded && word.text().equals("-i")) {
        ignoreCase = true;
      } else if (!flagsEnded && word.text().equals("-f")) {
        file();
      } else {
        pattern(word, match, integers);
      }
    }
    integers.requireValue(words.offset());
  }

  private void pattern(final Word word, final Match match, final Integers integers) throws BadText {
    switch (match) {
      case FOUND, BOOL ->
          throw new BadText(
              word.offset(),
              OneLine.quoted(word.text()) + " is compared with nothing",
              "leave it out; write ! before the test for the opposite");
      case INT, LEN -> integers.read(word).ifPresent(group().patterns()::add);
      case IP -> group().patterns().add(Networks.parse(word.text(), word.offset()));
      case BIN -> group().patterns().add(hex(word));
      case REG -> {
        Regex.check(word.text(), word.offset());
        group().patterns().add(word.text());
      }
      case STR, SUB, BEG, END, DIR, DOM -> group().patterns().add(word.text());
    }
  }

  private static String hex(final Word word) throws BadText {
    if (!word.text().matches("([0-9A-Fa-f]{2})+")) {
      throw new BadText(
          word.offset(),
          OneLine.quoted(word.text()) + " is not bytes in hexadecimal",
          "write two digits for each byte, such as 0d0a");
    }
    return word.text();
  }
}
