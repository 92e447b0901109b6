package io.sluice.config.http;

import io.sluice.config.text.BadText;
import io.sluice.config.text.Nearest;
import io.sluice.config.text.OneLine;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What an argument of a fetch or a converter must be.
 *
 * @param kind its kind
 * @param words those that it may be, for {@link Kind#WORD}
 * @param optional whether it may be left out, with all behind it
 */
record Arg(Kind kind, List<String> words, boolean optional) {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._:-]{1,128}/)?[^/]{1,128}");

  Arg {
    words = List.copyOf(words);
  }

  enum Kind {
    TEXT,
    INT,
    TABLE,
    BACKEND,
    FRONTEND,
    SERVER,
    USERLIST,
    VAR,
    REGEX,
    /** The path of a map. */
    FILE,
    IP4,
    IP6,
    /** A mask, or a count of bits. */
    MASK4,
    MASK6,
    /** An integer or a variable. */
    OPERAND,
    /** The number of a declared capture. */
    REQUEST_SLOT,
    RESPONSE_SLOT,
    WORD
  }

  /** Reads one from a table: {@code int}, {@code text?}, {@code s|ms|us?}, {@code =one}. */
  static Arg of(final String text) {
    final boolean optional = text.endsWith("?");
    final String kind = optional ? text.substring(0, text.length() - 1) : text;
    if (kind.startsWith("=")) {
      return new Arg(Kind.WORD, List.of(kind.substring(1)), optional);
    }
    for (final Kind k : Kind.values()) {
      if (k.name().equalsIgnoreCase(kind.replace('-', '_'))) {
        return new Arg(k, List.of(), optional);
      }
    }
    return new Arg(Kind.WORD, List.of(kind.split("\\|", -1)), optional);
  }

  /** The word of the documentation. */
  String shown() {
    return kind == Kind.WORD
        ? String.join("|", words)
        : kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Checks a value, and notes what it names. */
  void check(final String value, final int offset, final Reading reading) throws BadText {
    switch (kind) {
      case TEXT -> {}
      case INT -> integer(value, offset);
      case OPERAND -> operand(value, offset);
      case TABLE -> name(value, offset, Reference.Kind.TABLE, "a stick table", reading);
      case BACKEND -> name(value, offset, Reference.Kind.BACKEND, "a backend", reading);
      case FRONTEND -> name(value, offset, Reference.Kind.FRONTEND, "a frontend", reading);
      case USERLIST -> name(value, offset, Reference.Kind.USERLIST, "a userlist", reading);
      case SERVER -> server(value, offset, reading);
      case VAR -> VarName.parse(value, offset);
      case REGEX -> Regex.check(value, offset);
      case FILE -> file(value, offset, reading);
      case IP4 -> require(Networks.isIpv4(value), value, offset, "an IPv4 address", "10.0.0.1");
      case IP6 -> require(Networks.isIpv6(value), value, offset, "an IPv6 address", "2001:db8::1");
      case MASK4 -> require(Networks.isMask4(value), value, offset, "an IPv4 mask", "24");
      case MASK6 -> require(Networks.isMask6(value), value, offset, "an IPv6 mask", "64");
      case REQUEST_SLOT -> slot(value, offset, Reference.Kind.REQUEST_CAPTURE, reading);
      case RESPONSE_SLOT -> slot(value, offset, Reference.Kind.RESPONSE_CAPTURE, reading);
      case WORD -> word(value, offset);
    }
  }

  private static void integer(final String value, final int offset) throws BadText {
    require(isInteger(value), value, offset, "a whole number", "10");
  }

  private static void operand(final String value, final int offset) throws BadText {
    if (!isInteger(value)) {
      VarName.parse(value, offset);
    }
  }

  /** Of 64 bits. */
  private static boolean isInteger(final String value) {
    return INTEGER.matcher(value).matches()
        && new BigInteger(value.startsWith("+") ? value.substring(1) : value).bitLength() < 64;
  }

  private static void slot(
      final String value, final int offset, final Reference.Kind kind, final Reading reading)
      throws BadText {
    require(value.matches("[0-9]{1,4}"), value, offset, "the number of a capture", "0");
    reading.refer(kind, value, offset);
  }

  private static void name(
      final String value,
      final int offset,
      final Reference.Kind kind,
      final String what,
      final Reading reading)
      throws BadText {
    if (!NAME.matcher(value).matches()) {
      throw new BadText(
          offset,
          OneLine.quoted(value) + " is not the name of " + what,
          "write its name, of letters, digits and . : _ -");
    }
    reading.refer(kind, value, offset);
  }

  private static void server(final String value, final int offset, final Reading reading)
      throws BadText {
    require(SERVER.matcher(value).matches(), value, offset, "a server", "BACKEND/SERVER");
    reading.refer(Reference.Kind.SERVER, value, offset);
  }

  private static void file(final String value, final int offset, final Reading reading)
      throws BadText {
    require(
        !value.isEmpty() && value.indexOf('\0') < 0,
        value,
        offset,
        "the path of a file",
        "/etc/sluice/hosts.map");
    reading.refer(Reference.Kind.FILE, value, offset);
  }

  private void word(final String value, final int offset) throws BadText {
    if (!words.contains(value)) {
      throw new BadText(
          offset, OneLine.quoted(value) + " is not known here", Nearest.remedy(value, words));
    }
  }

  private static void require(
      final boolean fits,
      final String value,
      final int offset,
      final String what,
      final String example)
      throws BadText {
    if (!fits) {
      throw new BadText(
          offset, OneLine.quoted(value) + " is not " + what, "write one, such as " + example);
    }
  }
}
