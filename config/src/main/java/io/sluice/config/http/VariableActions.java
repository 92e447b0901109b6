package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.OptionalInt;

/** Reads actions on variables and captures. */
final class VariableActions {
  private static final int MAX_CAPTURE = 65_535;

  private VariableActions() {}

  static Action set(final ActionInput in) throws BadText {
    return new Action.SetVar(variable(in), in.expression());
  }

  static Action setFormat(final ActionInput in) throws BadText {
    return new Action.SetVarFormat(variable(in), in.format("a text"));
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

  private static VarName variable(final ActionInput in) throws BadText {
    final Word name = in.arg();
    return VarName.parse(name.text(), name.offset());
  }
}
