package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.RuleProblem;
import java.util.List;

/** Arguments of converters and fetches. Stateless. */
public final class Args {
  private Args() {}

  /** Whether there is one that is not empty. */
  public static boolean has(final List<String> args, final int index) {
    return index < args.size() && !args.get(index).isEmpty();
  }

  /** One that must be there. */
  public static String text(final List<String> args, final int index) {
    if (index >= args.size()) {
      throw new RuleProblem("argument " + (index + 1) + " is missing");
    }
    return args.get(index);
  }

  /** One as bytes; what is missing is empty. */
  public static byte[] bytes(final List<String> args, final int index) {
    return Bytes.of(index < args.size() ? args.get(index) : "");
  }

  /** A number that must be there. */
  public static int number(final List<String> args, final int index) {
    final String text = text(args, index);
    try {
      return Integer.parseInt(text);
    } catch (final NumberFormatException e) {
      throw new RuleProblem("'" + text + "' is not an integer", e);
    }
  }

  /** A number, or what holds without. */
  public static int number(final List<String> args, final int index, final int without) {
    return has(args, index) ? number(args, index) : without;
  }
}
