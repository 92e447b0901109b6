package io.sluice.engine.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a response without an error says of a name: its addresses, or the name that it is an alias
 * of. Records of other names are passed over. Source: RFC 1034, section 3.6.2.
 *
 * @param name what the name leads to; itself where it is no alias
 * @param addresses those of that name, each once; empty: the response has none
 * @param ttlSeconds the shortest of all records on the way
 */
record Records(String name, List<InetAddress> addresses, long ttlSeconds) {
  private static final int MAX_ADDRESSES = 1_000;
  private static final int MAX_ALIASES = 16;

  Records {
    addresses = List.copyOf(addresses);
  }

  static Records of(final DnsResponse response, final String asked, final DnsRecordType type) {
    final Map<String, DnsRecord> aliases = new HashMap<>();
    final List<DnsRecord> found = new ArrayList<>();
    final int answers = Math.min(response.count(DnsSection.ANSWER), MAX_ADDRESSES + MAX_ALIASES);
    for (int i = 0; i < answers; i++) {
      final DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record.type().equals(DnsRecordType.CNAME)) {
        aliases.putIfAbsent(bare(record.name()), record);
      } else if (record.type().equals(type)) {
        found.add(record);
      }
    }
    String name = bare(asked);
    long ttl = Integer.MAX_VALUE;
    for (int i = 0; i < MAX_ALIASES && aliases.containsKey(name); i++) {
      final DnsRecord alias = aliases.remove(name);
      ttl = Math.min(ttl, alias.timeToLive());
      name = bare(DefaultDnsRecordDecoder.decodeName(content(alias)));
    }
    return ofName(name, found, ttl);
  }

  private static Records ofName(
      final String name, final List<DnsRecord> found, final long wayTtlSeconds) {
    final Set<InetAddress> addresses = new LinkedHashSet<>();
    long ttl = wayTtlSeconds;
    for (final DnsRecord record : found) {
      if (bare(record.name()).equals(name) && add(record, addresses)) {
        ttl = Math.min(ttl, record.timeToLive());
      }
    }
    return new Records(name, List.copyOf(addresses), Math.max(0, ttl));
  }

  /** Returns whether it is an address. */
  private static boolean add(final DnsRecord record, final Set<InetAddress> to) {
    final ByteBuf content = content(record);
    final byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    try {
      return to.add(InetAddress.getByAddress(bytes));
    } catch (final UnknownHostException wrongLength) {
      return false;
    }
  }

  /** Of its own indexes; still the record's memory. */
  private static ByteBuf content(final DnsRecord record) {
    return ((ByteBufHolder) record).content().duplicate();
  }

  /** Small letters, without the dot at its end. */
  static String bare(final String name) {
    final String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
