package io.sluice.health.pgsql;

import java.text.Normalizer;

/**
 * One spelling for all ways to type a password, as the server stores it. A text that the profile
 * does not allow stays as it is, as PostgreSQL does it. Stateless.
 *
 * <p>Source: RFC 4013. Characters are judged by the JDK's Unicode in place of version 3.2.
 */
final class SaslPrep {
  private SaslPrep() {}

  static String prepared(final String password) {
    if (password.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return password;
    }
    final StringBuilder mapped = new StringBuilder(password.length());
    password
        .codePoints()
        .filter(c -> !isNothing(c))
        .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x200b ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    final String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    final boolean allowed =
        !normal.isEmpty()
            && normal.codePoints().noneMatch(SaslPrep::isProhibited)
            && isOneWay(normal);
    return allowed ? normal : password;
  }

  /** Table B.1 of RFC 3454. */
  private static boolean isNothing(final int c) {
    return switch (c) {
      case 0x00ad, 0x034f, 0x1806, 0x200c, 0x200d, 0x2060, 0xfeff -> true;
      default -> isIn(c, 0x180b, 0x180d) || isIn(c, 0xfe00, 0xfe0f);
    };
  }

  /** Tables C.2 to C.9, and what no character is. */
  private static boolean isProhibited(final int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> isIn(c, 0x2ff0, 0x2ffb) || isIn(c, 0xfffc, 0xfffd) || isIn(c, 0x0340, 0x0341);
    };
  }

  private static boolean isIn(final int c, final int first, final int last) {
    return c >= first && c <= last;
  }

  /** Text that runs from right to left does so from its first to its last character. */
  private static boolean isOneWay(final String text) {
    if (text.codePoints().noneMatch(SaslPrep::isRightToLeft)) {
      return true;
    }
    return isRightToLeft(text.codePointAt(0))
        && isRightToLeft(text.codePointBefore(text.length()))
        && text.codePoints().noneMatch(SaslPrep::isLeftToRight);
  }

  private static boolean isLeftToRight(final int c) {
    return Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
  }

  private static boolean isRightToLeft(final int c) {
    return switch (Character.getDirectionality(c)) {
      case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
          true;
      default -> false;
    };
  }
}
