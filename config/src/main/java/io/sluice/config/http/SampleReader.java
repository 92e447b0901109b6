package io.sluice.config.http;

import io.sluice.config.http.StickTableConfig.Data;
import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a sample expression: {@code fetch(args),converter(args),...}.
 *
 * <p>Source: HAProxy configuration manual, "Fetching samples".
 */
public final class SampleReader {
  /** More are a mistake, or an attack. */
  private static final int MAX_CONVERTERS = 64;

  private final String text;
  private final int base;
  private final Reading reading;
  private final boolean response;
  private int at;

  private SampleReader(
      final String text, final int at, final int base, final Reading reading, final boolean acl) {
    this.text = text;
    this.at = at;
    this.base = base;
    this.reading = reading;
    this.response = !acl && reading.place().stage().isResponse();
  }

  /**
   * Reads a whole word.
   *
   * @param base where the word stands in a larger text
   */
  public static SampleExpr read(final String text, final int base, final Reading reading)
      throws BadText {
    final SampleReader reader = new SampleReader(text, 0, base, reading, false);
    final SampleExpr expr = reader.expression(true);
    reader.requireEnd();
    return expr;
  }

  /** The criterion of an ACL: {@code hdr} is the request's, and where it is used is known later. */
  static SampleExpr criterion(final String text, final int base, final Reading reading)
      throws BadText {
    final SampleReader reader = new SampleReader(text, 0, base, reading, true);
    final SampleExpr expr = reader.expression(false);
    reader.requireEnd();
    return expr;
  }

  /** An expression that is followed by something else, and where it ends. */
  record Part(SampleExpr expr, int end) {}

  /** Reads one that begins within a text. */
  static Part part(final String text, final int at, final int base, final Reading reading)
      throws BadText {
    final SampleReader reader = new SampleReader(text, at, base, reading, false);
    return new Part(reader.expression(true), reader.at);
  }

  /** Says where a fetch cannot be had. */
  static void requirePlace(final SampleExpr expr, final int offset, final Place place)
      throws BadText {
    final FetchTable.Fetch fetch = fetch(expr.fetch().name());
    if (fetch.http() && !place.http()) {
      throw new BadText(
          offset,
          fetch.name() + " looks at HTTP, which a proxy in mode tcp does not read",
          "write mode = http, or take a fetch of the connection or of bytes");
    }
    if (!fetch.scope().fits(place)) {
      throw new BadText(
          offset,
          fetch.name() + " cannot be had here",
          twin(fetch.name(), place) + "it is there " + fetch.scope().where());
    }
  }

  /** What the same is called on the other side. */
  private static String twin(final String name, final Place place) {
    final String other =
        name.startsWith("res.")
            ? name.replaceFirst("^res", "req")
            : name.replaceFirst("^req", "res");
    return !other.equals(name)
            && FetchTable.fetch(other).filter(f -> f.scope().fits(place)).isPresent()
        ? "write " + other + ", or move the rule: "
        : "";
  }

  private SampleExpr expression(final boolean placed) throws BadText {
    final int start = at;
    final Call fetch = fetch();
    final FetchTable.Fetch known = fetch(fetch.name());
    if (placed) {
      requirePlace(new SampleExpr(fetch, List.of(), known.type()), base + start, reading.place());
    }
    final List<Call> converters = new ArrayList<>();
    SampleType type = known.type();
    while (at < text.length() && text.charAt(at) == ',') {
      at++;
      type = converter(type, converters);
    }
    return new SampleExpr(fetch, converters, type);
  }

  private Call fetch() throws BadText {
    final int start = at;
    final String written = name();
    if (written.isEmpty()) {
      throw new BadText(
          base + start, "has no sample fetch where one is expected", "write one, such as src");
    }
    final String name = FetchTable.canonical(tracked(written), response);
    if (FetchTable.fetch(name).isEmpty()) {
      throw FetchTable.isAbsent(name)
          ? absent(start, written)
          : new BadText(
              base + start,
              "there is no sample fetch " + OneLine.quoted(written),
              Nearest.remedy(written, FetchTable.names()));
    }
    final Signature signature = FetchTable.signature(name);
    return new Call(name, args(start, written, signature, sc(written)));
  }

  /** {@code sc1_conn_rate} is {@code sc_conn_rate(1)}; those of arrays have no such form. */
  private static String tracked(final String written) {
    if (sc(written).isEmpty()) {
      return written;
    }
    final String name = "sc" + written.substring(3);
    return FetchTable.isArray(name) ? written : name;
  }

  /** The counter in the name; empty: none. */
  private static String sc(final String written) {
    return written.matches("sc[0-2]_.*") ? written.substring(2, 3) : "";
  }

  private SampleType converter(final SampleType before, final List<Call> converters)
      throws BadText {
    final int start = at;
    final String written = name();
    if (ConverterTable.converter(written).isEmpty()) {
      throw ConverterTable.isAbsent(written)
          ? absent(start, written)
          : new BadText(
              base + start,
              "there is no converter " + OneLine.quoted(written),
              Nearest.remedy(written, ConverterTable.names()));
    }
    final ConverterTable.Converter converter = ConverterTable.converter(written).orElseThrow();
    if (!before.becomes(converter.in())) {
      throw new BadText(
          base + start,
          written + " takes " + converter.in().shown() + ", and gets " + before.shown(),
          "put a converter between that gives " + converter.in().shown());
    }
    if (converters.size() == MAX_CONVERTERS) {
      throw new BadText(base + start, "has too many converters", "write at most " + MAX_CONVERTERS);
    }
    final Signature signature = ConverterTable.signature(written);
    converters.add(new Call(converter.name(), args(start, written, signature, "")));
    return converter.out() == SampleType.ANY
            && converter.in() == SampleType.ANY
            && !written.startsWith("jwt")
            && !written.startsWith("json")
        ? before
        : converter.out();
  }

  private List<String> args(
      final int start, final String written, final Signature signature, final String first)
      throws BadText {
    final List<ArgReader.Value> values = new ArrayList<>();
    if (!first.isEmpty()) {
      values.add(new ArgReader.Value(first, start));
    }
    if (at < text.length() && text.charAt(at) == '(') {
      final ArgReader reader = new ArgReader(text, at);
      try {
        values.addAll(reader.read());
      } catch (final BadText e) {
        throw e.shifted(base);
      }
      at = reader.end();
      if (values.isEmpty() && signature.takesEmptyText()) {
        values.add(new ArgReader.Value("", at - 1));
      }
    }
    final List<Arg> args = signature.args();
    if (values.size() > args.size() || values.size() < signature.least()) {
      throw new BadText(
          base + start,
          written + " has " + (values.size() > args.size() ? "too many" : "too few") + " arguments",
          "write " + signature.shown());
    }
    for (int i = 0; i < args.size(); i++) {
      if (i >= values.size() || (values.get(i).text().isEmpty() && args.get(i).optional())) {
        own(args.get(i), signature, base + start, reading);
      } else {
        args.get(i).check(values.get(i).text(), base + values.get(i).offset(), reading);
      }
    }
    final List<String> texts = values.stream().map(ArgReader.Value::text).toList();
    want(signature, texts, base + start, reading);
    return texts;
  }

  /** Notes what a table should store for it. */
  private static void want(
      final Signature signature,
      final List<String> values,
      final int offset,
      final Reading reading) {
    final Set<Data> stored = TableData.of(signature.name());
    if (stored.isEmpty()) {
      return;
    }
    final int table = signature.args().size() - 1;
    final String named = table < values.size() ? values.get(table) : "";
    final boolean counted = named.isEmpty() && signature.name().startsWith("sc_");
    reading.refer(
        new Reference(
            counted ? Reference.Kind.COUNTED : Reference.Kind.STORED,
            counted ? values.get(table - 1) : named,
            offset,
            Optional.empty(),
            stored));
  }

  /** What an expression names that was read before its proxy was known. */
  public static List<Reference> references(final SampleExpr expr) {
    final Reading reading =
        new Reading(new Place(Stage.REQUEST, true, true), Map.of(), ReplyFiles.NONE);
    refer(FetchTable.signature(expr.fetch().name()), expr.fetch(), reading);
    expr.converters().forEach(c -> refer(ConverterTable.signature(c.name()), c, reading));
    return reading.references();
  }

  private static void refer(final Signature signature, final Call call, final Reading reading) {
    for (int i = 0; i < signature.args().size(); i++) {
      final Arg arg = signature.args().get(i);
      final String value = i < call.args().size() ? call.args().get(i) : "";
      if (value.isEmpty() && arg.optional()) {
        own(arg, signature, 0, reading);
      } else {
        try {
          arg.check(value, 0, reading);
        } catch (final BadText e) {
          throw new IllegalStateException("it was read before", e);
        }
      }
    }
    want(signature, call.args(), 0, reading);
  }

  /** A name that is left out means what is the proxy's own; tracked counters know their table. */
  private static void own(
      final Arg arg, final Signature signature, final int offset, final Reading reading) {
    if (arg.kind() == Arg.Kind.TABLE && !signature.name().startsWith("sc_")) {
      reading.refer(Reference.Kind.TABLE, "", offset);
    }
  }

  private BadText absent(final int start, final String written) {
    return new BadText(
        base + start,
        written + " is known to HAProxy, and not in this version",
        "leave it out, or take something else");
  }

  private void requireEnd() throws BadText {
    if (at < text.length()) {
      throw new BadText(
          base + at,
          "goes on with " + OneLine.quoted(text.substring(at)) + " behind the expression",
          "write a comma before a converter, and quotes around arguments with parentheses");
    }
  }

  private String name() {
    final int start = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static FetchTable.Fetch fetch(final String name) {
    return FetchTable.fetch(name).orElseThrow();
  }

  private static boolean isName(final char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.'
        || c == '+';
  }
}
