package io.sluice.engine.sample.pattern;

import io.sluice.config.http.SampleType;
import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Ip;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Networks: {@code -m ip}. The one with the longest prefix fits; an IPv4 address is also looked for
 * among IPv6 networks as one that stands for it, and the other way round. Immutable.
 */
final class Networks implements Patterns {
  private static final long MAPPED = 0xffff_0000_0000L;

  private final PrefixTable[] ipv4;
  private final PrefixTable[] ipv6;

  private Networks(final PrefixTable[] ipv4, final PrefixTable[] ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  @Override
  public SampleType input() {
    return SampleType.ADDR;
  }

  @Override
  public int find(final Sample sample) {
    final long low = sample.number();
    if (sample.type() == SampleType.IPV4) {
      final int found = find(ipv4, 0, low);
      return found >= 0 ? found : find(ipv6, 0, MAPPED | low);
    }
    final int found = find(ipv6, sample.high(), low);
    if (found >= 0 || ipv4.length == 0) {
      return found;
    }
    if (sample.high() == 0 && (low >>> 32 == 0xffff || low >>> 32 == 0)) {
      return find(ipv4, 0, low & 0xffffffffL);
    }
    return sample.high() >>> 48 == 0x2002 ? find(ipv4, 0, sample.high() >>> 16 & 0xffffffffL) : -1;
  }

  private static int find(final PrefixTable[] tables, final long high, final long low) {
    for (final PrefixTable table : tables) {
      final int found = table.find(high, low);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  /** Collects networks. */
  static final class Builder {
    private final TreeMap<Integer, List<long[]>> ipv4 = new TreeMap<>(Comparator.reverseOrder());
    private final TreeMap<Integer, List<long[]>> ipv6 = new TreeMap<>(Comparator.reverseOrder());

    /** Adds {@code address}, {@code address/bits} or {@code address/mask}. */
    void add(final String text, final int index) {
      final int slash = text.indexOf('/');
      final byte[] address = Bytes.latin(slash < 0 ? text : text.substring(0, slash));
      final Sample read = new Sample();
      if (!Ip.parse(address, 0, address.length, read)) {
        throw new RuleProblem("'" + text + "' is not an IP address or network");
      }
      final boolean v4 = read.type() == SampleType.IPV4;
      final int most = v4 ? 32 : 128;
      final int bits = slash < 0 ? most : bits(text, text.substring(slash + 1), most);
      final long high = v4 ? 0 : PrefixTable.high(read.high(), bits);
      final long low = PrefixTable.low(read.number(), v4 ? bits + 96 : bits);
      (v4 ? ipv4 : ipv6)
          .computeIfAbsent(v4 ? bits + 96 : bits, _ -> new ArrayList<>())
          .add(new long[] {high, low, index});
    }

    private static int bits(final String whole, final String mask, final int most) {
      if (mask.matches("[0-9]{1,3}") && Integer.parseInt(mask) <= most) {
        return Integer.parseInt(mask);
      }
      final byte[] bytes = Bytes.latin(mask);
      final long dotted = most == 32 ? Ip.parseIpv4(bytes, 0, bytes.length) : -1;
      final int ones = Long.bitCount(dotted);
      if (dotted < 0 || dotted != (0xffffffffL << (32 - ones) & 0xffffffffL)) {
        throw new RuleProblem("'" + whole + "' has no mask of 0 to " + most + " bits");
      }
      return ones;
    }

    Networks build() {
      return new Networks(tables(ipv4), tables(ipv6));
    }

    private static PrefixTable[] tables(final Map<Integer, List<long[]>> byBits) {
      return byBits.entrySet().stream()
          .map(e -> new PrefixTable(e.getKey(), e.getValue()))
          .toArray(PrefixTable[]::new);
    }
  }
}
