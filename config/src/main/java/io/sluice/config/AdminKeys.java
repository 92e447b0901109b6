package io.sluice.config;

import io.sluice.config.KeyType.Context;
import io.sluice.config.text.Unfit;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of {@code global.admin}, and of the sections of its binds. */
final class AdminKeys {
  /** Nobody but the user that runs Sluice, and root. */
  private static final int DEFAULT_MODE = 0600;

  static final Key<Address> ADDRESS =
      new Key<>(
          "address",
          KeyType.scalar(AdminKeys::bind),
          "required",
          "address",
          "\"127.0.0.1:9901\"",
          "Where to listen: `HOST:PORT`, or the path of a unix socket.");
  static final Key<Integer> MODE =
      new Key<>(
          "mode",
          KeyType.scalar(BindKeys::octal),
          "0600",
          "octal",
          "\"0660\"",
          "Permissions of a unix socket's file: who can write to it can connect.");
  static final Key<Boolean> COMMANDS =
      new Key<>(
          "commands",
          Types.bool(),
          "on for the path of a unix socket, else off",
          "on or off",
          "on",
          "Whether POST requests here may change what runs, such as drain a server. Nobody is asked"
              + " for a password: whoever can connect can do it.");
  static final Key<Boolean> NOTIFY =
      new Key<>(
          "notify",
          Types.bool(),
          "on for the path of a unix socket, else off",
          "on or off",
          "on",
          "Whether a cluster may say here that it has changed (`wsrep_notify_cmd`), which makes"
              + " Sluice look at once and does nothing else.");
  static final Table BIND_TABLE =
      new Table("global.admin.bind", "a bind of admin", List.of(ADDRESS, MODE, COMMANDS, NOTIFY));

  static final Key<List<AdminBind>> BIND =
      new Key<>(
          "bind",
          Types.oneOrMore(AdminKeys::one),
          "none",
          "address, section, or a list of them",
          "[\"127.0.0.1:9901\", \"/run/sluice/admin.sock\"]",
          "Where pages are served and commands taken. None: nowhere.");
  static final Table TABLE = new Table("global.admin", "the admin section", List.of(BIND));
  static final Key<Section> SECTION =
      new Key<>(
          "admin",
          Section.type(TABLE),
          "none",
          "section",
          "{ bind = \"127.0.0.1:9901\" }",
          "The HTTP listeners for metrics, health, status and commands: [admin](admin.md).");

  private AdminKeys() {}

  static Optional<AdminConfig> config(final Section admin) {
    return admin.get(BIND).map(AdminConfig::new);
  }

  private static Optional<AdminBind> one(final Node node, final Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      return ADDRESS
          .type()
          .read(node, BIND, context)
          .map(address -> of(node.origin(), address, OptionalInt.empty(), null, null));
    }
    final Section section = Section.read(node, BIND_TABLE, context);
    if (!section.has(ADDRESS)) {
      context.error(node, node.path() + " has no address", "write " + ADDRESS.sample());
    }
    section.get(ADDRESS).ifPresent(address -> judge(address, section, context));
    return section
        .get(ADDRESS)
        .map(address ->
            of(
                node.origin(),
                address,
                section.get(MODE).map(OptionalInt::of).orElseGet(OptionalInt::empty),
                section.get(COMMANDS).orElse(null),
                section.get(NOTIFY).orElse(null)));
  }

  /**
   * With what holds where nothing is said.
   *
   * @param commands null: not said
   * @param notify null: not said
   */
  private static AdminBind of(
      final Origin origin,
      final Address address,
      final OptionalInt mode,
      final Boolean commands,
      final Boolean notify) {
    final boolean file = AdminBind.isFile(address);
    return new AdminBind(
        origin,
        address,
        file ? OptionalInt.of(mode.orElse(DEFAULT_MODE)) : OptionalInt.empty(),
        commands == null ? file : commands,
        notify == null ? file : notify);
  }

  private static void judge(final Address address, final Section section, final Context context) {
    if (section.has(MODE) && !AdminBind.isFile(address)) {
      context
          .problems()
          .error(
              section.origin(MODE),
              section.path() + ".mode has a meaning only for the path of a unix socket",
              "remove it");
    }
    if (section.get(COMMANDS).orElse(false)
        && address instanceof final Address.Inet inet
        && !isLoopback(inet.host())) {
      context
          .problems()
          .warning(
              section.origin(COMMANDS),
              "commands are taken at " + address + " from every host that reaches it",
              "take a unix socket or a loopback address, or keep others off with a firewall");
    }
  }

  private static boolean isLoopback(final String host) {
    return host.equals("localhost")
        || (Addresses.isIp(host) && InetAddress.ofLiteral(host).isLoopbackAddress());
  }

  private static Address bind(final String text) throws Unfit {
    final Address address = Addresses.bind(text);
    if (address instanceof Address.Inherited) {
      throw new Unfit("is not possible for the admin listener", null);
    }
    return address;
  }
}
