package io.sluice.config;

import io.sluice.config.text.Unfit;
import io.sluice.config.text.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code global.resolvers}. */
final class ResolversKeys {
  private static final ResolversConfig DEFAULT = ResolversConfig.DEFAULT;
  private static final Duration SHORTEST = Duration.ofMillis(10);

  static final Key<List<Address.Inet>> NAMESERVERS =
      new Key<>(
          "nameservers",
          Types.listed(ResolversKeys::nameserver),
          "those of /etc/resolv.conf",
          "IP addresses, with a port or without",
          "[\"10.0.0.53\", \"10.0.0.54:5353\"]",
          "Who is asked, the first that answers. With those of /etc/resolv.conf its `search` and"
              + " `ndots` hold too.");
  static final Key<Duration> TIMEOUT =
      new Key<>(
          "timeout",
          Types.duration(SHORTEST, Duration.ofMinutes(1)),
          "1s",
          "duration",
          "500ms",
          "How long one nameserver may take.");
  static final Key<Integer> RETRIES =
      new Key<>(
          "retries",
          Types.integer(1, 10),
          "3",
          "questions",
          "2",
          "How often each nameserver is asked before that counts as an error (HAProxy"
              + " `resolve_retries`).");
  static final Key<Duration> MIN_TTL =
      new Key<>(
          "min-ttl",
          Types.duration(SHORTEST, Units.MAX_DURATION),
          "1s",
          "duration",
          "10s",
          "The shortest time after which a name is asked for again, and the first after an"
              + " answer without an address.");
  static final Key<Duration> MAX_TTL =
      new Key<>(
          "max-ttl",
          Types.duration(SHORTEST, Units.MAX_DURATION),
          "5m",
          "duration",
          "1m",
          "The longest, whatever the answer's time to live.");
  static final Key<Boolean> PREFER =
      new Key<>(
          "prefer",
          Types.choice(Map.of("ipv4", false, "ipv6", true)),
          "ipv4",
          "`ipv4` or `ipv6`",
          "ipv6",
          "Which addresses are used of a name that has both (HAProxy `resolve-prefer`, where IPv6"
              + " is the default).");

  static final Key<Optional<Duration>> NX =
      new Key<>(
          "nx", Types.kept(), "30s", "duration", "5s", "How long after the name was last there.");
  static final Key<Duration> OBSOLETE =
      new Key<>(
          "obsolete",
          Types.duration(Duration.ZERO, Units.MAX_DURATION),
          "0",
          "duration",
          "10s",
          "How long after it was last among the name's addresses, while the name has others.");
  static final Key<Optional<Duration>> ERROR =
      new Key<>(
          "error",
          Types.kept(),
          "infinite",
          "duration",
          "1h",
          "How long after the last good answer, while nameservers are silent or fail (HAProxy"
              + " `hold timeout`, `refused` and `other`, which are 30s there).");
  static final Table HOLD =
      new Table("global.resolvers.hold", "the hold section", List.of(NX, OBSOLETE, ERROR));
  static final Key<Section> HOLD_SECTION =
      new Key<>(
          "hold",
          Section.type(HOLD),
          "as below",
          "section",
          "{ nx = 5s }",
          "How long an address is kept that nameservers no longer give.");

  static final Table TABLE =
      new Table(
          "global.resolvers",
          "the resolvers section",
          List.of(NAMESERVERS, TIMEOUT, RETRIES, MIN_TTL, MAX_TTL, PREFER, HOLD_SECTION));
  static final Key<Section> SECTION =
      new Key<>(
          "resolvers",
          Section.type(TABLE),
          "as below",
          "section",
          "{ nameservers = [\"10.0.0.53\"] }",
          "How names of servers are resolved while Sluice runs.");

  private ResolversKeys() {}

  static ResolversConfig config(final Layers resolvers, final Problems problems) {
    final Layers hold = resolvers.sub(HOLD_SECTION);
    final Duration minTtl = resolvers.get(MIN_TTL).orElse(DEFAULT.minTtl());
    final Duration maxTtl = resolvers.get(MAX_TTL).orElse(max(minTtl, DEFAULT.maxTtl()));
    if (minTtl.compareTo(maxTtl) > 0) {
      problems.error(
          resolvers.sections().getFirst().origin(MAX_TTL),
          "global.resolvers.max-ttl is less than min-ttl",
          "write max-ttl = " + Units.text(minTtl) + " or more");
    }
    return new ResolversConfig(
        resolvers.get(NAMESERVERS).orElse(DEFAULT.nameservers()),
        resolvers.get(TIMEOUT).orElse(DEFAULT.timeout()),
        resolvers.get(RETRIES).orElse(DEFAULT.retries()),
        minTtl,
        maxTtl,
        new ResolversConfig.Hold(
            hold.get(NX).orElse(DEFAULT.hold().nx()),
            hold.get(OBSOLETE).orElse(DEFAULT.hold().obsolete()),
            hold.get(ERROR).orElse(DEFAULT.hold().error())),
        resolvers.get(PREFER).orElse(DEFAULT.preferIpv6()));
  }

  private static Duration max(final Duration a, final Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Address.Inet nameserver(final String text) throws Unfit {
    return Addresses.nameserver(text);
  }
}
