package io.sluice.config;

import io.sluice.config.ProbeConfig.Donor;
import io.sluice.config.ProbeConfig.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The keys that only a {@code galera} check has, and what it is made of. */
final class GaleraKeys {
  /** Between two checks. */
  static final Duration INTER = Duration.ofMillis(250);

  /** A busy node may answer late, and is no dead one. */
  static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(800);

  static final Key<Donor> DONOR =
      new Key<>(
          "donor",
          Types.choice(
              Map.of("never", Donor.NEVER, "last-resort", Donor.LAST_RESORT, "ok", Donor.OK)),
          "last-resort",
          "`never`, `last-resort` or `ok`",
          "never",
          "Whether a node that gives its state to another one may be the writer, where the method of"
              + " that does not block it; `galera` only.");
  static final Key<Boolean> TLS =
      new Key<>(
          "tls",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Whether the connection is encrypted, as `sni`, `verify` and `ca-file` say; `galera`"
              + " only.");
  static final Key<Integer> LAG_LIMIT =
      new Key<>(
          "lag-limit",
          Types.integer(0, Integer.MAX_VALUE),
          "any number",
          "transactions",
          "100",
          "Transactions that a node may have received and not applied, and still be as good as any;"
              + " `galera` only.");
  static final Key<Boolean> STANDALONE =
      new Key<>(
          "standalone",
          Types.choice(Map.of("refuse", false, "accept", true)),
          "refuse",
          "`refuse` or `accept`",
          "accept",
          "What a server is that runs without Galera (`wsrep_on=OFF`); `galera` only.");

  private GaleraKeys() {}

  /**
   * The check.
   *
   * @param tls what the same options would make of a {@code tls} check
   */
  static ProbeConfig.Galera config(
      final Layers options,
      final String user,
      final Optional<Secret> password,
      final Tls tls,
      final Problems problems) {
    final boolean encrypted = options.get(TLS).orElse(false);
    if (!encrypted) {
      options.sections().forEach(section -> refuseTls(section, problems));
    }
    return new ProbeConfig.Galera(
        user,
        password,
        encrypted ? Optional.of(tls) : Optional.empty(),
        options.get(DONOR).orElse(Donor.LAST_RESORT),
        options.get(LAG_LIMIT).map(OptionalLong::of).orElseGet(OptionalLong::empty),
        options.get(STANDALONE).orElse(false),
        Optional.empty());
  }

  private static void refuseTls(final Section section, final Problems problems) {
    for (final Key<?> key : List.of(CheckKeys.SNI, CheckKeys.VERIFY, CheckKeys.CA_FILE)) {
      if (section.has(key)) {
        problems.error(
            section.origin(key),
            section.path() + "." + key.name() + " has no meaning without tls",
            "write tls = on beside it, or remove it");
      }
    }
  }
}
