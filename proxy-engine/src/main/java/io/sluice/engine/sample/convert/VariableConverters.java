package io.sluice.engine.sample.convert;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Casts;
import io.sluice.engine.sample.Converter;
import io.sluice.engine.sample.Output;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.VarCondition;
import io.sluice.engine.sample.VariableRef;
import java.util.List;

/**
 * Converters that read or write variables. Stateless.
 *
 * <p>Source: HAProxy configuration manual, converters {@code concat}, {@code add_item}, {@code
 * strcmp}, {@code secure_memcmp}, {@code set-var}, {@code unset-var}.
 */
final class VariableConverters {
  private VariableConverters() {}

  private static VariableRef optional(
      final List<String> args, final int index, final Surroundings surroundings) {
    return Args.has(args, index) ? VariableRef.of(args.get(index), surroundings) : null;
  }

  /** Points the second sample at a variable, as text; false: it is not set, or there is none. */
  private static boolean text(final VariableRef variable, final Transaction txn) {
    return variable != null
        && variable.get(txn, txn.scratch().second())
        && Casts.to(SampleType.STR, txn.scratch(), txn.scratch().second());
  }

  /** {@code concat([start],[var],[end])}. */
  static Converter concat(final List<String> args, final Surroundings surroundings) {
    final byte[] start = Args.bytes(args, 0);
    final VariableRef variable = optional(args, 1, surroundings);
    final byte[] end = Args.bytes(args, 2);
    return (txn, sample) -> {
      final Output all = txn.scratch().value(sample);
      all.put(sample);
      all.put(start);
      if (text(variable, txn)) {
        all.put(txn.scratch().second());
      }
      all.put(end);
      sample.setStr(all.bytes(), 0, all.length());
      return !all.isOverflown();
    };
  }

  /** {@code add_item(delimiter,[var][,suffix])}. */
  static Converter addItem(final List<String> args, final Surroundings surroundings) {
    final byte[] delimiter = Args.bytes(args, 0);
    final VariableRef variable = optional(args, 1, surroundings);
    final byte[] suffix = Args.bytes(args, 2);
    if (variable == null && suffix.length == 0) {
      throw new RuleProblem("add_item takes a variable, a suffix or both");
    }
    return (txn, sample) -> {
      final Output all = txn.scratch().value(sample);
      all.put(sample);
      final boolean set = text(variable, txn);
      if (sample.length() > 0 && (set || suffix.length > 0)) {
        all.put(delimiter);
      }
      if (set) {
        all.put(txn.scratch().second());
      }
      all.put(suffix);
      sample.setStr(all.bytes(), 0, all.length());
      return !all.isOverflown();
    };
  }

  /** {@code strcmp(var)}: below 0, 0, above 0. */
  static Converter strcmp(final List<String> args, final Surroundings surroundings) {
    final VariableRef variable = VariableRef.of(Args.text(args, 0), surroundings);
    return (txn, sample) -> {
      if (!text(variable, txn)) {
        return false;
      }
      final Sample other = txn.scratch().second();
      final int least = Math.min(sample.length(), other.length());
      int compared = 0;
      for (int i = 0; i < least && compared == 0; i++) {
        compared =
            (sample.bytes()[sample.offset() + i] & 255) - (other.bytes()[other.offset() + i] & 255);
      }
      if (compared == 0) {
        compared = Integer.compare(sample.length(), other.length());
      }
      sample.setSint(Integer.signum(compared));
      return true;
    };
  }

  /** {@code secure_memcmp(var)}: takes as long whatever differs. */
  static Converter secureMemcmp(final List<String> args, final Surroundings surroundings) {
    final VariableRef variable = VariableRef.of(Args.text(args, 0), surroundings);
    return (txn, sample) -> {
      final Sample other = txn.scratch().second();
      if (!variable.get(txn, other) || !Casts.to(SampleType.BIN, txn.scratch(), other)) {
        return false;
      }
      int different = sample.length() ^ other.length();
      final int length = Math.min(sample.length(), other.length());
      for (int i = 0; i < length; i++) {
        different |= sample.bytes()[sample.offset() + i] ^ other.bytes()[other.offset() + i];
      }
      sample.setBool(different == 0);
      return true;
    };
  }

  /** {@code set-var(var[,condition...])}. */
  static Converter setVar(final List<String> args, final Surroundings surroundings) {
    final VariableRef variable = VariableRef.of(Args.text(args, 0), surroundings);
    final VarCondition[] conditions =
        VarCondition.all(args.stream().skip(1).filter(a -> !a.isEmpty()).toList());
    return (txn, sample) -> {
      if (VarCondition.hold(conditions, variable, txn, sample)) {
        variable.set(txn, sample);
      }
      return true;
    };
  }

  static Converter unsetVar(final List<String> args, final Surroundings surroundings) {
    final VariableRef variable = VariableRef.of(Args.text(args, 0), surroundings);
    return (txn, _) -> {
      variable.unset(txn);
      return true;
    };
  }
}
