package io.sluice.config;

import io.sluice.config.http.Userlist;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of {@code userlist}. No message shows a password. */
final class UserlistKeys {
  private static final Pattern USER = Pattern.compile("[!-9;-~]{1,128}");
  private static final Pattern HASH =
      Pattern.compile("\\$(1|5|6)\\$[!-~]{1,200}|[./0-9A-Za-z]{13}");

  static final Key<String> PASSWORD =
      new Key<>(
          "password",
          UserlistKeys::password,
          "none",
          "what crypt(3) made",
          "\"$5$salt$2Hn2SIG9dYhTmDvlC8c6w7ErJjR0Ot3QIAZZUbtxsl4\"",
          "The hash of the password: MD5 (`$1$`), SHA-256 (`$5$`) or SHA-512 (`$6$`); not DES.");
  private static final Key<String> INSECURE =
      new Key<>(
          "insecure-password",
          UserlistKeys::insecure,
          "none",
          "text",
          "secret",
          "The password as it is.");
  private static final Key<List<String>> GROUPS =
      new Key<>(
          "groups",
          Types.listed(String::strip),
          "none",
          "name, or a list of them",
          "[admins]",
          "The groups that the user is in.");

  static final Table USER_TABLE =
      new Table("userlist.NAME.users.NAME", "a user", List.of(PASSWORD, INSECURE, GROUPS));
  private static final Key<List<Section>> USERS =
      new Key<>(
          "users",
          UserlistKeys::users,
          "none",
          "section of NAME { }",
          "{ bob { insecure-password = secret } }",
          "Who there is.");
  static final Table TABLE = new Table("userlist.NAME", "a userlist", List.of(USERS));
  static final Key<List<Section>> USERLISTS =
      new Key<>(
          "userlist",
          (node, key, context) -> sections(node, TABLE, "userlist", key, context),
          "none",
          "section of NAME { }",
          "{ staff { users { bob { insecure-password = secret } } } }",
          "Users and their passwords, for `http_auth` (HAProxy `userlist`).");

  private UserlistKeys() {}

  private static Optional<List<Section>> users(
      final Node node, final Key<?> key, final KeyType.Context context) {
    return sections(node, USER_TABLE, "user", key, context);
  }

  private static Optional<List<Section>> sections(
      final Node node,
      final Table table,
      final String kind,
      final Key<?> key,
      final KeyType.Context context) {
    if (node.kind() != Node.Kind.OBJECT) {
      // The value is not shown: it may be a password.
      context.error(node, node.path() + " is not a section of NAME { }", "write " + key.sample());
      return Optional.empty();
    }
    final List<Section> sections = new ArrayList<>();
    for (final Node member : node.members()) {
      if (!USER.matcher(member.name()).matches()) {
        context.error(member, "this cannot be the name of a " + kind, "write letters and digits");
      } else if (member.kind() != Node.Kind.OBJECT) {
        context.error(member, member.path() + " is not a section { }", "write " + key.sample());
      } else {
        sections.add(Section.read(member, table, context));
      }
    }
    return Optional.of(sections);
  }

  private static Optional<String> password(
      final Node node, final Key<?> key, final KeyType.Context context) {
    if (node.kind() == Node.Kind.SCALAR && HASH.matcher(node.text()).matches()) {
      return Optional.of(node.text());
    }
    context.error(
        node,
        node.path() + " is not what crypt(3) makes",
        "write the output of openssl passwd -6, or insecure-password for the password itself");
    return Optional.empty();
  }

  private static Optional<String> insecure(
      final Node node, final Key<?> key, final KeyType.Context context) {
    if (node.kind() == Node.Kind.SCALAR && !node.text().isEmpty()) {
      return Optional.of(node.text());
    }
    context.error(node, node.path() + " is not a password", "write " + key.sample());
    return Optional.empty();
  }

  static List<Userlist> read(final List<Section> sections, final Problems problems) {
    return sections.stream().map(s -> list(s, problems)).toList();
  }

  private static Userlist list(final Section section, final Problems problems) {
    final List<Userlist.User> users = new ArrayList<>();
    final Map<String, List<String>> groups = new LinkedHashMap<>();
    for (final Section user : section.get(USERS).orElse(List.of())) {
      if (user.has(PASSWORD) == user.has(INSECURE)) {
        problems.error(
            user.origin(),
            user.path() + " has " + (user.has(PASSWORD) ? "two passwords" : "no password"),
            "write password or insecure-password");
      }
      users.add(
          new Userlist.User(
              user.name(),
              user.get(PASSWORD).or(() -> user.get(INSECURE)).orElse(""),
              user.has(PASSWORD)));
      for (final String group : user.get(GROUPS).orElse(List.of())) {
        groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(user.name());
      }
    }
    return new Userlist(
        section.name(),
        users,
        groups.entrySet().stream().map(g -> new Userlist.Group(g.getKey(), g.getValue())).toList());
  }
}
