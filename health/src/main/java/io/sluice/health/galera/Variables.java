package io.sluice.health.galera;

import io.sluice.health.CheckText;
import io.sluice.health.mysql.Answer.Rows;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Variables of a server by name, as a SHOW brought them. One that is NULL is not there. */
final class Variables {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
  private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger UNSIGNED_END = BigInteger.TWO.pow(64);
  private static final int MAX_LIST = 256;

  private final Map<String, String> values = new HashMap<>();

  /** Takes name and value of each row that has both. */
  void add(final Rows rows) {
    for (final List<Optional<String>> row : rows.rows()) {
      if (row.size() == 2 && row.getFirst().isPresent()) {
        final String name = row.getFirst().get().toLowerCase(Locale.ROOT);
        row.getLast().ifPresent(value -> values.put(name, value.strip()));
      }
    }
  }

  Optional<String> get(final String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether there is one that begins like that. */
  boolean any(final String prefix) {
    return values.keySet().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** As it may be shown; empty where it is not there. */
  String shown(final String name) {
    return CheckText.quote(values.getOrDefault(name, ""));
  }

  /** Whether it says yes, in any of the ways in which servers do. */
  boolean on(final String name) {
    return switch (values.getOrDefault(name, "").toLowerCase(Locale.ROOT)) {
      case "on", "yes", "true", "1" -> true;
      default -> false;
    };
  }

  /** Whether it is there and does not say no: newer servers know more than one way of yes. */
  boolean notOff(final String name) {
    return switch (values.getOrDefault(name, "").toLowerCase(Locale.ROOT)) {
      case "", "off", "no", "false", "0" -> false;
      default -> true;
    };
  }

  /**
   * A count, 0 where it is not there; what is beyond a long is cut to that.
   *
   * @throws UnfitException it is no number of 64 bits without a sign
   */
  long count(final String name) throws UnfitException {
    return number(name).map(n -> n.min(LONGEST).longValueExact()).orElse(0L);
  }

  /** The same of one that nothing is judged by, so that nothing fails by it: 0 where unfit. */
  long measure(final String name) {
    try {
      return count(name);
    } catch (UnfitException _) {
      return 0;
    }
  }

  /**
   * A number whose highest values mean none, as 2^64-1; -1 where it is not there or means none.
   *
   * @throws UnfitException it is no number of 64 bits without a sign
   */
  long place(final String name) throws UnfitException {
    return number(name)
        .filter(n -> n.compareTo(LONGEST) <= 0)
        .map(BigInteger::longValueExact)
        .orElse(-1L);
  }

  /**
   * A number from 0 to 2^31-1; empty where it is not there.
   *
   * @throws UnfitException it is another
   */
  Optional<Integer> small(final String name) throws UnfitException {
    final Optional<BigInteger> number = number(name);
    if (number.filter(n -> n.bitLength() > 31).isPresent()) {
      throw unfit(name);
    }
    return number.map(BigInteger::intValueExact);
  }

  private Optional<BigInteger> number(final String name) throws UnfitException {
    final String value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!DIGITS.matcher(value).matches()) {
      throw unfit(name);
    }
    final BigInteger number = new BigInteger(value);
    if (number.compareTo(UNSIGNED_END) >= 0) {
      throw unfit(name);
    }
    return Optional.of(number);
  }

  private UnfitException unfit(final String name) {
    return new UnfitException("%s is '%s'".formatted(name, shown(name)));
  }

  /** What commas part, as it may be shown; empty where there is nothing. */
  List<String> list(final String name) {
    final String value = values.getOrDefault(name, "");
    return value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).limit(MAX_LIST).map(CheckText::quote).toList();
  }

  /** What a server says of itself cannot be. */
  static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;

    UnfitException(final String words) {
      super(words, null, false, false);
    }
  }
}
