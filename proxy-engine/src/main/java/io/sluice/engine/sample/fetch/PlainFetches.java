package io.sluice.engine.sample.fetch;

import io.sluice.config.http.SampleType;
import io.sluice.engine.log.HostName;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.VariableRef;
import io.sluice.engine.sample.convert.Args;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Fetches that look at no message: constants, variables, the clock, chance.
 *
 * <p>Source: HAProxy configuration manual, "Fetching samples from internal states".
 */
final class PlainFetches {
  private PlainFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.put("always_true", (_, _) -> constant(PlainFetches::yes));
    all.put("always_false", (_, _) -> constant(s -> s.setBool(false)));
    all.put("bool", (args, _) -> bool(Args.text(args, 0)));
    all.put("int", (args, _) -> integer(args));
    all.put("str", (args, _) -> text(Args.bytes(args, 0), SampleType.STR));
    all.put("meth", (args, _) -> text(Args.bytes(args, 0), SampleType.METH));
    all.put("bin", (args, _) -> text(hex(Args.text(args, 0)), SampleType.BIN));
    all.put("ipv4", (args, _) -> address(Args.text(args, 0), SampleType.IPV4));
    all.put("ipv6", (args, _) -> address(Args.text(args, 0), SampleType.IPV6));
    all.put("env", (args, _) -> environment(Args.text(args, 0)));
    all.put("hostname", (_, _) -> text(Bytes.of(HostName.text()), SampleType.STR));
    all.put("date", PlainFetches::date);
    all.put("date_us", (_, _) -> PlainFetches::microseconds);
    all.put("rand", (args, _) -> random(args));
    all.put("uuid", (_, _) -> PlainFetches::uuid);
    all.put("var", PlainFetches::variable);
    all.put("nbproc", (_, _) -> constant(s -> s.setSint(1)));
    all.put("proc", (_, _) -> constant(s -> s.setSint(1)));
    all.put("pid", (_, _) -> pid());
    all.put("thread", (_, _) -> constant(s -> s.setSint(0)));
    all.put("stopping", (_, _) -> constant(s -> s.setBool(false)));
    all.put("wait_end", (_, _) -> PlainFetches::atEnd);
  }

  private static void yes(final Sample sample) {
    sample.setBool(true);
  }

  private static Fetch constant(final java.util.function.Consumer<Sample> setter) {
    return (_, sample) -> {
      setter.accept(sample);
      return true;
    };
  }

  private static Fetch bool(final String text) {
    final boolean yes =
        switch (text.toLowerCase(java.util.Locale.ROOT)) {
          case "true", "1" -> true;
          case "false", "0" -> false;
          default -> throw new RuleProblem("'" + text + "' is not true or false");
        };
    return constant(s -> s.setBool(yes));
  }

  private static Fetch integer(final List<String> args) {
    final long number;
    try {
      number = Long.parseLong(Args.text(args, 0));
    } catch (final NumberFormatException e) {
      throw new RuleProblem("'" + args.get(0) + "' is not an integer", e);
    }
    return constant(s -> s.setSint(number));
  }

  private static Fetch text(final byte[] text, final SampleType type) {
    return (_, sample) -> {
      sample.setBytes(type, text, 0, text.length);
      return true;
    };
  }

  private static byte[] hex(final String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (final IllegalArgumentException e) {
      throw new RuleProblem("'" + digits + "' is not an even number of hexadecimal digits", e);
    }
  }

  private static Fetch address(final String text, final SampleType type) {
    final Sample address = new Sample();
    final byte[] bytes = Bytes.latin(text);
    if (!Ip.parse(bytes, 0, bytes.length, address) || address.type() != type) {
      throw new RuleProblem("'" + text + "' is not an address of " + type);
    }
    return constant(s -> s.set(address));
  }

  private static Fetch environment(final String name) {
    final String value = System.getenv(name);
    return value == null ? (_, _) -> false : text(Bytes.of(value), SampleType.STR);
  }

  /** {@code date([offset[,unit]])}. */
  private static Fetch date(final List<String> args, final Surroundings surroundings) {
    final int offset = Args.number(args, 0, 0);
    final String unit = Args.has(args, 1) ? args.get(1) : "s";
    return switch (unit) {
      case "s" -> (txn, sample) -> set(sample, txn.nowMillis() / 1000 + offset);
      case "ms" -> (txn, sample) -> set(sample, txn.nowMillis() + offset);
      case "us" -> (txn, sample) -> set(sample, txn.nowMillis() * 1000 + offset);
      default -> throw new RuleProblem("'" + unit + "' is not s, ms or us");
    };
  }

  private static boolean set(final Sample sample, final long number) {
    sample.setSint(number);
    return true;
  }

  private static boolean microseconds(
      final io.sluice.engine.sample.Transaction txn, final Sample sample) {
    return set(sample, txn.nowMillis() % 1000 * 1000);
  }

  private static Fetch random(final List<String> args) {
    final long range = Args.has(args, 0) ? Args.number(args, 0) : 1L << 32;
    if (range <= 0) {
      throw new RuleProblem("rand takes a number above 0");
    }
    return (_, sample) -> set(sample, ThreadLocalRandom.current().nextLong(range));
  }

  private static boolean uuid(final io.sluice.engine.sample.Transaction txn, final Sample sample) {
    sample.setStr(Bytes.latin(UUID.randomUUID().toString()));
    return true;
  }

  private static Fetch pid() {
    final long pid = ProcessHandle.current().pid();
    return constant(s -> s.setSint(pid));
  }

  /** {@code var(name[,default])}. */
  private static Fetch variable(final List<String> args, final Surroundings surroundings) {
    final VariableRef variable = VariableRef.of(Args.text(args, 0), surroundings);
    final byte[] without = args.size() > 1 ? Args.bytes(args, 1) : null;
    return (txn, sample) -> {
      if (variable.get(txn, sample)) {
        return true;
      }
      if (without == null) {
        return false;
      }
      sample.setStr(without);
      return true;
    };
  }

  private static boolean atEnd(final io.sluice.engine.sample.Transaction txn, final Sample sample) {
    final boolean complete = txn.scratch().isComplete();
    sample.setBool(complete);
    sample.setMayChange(!complete);
    return true;
  }
}
