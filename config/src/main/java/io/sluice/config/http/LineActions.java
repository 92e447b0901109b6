package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads actions on the request line and the status line. */
final class LineActions {
  /** Normalizers and the word that may follow each. */
  private static final Map<String, String> NORMALIZERS =
      Map.of(
          "fragment-encode", "",
          "fragment-strip", "",
          "path-merge-slashes", "",
          "path-strip-dot", "",
          "path-strip-dotdot", "full",
          "percent-decode-unreserved", "strict",
          "percent-to-uppercase", "strict",
          "query-sort-by-name", "");

  private LineActions() {}

  static Action method(final ActionInput in) throws BadText {
    return new Action.SetMethod(in.format("a method"));
  }

  static Action path(final ActionInput in) throws BadText {
    return new Action.SetPath(in.format("a path"));
  }

  static Action pathQuery(final ActionInput in) throws BadText {
    return new Action.SetPathQuery(in.format("a path and query"));
  }

  static Action query(final ActionInput in) throws BadText {
    return new Action.SetQuery(in.format("a query"));
  }

  static Action uri(final ActionInput in) throws BadText {
    return new Action.SetUri(in.format("a request target"));
  }

  static Action replacePath(final ActionInput in) throws BadText {
    return new Action.ReplacePath(in.regex(), in.format("a replacement"));
  }

  static Action replacePathQuery(final ActionInput in) throws BadText {
    return new Action.ReplacePathQuery(in.regex(), in.format("a replacement"));
  }

  static Action replaceUri(final ActionInput in) throws BadText {
    return new Action.ReplaceUri(in.regex(), in.format("a replacement"));
  }

  static Action status(final ActionInput in) throws BadText {
    final int status = Quantities.integer(in.next("a status"), 100, 999);
    if (!in.words().skip("reason")) {
      return new Action.SetStatus(status, Optional.empty());
    }
    final Word reason = in.next("a reason");
    if (!reason.text().matches("[\\t -~\\x80-\\xff]{0,1024}")) {
      throw in.bad(reason, "is not a reason of one line", "write printable characters");
    }
    return new Action.SetStatus(status, Optional.of(reason.text()));
  }

  static Action normalize(final ActionInput in) throws BadText {
    final String normalizer = in.choice("a normalizer", List.copyOf(NORMALIZERS.keySet()));
    final String option = NORMALIZERS.getOrDefault(normalizer, "");
    return new Action.NormalizeUri(
        !option.isEmpty() && in.words().skip(option) ? normalizer + " " + option : normalizer);
  }
}
