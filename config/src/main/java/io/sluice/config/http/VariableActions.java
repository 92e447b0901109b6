package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads actions on variables and captures. */
final class VariableActions {
  private static final int MAX_CAPTURE = 65_535;
  private static final List<String> CONDITIONS =
      List.of(
          "ifexists", "ifnotexists", "ifempty", "ifnotempty", "ifset", "ifnotset", "ifgt", "iflt");

  private VariableActions() {}

  static Action set(final ActionInput in) throws BadText {
    return new Action.SetVar(first(in), conditions(in), in.expression());
  }

  static Action setFormat(final ActionInput in) throws BadText {
    return new Action.SetVarFormat(first(in), conditions(in), in.format("a text"));
  }

  static Action unset(final ActionInput in) throws BadText {
    return new Action.UnsetVar(variable(in));
  }

  static Action capture(final ActionInput in) throws BadText {
    final SampleExpr value = in.expression();
    if (in.words().skip("len")) {
      if (in.kind() != RuleKind.HTTP_REQUEST && in.kind() != RuleKind.TCP_REQUEST_CONTENT) {
        throw new BadText(
            in.words().offset(),
            "has len in a rule of responses",
            "write id and the slot's number");
      }
      return new Action.Capture(
          value, OptionalInt.empty(), Quantities.integer(in.next("a length"), 1, MAX_CAPTURE));
    }
    if (!in.words().skip("id")) {
      throw new BadText(in.words().offset(), "says not where to keep it", "write " + in.usage());
    }
    final Word id = in.next("the number of a slot");
    final boolean request =
        in.kind() == RuleKind.HTTP_REQUEST || in.kind() == RuleKind.TCP_REQUEST_CONTENT;
    in.reading()
        .refer(
            request ? Reference.Kind.REQUEST_CAPTURE : Reference.Kind.RESPONSE_CAPTURE,
            id.text(),
            id.offset());
    return new Action.Capture(value, OptionalInt.of(Quantities.integer(id, 0, 9999)), 0);
  }

  private static VarName first(final ActionInput in) throws BadText {
    final Word name = in.args().isEmpty() ? in.arg() : in.args().getFirst();
    return VarName.parse(name.text(), name.offset());
  }

  private static List<String> conditions(final ActionInput in) throws BadText {
    final List<String> conditions = new ArrayList<>();
    for (final Word word : in.args().subList(1, in.args().size())) {
      if (!CONDITIONS.contains(word.text())) {
        throw in.bad(
            word, "is not a condition of a variable", Nearest.remedy(word.text(), CONDITIONS));
      }
      conditions.add(word.text());
    }
    return conditions;
  }

  private static VarName variable(final ActionInput in) throws BadText {
    final Word name = in.arg();
    return VarName.parse(name.text(), name.offset());
  }
}
