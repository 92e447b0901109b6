package io.sluice.config.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Map;

/** Reads texts for tests. */
final class Texts {
  static final Place REQUEST = new Place(Stage.REQUEST, true, false);
  static final Place RESPONSE = new Place(Stage.RESPONSE, true, true);

  private Texts() {}

  static Reading at(final Place place) {
    return new Reading(place, Map.of(), ReplyFiles.NONE);
  }

  static Reading at(final Place place, final Map<String, List<AclTest>> acls) {
    return new Reading(place, acls, ReplyFiles.NONE);
  }

  @FunctionalInterface
  interface Read {
    Object read() throws BadText;
  }

  /** What is wrong: {@code OFFSET: MESSAGE; REMEDY}. */
  static String problem(final Read read) {
    final Throwable thrown = catchThrowable(read::read);
    assertThat(thrown).isInstanceOf(BadText.class);
    final BadText bad = (BadText) thrown;
    return bad.offset() + ": " + bad.message() + "; " + bad.remedy();
  }

  /** An expression as it is written, in one form. */
  static String shown(final SampleExpr expr) {
    final StringBuilder shown = new StringBuilder(shown(expr.fetch()));
    expr.converters().forEach(c -> shown.append(',').append(shown(c)));
    return shown.toString();
  }

  private static String shown(final Call call) {
    return call.name() + (call.args().isEmpty() ? "" : call.args());
  }

  static String shown(final AclTest test) {
    return shown(test.sample())
        + " "
        + test.match()
        + (test.ignoreCase() ? " -i" : "")
        + (test.patterns().isEmpty() ? "" : " " + test.patterns())
        + (test.files().isEmpty() ? "" : " " + test.files());
  }

  static String shown(final Condition condition) {
    return switch (condition) {
      case Condition.Always _ -> "always";
      case final Condition.Test t -> "{" + shown(t.test()) + "}";
      case final Condition.Acl a -> a.name();
      case final Condition.Not n -> "!" + shown(n.condition());
      case final Condition.And a -> a.conditions().stream().map(Texts::shown).toList().toString();
      case final Condition.Or o ->
          "(" + String.join(" or ", o.conditions().stream().map(Texts::shown).toList()) + ")";
    };
  }

  static String shown(final LogFormat format) {
    final StringBuilder shown = new StringBuilder();
    for (final LogFormat.Piece piece : format.pieces()) {
      shown.append(
          switch (piece) {
            case final LogFormat.Text t -> "'" + t.text() + "'";
            case final LogFormat.Variable v -> "%" + v.name() + flags(v.flags());
            case final LogFormat.Sample s -> "%[" + shown(s.expr()) + "]" + flags(s.flags());
          });
    }
    return shown.toString();
  }

  private static String flags(final LogFormat.Flags flags) {
    return (flags.quoted() ? "Q" : "") + (flags.hex() ? "X" : "") + (flags.escaped() ? "E" : "");
  }
}
