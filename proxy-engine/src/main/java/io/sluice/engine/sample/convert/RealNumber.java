package io.sluice.engine.sample.convert;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Output;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Prints numbers as printf(3) does with {@code %g}: six digits, without zeros at their end, and
 * with an exponent where that is shorter. Stateless.
 *
 * <p>Source: HAProxy {@code json_query}, which gives numbers in this form; RFC 8259 section 6 for
 * how they are written.
 */
final class RealNumber {
  private static final MathContext SIX = new MathContext(6, RoundingMode.HALF_EVEN);

  private RealNumber() {}

  /** Puts a number of JSON; what follows it is not looked at. */
  static void put(final byte[] text, final int from, final int to, final Output into) {
    final int length = length(text, from, to);
    final String written = new String(text, from, length, StandardCharsets.US_ASCII);
    into.put(text(Double.parseDouble(written.equals("-") ? "0" : written)));
  }

  /** How many bytes belong to a number, its exponent only if it has digits. */
  private static int length(final byte[] text, final int from, final int to) {
    int at = digits(text, text[from] == '-' ? from + 1 : from, to);
    if (at < to && text[at] == '.') {
      at = digits(text, at + 1, to);
    }
    if (at < to && Bytes.lower(text[at]) == 'e') {
      final int sign = at + 1;
      final boolean signed = sign < to && (text[sign] == '-' || text[sign] == '+');
      final int first = signed ? sign + 1 : sign;
      final int end = digits(text, first, to);
      at = end > first ? end : at;
    }
    return at - from;
  }

  private static int digits(final byte[] text, final int from, final int to) {
    int at = from;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at;
  }

  private static String text(final double number) {
    if (Double.isInfinite(number)) {
      return number < 0 ? "-inf" : "inf";
    }
    if (number == 0) {
      return Math.copySign(1, number) < 0 ? "-0" : "0";
    }
    final BigDecimal rounded = new BigDecimal(number).round(SIX).stripTrailingZeros();
    final int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < SIX.getPrecision()) {
      return rounded.toPlainString();
    }
    final int size = Math.abs(exponent);
    return rounded.movePointLeft(exponent).toPlainString()
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }
}
