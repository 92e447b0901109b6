package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.VariableRef;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Numbers. Results that a signed number of 64 bits cannot hold stay at the ends of the range.
 * Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code add}, {@code sub}, {@code mul}, ...
 */
final class Arithmetic {
  private Arithmetic() {}

  static ConverterKind.Factory unary(final LongUnaryOperator operator) {
    return (_, _) ->
        (_, sample) -> {
          sample.setSint(operator.applyAsLong(sample.number()));
          return true;
        };
  }

  static ConverterKind.Factory toBool(final LongUnaryOperator operator) {
    return (_, _) ->
        (_, sample) -> {
          sample.setBool(operator.applyAsLong(sample.number()) != 0);
          return true;
        };
  }

  /** With an operand that is a number or a variable. */
  static ConverterKind.Factory binary(final LongBinaryOperator operator) {
    return (args, surroundings) -> binary(operator, args, surroundings);
  }

  private static Converter binary(
      final LongBinaryOperator operator, final List<String> args, final Surroundings surroundings) {
    final String text = Args.text(args, 0);
    if (text.matches("[+-]?[0-9]+")) {
      final long operand = number(text);
      return (_, sample) -> {
        sample.setSint(operator.applyAsLong(sample.number(), operand));
        return true;
      };
    }
    final VariableRef variable = VariableRef.of(text, surroundings);
    return (txn, sample) -> {
      final Sample operand = txn.scratch().second();
      if (!variable.get(txn, operand) || !Casts.to(SampleType.SINT, txn.scratch(), operand)) {
        return false;
      }
      sample.setSint(operator.applyAsLong(sample.number(), operand.number()));
      return true;
    };
  }

  private static long number(final String text) {
    try {
      return Long.parseLong(text);
    } catch (final NumberFormatException e) {
      throw new RuleProblem("'" + text + "' is too large", e);
    }
  }

  static long add(final long a, final long b) {
    final long sum = a + b;
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  static long subtract(final long a, final long b) {
    return b == Long.MIN_VALUE ? a >= 0 ? Long.MAX_VALUE : a - b : add(a, -b);
  }

  static long multiply(final long a, final long b) {
    final long high = Math.multiplyHigh(a, b);
    final long low = a * b;
    if (high == low >> 63) {
      return low;
    }
    return (a ^ b) < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  static long divide(final long a, final long b) {
    if (b == 0) {
      return Long.MAX_VALUE;
    }
    return a == Long.MIN_VALUE && b == -1 ? Long.MAX_VALUE : a / b;
  }

  static long modulo(final long a, final long b) {
    return b == 0 || b == -1 ? 0 : a % b;
  }

  static long negate(final long a) {
    return a == Long.MIN_VALUE ? Long.MAX_VALUE : -a;
  }
}
