package io.sluice.config.http;

import io.sluice.config.text.BadText;

/** Reads actions on header fields. */
final class HeaderActions {
  private HeaderActions() {}

  static Action set(final ActionInput in) throws BadText {
    return new Action.SetHeader(in.header(), in.format("a value"));
  }

  static Action add(final ActionInput in) throws BadText {
    return new Action.AddHeader(in.header(), in.format("a value"));
  }

  static Action del(final ActionInput in) throws BadText {
    final Word name = in.next("the name of a header field");
    final Match match = in.match();
    if (match == Match.REG) {
      Regex.check(name.text(), name.offset());
      return new Action.DelHeader(name.text(), match);
    }
    return new Action.DelHeader(in.header(name), match);
  }

  static Action replace(final ActionInput in) throws BadText {
    return new Action.ReplaceHeader(in.header(), in.regex(), in.format("a replacement"));
  }

  static Action replaceValue(final ActionInput in) throws BadText {
    return new Action.ReplaceValue(in.header(), in.regex(), in.format("a replacement"));
  }
}
