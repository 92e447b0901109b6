package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of the tables is wired: its example changes the model, and a slip in it is noticed. */
class KeysTest {
  private static final Extensions EXTENSIONS = new Extensions(Set.of("zoned"), Set.of("ldap"));

  private static final String GALERA = "type = galera, user = probe, ";
  private static final String SINGLE = "writer = single, check { " + GALERA + "}, ";
  private static final String CHECK = "backend.api.check = http\n";

  /** A configuration with a hole for more, for each table. */
  private static final Map<String, String> TEMPLATES =
      Map.ofEntries(
          Map.entry("", plain("%s")),
          Map.entry("global", plain("global { %s }")),
          Map.entry("global.admin", plain("global.admin { %s }")),
          Map.entry(
              "global.admin.bind", plain("global.admin.bind { address = \"127.0.0.1:9\", %s }")),
          Map.entry("global.log", plain("global.log { %s }")),
          Map.entry(
              "global.log.targets", plain("global.log.targets = [ { to = \"udp://h\", %s } ]")),
          Map.entry("global.tune", plain("global.tune { %s }")),
          Map.entry("global.tune.http", plain("global.tune.http { %s }")),
          Map.entry("global.resolvers", plain("global.resolvers { %s }")),
          Map.entry("global.resolvers.hold", plain("global.resolvers.hold { %s }")),
          Map.entry(
              "backend.NAME.server-template.NAME",
              checked("backend.api.server-template.t { address = \"h:1\", count = 2, %s }")),
          Map.entry("defaults", plain("frontend.g.bind = \":3\"\ndefaults { %s }")),
          Map.entry("defaults.timeout", checked("defaults.timeout { %s }")),
          Map.entry("frontend.NAME", plain("frontend.f { %s }")),
          Map.entry("frontend.NAME.timeout", plain("frontend.f.timeout { %s }")),
          Map.entry("bind", plain("frontend.f.bind { address = \"[::]:99\", %s }")),
          Map.entry("backend.NAME", plain("backend.api { %s }")),
          Map.entry("backend.NAME.timeout", checked("backend.api.timeout { %s }")),
          Map.entry("backend.NAME.servers.NAME", checked("backend.api.servers.a { %s }")),
          Map.entry(
              "backend.NAME.servers[]",
              checked("backend.api.servers = [ { name = x, address = \"h:1\", %s } ]")),
          Map.entry("default-server", checked("backend.api.default-server { %s }")),
          Map.entry("listen.NAME", plain("listen.l { %s }")),
          Map.entry("balance", plain("backend.api.balance { algorithm = roundrobin, %s }")),
          Map.entry(
              "check", plain("global.external-checks = on\nbackend.api.check { type = http, %s }")),
          Map.entry("agent", plain("backend.api.agent { port = 1, %s }")),
          Map.entry("tcp", plain("backend.api.tcp { %s }")),
          Map.entry(
              "stick-table", plain("backend.api.stick-table { type = string, size = 1k, %s }")),
          Map.entry("capture", plain("defaults.mode = http\nfrontend.f.capture { %s }")),
          Map.entry("forwardfor", plain("defaults.mode = http\nfrontend.f.forwardfor { %s }")),
          Map.entry("forwarded", plain("defaults.mode = http\nfrontend.f.forwarded { %s }")),
          Map.entry("compression", plain("defaults.mode = http\nfrontend.f.compression { %s }")),
          Map.entry(
              "userlist.NAME", plain("userlist.u { users { a { insecure-password = x } }, %s }")),
          Map.entry(
              "userlist.NAME.users.NAME",
              plain("userlist.u.users.a { insecure-password = x, %s }")));

  private static final String EXTERNAL = "type = external, command = \"/bin/sh\", ";

  /** What a key needs beside it before it means anything. */
  private static final Map<Key<?>, String> COMPANIONS =
      Map.ofEntries(
          Map.entry(AdminKeys.MODE, "address = \"/run/x.sock\", "),
          Map.entry(BindKeys.MODE, "address = \"/run/x.sock\", "),
          Map.entry(ServerKeys.ERROR_LIMIT, "observe = layer4, "),
          Map.entry(ServerKeys.ON_ERROR, "observe = layer4, "),
          Map.entry(CheckKeys.OPTIONS, "type = ldap, "),
          Map.entry(CheckSteps.KEEP_ALIVE, "sequence = connect, "),
          Map.entry(CheckKeys.USER, "type = mysql, "),
          Map.entry(CheckKeys.DATABASE, "type = pgsql, user = other, "),
          Map.entry(CheckKeys.SNI, "type = tls, "),
          Map.entry(CheckKeys.VERIFY, "type = tls, "),
          Map.entry(CheckKeys.CA_FILE, "type = tls, "),
          Map.entry(ExternalKeys.COMMAND, EXTERNAL),
          Map.entry(ExternalKeys.ARGS, EXTERNAL),
          Map.entry(ExternalKeys.SEARCH_PATH, EXTERNAL),
          Map.entry(GaleraKeys.TLS, GALERA),
          Map.entry(GaleraKeys.DONOR, GALERA),
          Map.entry(GaleraKeys.LAG_LIMIT, GALERA),
          Map.entry(GaleraKeys.STANDALONE, GALERA),
          Map.entry(CheckKeys.ROLE, "type = redis, "),
          Map.entry(CheckKeys.PASSWORD_FILE, "type = redis, "),
          Map.entry(CheckKeys.PASSWORD_ENV, "type = redis, "),
          Map.entry(BalanceKeys.HASH_TYPE, "algorithm = source, "),
          Map.entry(
              BalanceKeys.HASH_BALANCE_FACTOR, "algorithm = source, hash-type = consistent, "),
          Map.entry(BalanceKeys.DRAWS, "algorithm = random, "),
          Map.entry(BalanceKeys.OPTIONS, "algorithm = zoned, "),
          Map.entry(HttpKeys.STICK, "stick-table { type = ip, size = 1k }, "),
          Map.entry(WriterKeys.WRITER, "check { " + GALERA + "}, "),
          Map.entry(WriterKeys.GROUP, SINGLE),
          Map.entry(WriterKeys.FAILBACK, SINGLE),
          Map.entry(WriterKeys.AGREEMENT, SINGLE),
          Map.entry(WriterKeys.AGREEMENT_TABLE, SINGLE + "agreement = table, "),
          Map.entry(WriterKeys.MOVE_WITHIN, SINGLE),
          Map.entry(WriterKeys.EXCLUDE_WRITER, "writer = none, "),
          Map.entry(WriterKeys.MAX_LAG, "writer = none, "));

  /** Values for keys whose example names what is not on every machine. */
  private static final Map<Key<?>, String> AT_HAND =
      Map.of(
          CheckKeys.PASSWORD_FILE,
          "password-file = \"%s\""
              .formatted(Path.of("src", "test", "resources", "password").toAbsolutePath()),
          CheckKeys.PASSWORD_ENV,
          "password-env = PATH",
          ExternalKeys.COMMAND,
          "command = /bin/cat",
          UserlistKeys.PASSWORD,
          "insecure-password = null, " + UserlistKeys.PASSWORD.sample(),
          HttpKeys.ACL,
          HttpKeys.ACL.sample() + ", tcp-request-content = \"reject if admin\"",
          HttpKeys.ERRORFILE,
          "errorfile { 503 = \"%s\" }"
              .formatted(Path.of("src", "test", "resources", "503.http").toAbsolutePath()),
          CheckKeys.CA_FILE,
          "ca-file = \"%s\""
              .formatted(Path.of("src", "test", "resources", "ca.pem").toAbsolutePath()));

  private static String plain(final String more) {
    return """
    frontend.f { bind = ":1", backend = base }
    listen.l { bind = ":2", servers.a = "h:1" }
    backend.base { servers.a = "h:1" }
    backend.api { servers.a { address = "h:1" } }
    """
        + more;
  }

  private static String checked(final String more) {
    return plain(CHECK + more);
  }

  /** A key in its table. */
  record Place(Table table, Key<?> key) {
    @Override
    public String toString() {
      return table.path() + ":" + key.name();
    }

    private boolean needsHttp() {
      return WITH_HTTP.contains(key);
    }

    String with(final String line) {
      final String companion = COMPANIONS.getOrDefault(key, "");
      final String text = TEMPLATES.get(table.path()).formatted(companion + line);
      final String mode = needsHttp() ? "defaults.mode = http\n" : "";
      return mode + (key.equals(CheckKeys.CHECK) ? text.replace(CHECK, "") : text);
    }
  }

  /** Keys of HTTP, and those of a mode that both ends of a frontend must have. */
  private static final Set<Key<?>> WITH_HTTP =
      Stream.concat(HttpKeys.HTTP_ONLY.stream(), Stream.of(ProxyKeys.MODE, HttpKeys.LOG_FORMAT))
          .collect(java.util.stream.Collectors.toSet());

  static Stream<Place> places() {
    final List<Table> tables = new ArrayList<>(ProxyKeys.TABLES);
    tables.add(RootKeys.TABLE);
    return tables.stream().flatMap(t -> t.keys().stream().map(k -> new Place(t, k)));
  }

  @ParameterizedTest
  @MethodSource("places")
  void shouldChangeTheModelByItsExample(final Place place) {
    // When
    final ProxyConfig without =
        valid(place.key().equals(ProxyKeys.MODE) ? plain("") : place.with(""));
    final ProxyConfig with =
        valid(place.with(AT_HAND.getOrDefault(place.key(), place.key().sample())));
    // Then
    assertThat(Rendering.of(with)).as("%s", place).isNotEqualTo(Rendering.of(without));
  }

  @ParameterizedTest
  @MethodSource("places")
  void shouldRefuseASlipAndNameTheKey(final Place place) {
    for (final String slip : slips(place.key().name())) {
      if (place.table().key(slip).isPresent()) {
        continue;
      }
      // When
      final String example =
          place.key().sample().replaceFirst(place.key().name(), "\"" + slip + "\"");
      final ReadResult result = HoconReader.readText("t", place.with(example), EXTENSIONS);
      // Then
      assertThat(result).as(slip).isInstanceOf(ReadResult.Invalid.class);
      assertThat(((ReadResult.Invalid) result).problems().stream().map(ConfigProblem::toString))
          .as(slip)
          .anyMatch(p ->
              p.contains(slip + " is not a key of")
                  && p.endsWith("did you mean \"" + place.key().name() + "\"?"));
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void shouldDescribeItself(final Place place) {
    assertThat(place.key().description()).endsWith(".").doesNotContain("\n");
    assertThat(place.key().defaultText()).isNotBlank();
    assertThat(place.key().unit()).isNotBlank();
    assertThat(place.key().example()).isNotBlank();
  }

  @Test
  void shouldHaveATemplateForEachTable() {
    assertThat(places().map(p -> p.table().path())).allMatch(TEMPLATES::containsKey);
  }

  /** A letter too many, one replaced, two swapped. */
  private static List<String> slips(final String name) {
    final int middle = name.length() / 2;
    final String doubled = name.substring(0, middle) + name.charAt(middle) + name.substring(middle);
    final String replaced = name.substring(0, middle) + "Q" + name.substring(middle + 1);
    final char[] swapped = name.toCharArray();
    swapped[middle] = name.charAt(middle - 1);
    swapped[middle - 1] = name.charAt(middle);
    return Stream.of(doubled, replaced, new String(swapped)).filter(s -> !s.equals(name)).toList();
  }

  private static ProxyConfig valid(final String text) {
    final ReadResult result = HoconReader.readText("t", text, EXTENSIONS);
    assertThat(result).as(text).isInstanceOf(ReadResult.Valid.class);
    return ((ReadResult.Valid) result).config();
  }
}
