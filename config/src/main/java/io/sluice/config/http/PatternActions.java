package io.sluice.config.http;

import io.sluice.config.text.BadText;
import java.util.Optional;

/** Reads actions on the patterns and maps that are kept of files. */
final class PatternActions {
  private PatternActions() {}

  static Action add(final ActionInput in) throws BadText {
    return new Action.ChangePatterns(true, file(in), in.format("a pattern"));
  }

  static Action delete(final ActionInput in) throws BadText {
    return new Action.ChangePatterns(false, file(in), in.format("a pattern"));
  }

  static Action setMap(final ActionInput in) throws BadText {
    return new Action.ChangeMap(
        file(in), in.format("a key"), Optional.of(in.format("the value of the key")));
  }

  static Action deleteMap(final ActionInput in) throws BadText {
    return new Action.ChangeMap(file(in), in.format("a key"), Optional.empty());
  }

  private static String file(final ActionInput in) throws BadText {
    final Word file = in.arg();
    if (file.text().isEmpty() || file.text().indexOf('\0') >= 0) {
      throw in.bad(file, "is not the path of a file", "write " + in.usage());
    }
    in.reading().refer(Reference.Kind.FILE, file.text(), file.offset());
    return file.text();
  }
}
