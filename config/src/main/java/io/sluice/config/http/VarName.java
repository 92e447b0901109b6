package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.OneLine;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A variable's name.
 *
 * @param scope how long it lives
 * @param name letters, digits, underscores and dots
 */
public record VarName(Scope scope, String name) {
  private static final Pattern VARIABLE =
      Pattern.compile("(proc|sess|txn|req|res)\\.([A-Za-z0-9_.]{1,128})");

  /** Source: HAProxy configuration manual, {@code set-var}. */
  public enum Scope {
    /** The process. */
    PROC,
    /** The client's connection. */
    SESS,
    /** The request and its response. */
    TXN,
    /** While the request is worked on. */
    REQ,
    /** While the response is worked on. */
    RES
  }

  /** Reads one as it is written, such as {@code txn.host}. */
  public static VarName parse(final String text, final int offset) throws BadText {
    final Matcher m = VARIABLE.matcher(text);
    if (!m.matches()) {
      throw new BadText(
          offset,
          OneLine.quoted(text) + " is not a variable",
          "write proc., sess., txn., req. or res. and a name of letters, digits, _ and .");
    }
    return new VarName(Scope.valueOf(m.group(1).toUpperCase(Locale.ROOT)), m.group(2));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return scope.name().toLowerCase(Locale.ROOT) + "." + name;
  }
}
