package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Unfit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code bind} key and its section. */
final class BindKeys {
  static final Key<Address> ADDRESS =
      new Key<>(
          "address",
          KeyType.scalar(Addresses::bind),
          "required",
          "address",
          "\"10.0.0.10:80\"",
          "Where to listen.");
  static final Key<Boolean> FREEBIND =
      new Key<>(
          "freebind",
          Types.bool(),
          "on",
          "on or off",
          "off",
          "Allows an address that this host does not hold, so that a standby controller can start"
              + " (IP_FREEBIND).");
  static final Key<Boolean> V6ONLY =
      new Key<>(
          "v6only",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Keeps IPv4 clients off an address such as `[::]:80`.");
  static final Key<Boolean> DEFER_ACCEPT =
      new Key<>(
          "defer-accept",
          Types.bool(),
          "off",
          "on or off",
          "on",
          "Accepts a client when its first bytes have come, for protocols in which the client speaks"
              + " first, such as HTTP but not MySQL (HAProxy `defer-accept`).");
  static final Key<Integer> MODE =
      new Key<>(
          "mode",
          KeyType.scalar(BindKeys::octal),
          "what umask leaves",
          "octal",
          "\"0660\"",
          "Permissions of a unix socket's file.");

  static final Table TABLE =
      new Table("bind", "a bind section", List.of(ADDRESS, FREEBIND, V6ONLY, DEFER_ACCEPT, MODE));
  static final Key<List<BindConfig>> BIND =
      new Key<>(
          "bind",
          Types.oneOrMore(BindKeys::one),
          "required",
          "address, section, or a list of them",
          "[\":5000\", \"[::]:5001\"]",
          "Where the frontend listens.");

  private BindKeys() {}

  private static Optional<BindConfig> one(final Node node, final Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      return ADDRESS
          .type()
          .read(node, BIND, context)
          .map(a -> new BindConfig(node.origin(), a, true, false, false, OptionalInt.empty()));
    }
    final Section section = Section.read(node, TABLE, context);
    if (!section.has(ADDRESS)) {
      context.error(node, node.path() + " has no address", "write " + ADDRESS.sample());
    }
    section.get(ADDRESS).ifPresent(a -> refuseForeign(a, section, context));
    return section
        .get(ADDRESS)
        .map(a ->
            new BindConfig(
                node.origin(),
                a,
                section.get(FREEBIND).orElse(true),
                section.get(V6ONLY).orElse(false),
                section.get(DEFER_ACCEPT).orElse(false),
                section.get(MODE).map(OptionalInt::of).orElseGet(OptionalInt::empty)));
  }

  private static void refuseForeign(
      final Address address, final Section section, final Context context) {
    final boolean v6 = address instanceof final Address.Inet i && i.host().indexOf(':') >= 0;
    if (section.get(V6ONLY).orElse(false) && !v6) {
      foreign(section, V6ONLY, "an IPv6 address", context);
    }
    if (section.has(FREEBIND) && !(address instanceof Address.Inet)) {
      foreign(section, FREEBIND, "a TCP address", context);
    }
    if (section.has(DEFER_ACCEPT) && !(address instanceof Address.Inet)) {
      foreign(section, DEFER_ACCEPT, "a TCP address", context);
    }
    final boolean file = address instanceof final Address.Unix u && !u.path().startsWith("@");
    if (section.has(MODE) && !file) {
      foreign(section, MODE, "the path of a unix socket", context);
    }
  }

  private static void foreign(
      final Section section, final Key<?> key, final String of, final Context context) {
    context
        .problems()
        .error(
            section.origin(key),
            section.path() + "." + key.name() + " has a meaning only for " + of,
            "remove it");
  }

  static int octal(final String text) throws Unfit {
    if (!text.matches("0?[0-7]{3}")) {
      throw new Unfit("is not three octal digits", "write mode = \"0660\"");
    }
    return Integer.parseInt(text, 8);
  }
}
