package io.sluice.health.pgsql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ProbeConfig.PgsqlRole;
import io.sluice.config.Secret;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.Postgres;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check against PostgreSQL, which must be installed. */
class PostgresIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final String ACCESS =
      """
      host all proved 127.0.0.1/32 scram-sha-256
      host all old 127.0.0.1/32 md5
      host all clear 127.0.0.1/32 password
      local all clear password
      """;
  private static final String USERS =
      """
      SET password_encryption = 'scram-sha-256';
      CREATE ROLE proved LOGIN PASSWORD 'p\u00e4ss word';
      CREATE ROLE clear LOGIN PASSWORD 'hunter2';
      SET password_encryption = 'md5';
      CREATE ROLE old LOGIN PASSWORD 'p\u00e4ss word';
      """;
  private static final String SECRET = "p\u00e4ss word";

  private static Postgres server;

  private final CheckLab lab = new CheckLab();

  @BeforeAll
  static void start(@TempDir final Path folder) throws Exception {
    server = Postgres.create(folder, ACCESS);
    server.start("-c", "max_connections=20", "-c", "superuser_reserved_connections=3");
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> answers(server));
    server.ask(USERS);
  }

  private static boolean answers(final Postgres asked) throws Exception {
    return asked.ask("SELECT 1").equals("1");
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig start(final String user, final String database) {
    return new ProbeConfig.Pgsql(
        user, Optional.ofNullable(database), Optional.empty(), Optional.empty());
  }

  private static ProbeConfig primary(final String user, final String password) {
    return new ProbeConfig.Pgsql(
        user,
        Optional.of("postgres"),
        Optional.of(PgsqlRole.PRIMARY),
        Optional.ofNullable(password).map(Secret::new));
  }

  private void assertFound(
      final ProbeConfig config, final CheckStatus status, final String detail) {
    final CheckResult result = lab.run(config, server.address());
    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.status()).isEqualTo(status);
  }

  private CheckResult unclear(final ProbeConfig config) {
    return unclear(config, server.address());
  }

  private CheckResult unclear(final ProbeConfig config, final SocketAddress address) {
    final CheckResult result = lab.run(config, address);
    assertThat(result).isInstanceOf(CheckResult.Unclear.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    return result;
  }

  @Test
  void shouldCheckPostgresAndLeaveNoTraceInItsLog() throws Exception {
    // Given
    awaitNobody();
    final String before = Files.readString(server.log());

    // Then
    assertFound(start("postgres", null), CheckStatus.L7OK, "authentication ok");
    assertFound(start("proved", null), CheckStatus.L7OK, "asks for a password (SASL)");
    unclear(primary("proved", null));
    await().until(() -> lab.openChannels() == 0);
    assertThat(Files.readString(server.log())).isEqualTo(before);
    assertFound(
        start("postgres", "nowhere"),
        CheckStatus.L7STS,
        "FATAL 3D000 database \"nowhere\" does not exist");
    final CheckResult stranger = lab.run(start("stranger", null), server.address());
    assertThat(stranger.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(stranger.detail()).startsWith("FATAL 28000 no pg_hba.conf entry for host");
  }

  @Test
  void shouldLogInByEveryMethodThatIsSpoken() {
    assertFound(primary("postgres", null), CheckStatus.L7OK, "not in recovery: a primary");
    assertFound(primary("postgres", "unasked"), CheckStatus.L7OK, "not in recovery: a primary");
    assertFound(primary("proved", SECRET), CheckStatus.L7OK, "not in recovery: a primary");
    assertFound(primary("old", SECRET), CheckStatus.L7OK, "not in recovery: a primary");
  }

  @Test
  void shouldSpellPasswordsAsTheServerDoes() throws Exception {
    for (final String password :
        List.of(
            "I\u00adX",
            "\u2168",
            "\u00aa",
            "e\u0301clair",
            "no\u00a0break",
            "zero\u200bwidth",
            "bell\u0007\u2168",
            "\u06271\u2168",
            "\u0627\u0628",
            "\u00ad",
            "\ue000\u2168",
            "\ud83d\ude00")) {
      // Given
      server.ask("ALTER ROLE proved PASSWORD '" + password + "'");

      // When
      final CheckResult result = lab.run(primary("proved", password), server.address());

      // Then
      assertThat(result).as(password).isInstanceOf(CheckResult.Passed.class);
    }
    server.ask("ALTER ROLE proved PASSWORD '" + SECRET + "'");
  }

  @Test
  void shouldLeaveTheVerdictWhenItIsNotLetIn() {
    assertThat(unclear(primary("proved", "wrong")).detail())
        .isEqualTo("FATAL 28P01 password authentication failed for user \"proved\"");
    assertThat(unclear(primary("old", "wrong")).detail())
        .isEqualTo("FATAL 28P01 password authentication failed for user \"old\"");
    assertThat(unclear(primary("proved", null)).detail())
        .isEqualTo("asks for a password (SASL), and the check has none");
    assertThat(unclear(primary("old", null)).detail())
        .isEqualTo("asks for a password (MD5), and the check has none");
    assertThat(unclear(primary("clear", "hunter2")).detail())
        .isEqualTo("asks for the password in clear text, which goes over a unix socket only");
    assertThat(unclear(primary("stranger", "x")).detail())
        .startsWith("FATAL 28000 no pg_hba.conf entry for host");
  }

  @Test
  void shouldSendThePasswordItselfOverAUnixSocketOnly() {
    // Given
    final SocketAddress socket = new DomainSocketAddress(server.socket().toFile());

    // Then
    assertThat(lab.run(primary("clear", "hunter2"), socket).detail())
        .isEqualTo("not in recovery: a primary");
    assertThat(unclear(primary("clear", "hunter3"), socket).detail())
        .isEqualTo("FATAL 28P01 password authentication failed for user \"clear\"");
  }

  @Test
  void shouldAskAgainOnTheSameConnectionAndConnectAnewWhenItWasEnded() throws Exception {
    // Given
    final Probe probe = lab.open(primary("proved", SECRET), CheckLab.target(server.address()));
    assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);
    final String first = backends();

    // When
    assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);

    // Then
    assertThat(first).matches("[0-9]+");
    assertThat(backends()).isEqualTo(first);

    // When
    server.ask("SELECT pg_terminate_backend(" + first + ")");
    assertThat(lab.run(probe, TEN_SECONDS).detail()).isEqualTo("not in recovery: a primary");

    // Then
    assertThat(backends()).matches("[0-9]+").isNotEqualTo(first);
  }

  @Test
  void shouldLeaveNoTraceInTheLogWhenTheCheckEnds() throws Exception {
    // Given
    awaitNobody();
    final String before = Files.readString(server.log());
    final Probe probe = lab.open(primary("proved", SECRET), CheckLab.target(server.address()));
    assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);

    // When
    lab.eventLoop().submit(probe::close).syncUninterruptibly();

    // Then
    awaitNobody();
    assertThat(Files.readString(server.log())).isEqualTo(before);
  }

  /** Waits until no session is left but the one that looks, and has nothing to log any more. */
  private static void awaitNobody() {
    await()
        .until(() ->
            server
                .ask("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
                .equals("1"));
  }

  /** The processes that serve the check. */
  private static String backends() throws Exception {
    return server.ask("SELECT pid FROM pg_stat_activity WHERE application_name = 'sluice'");
  }

  @Test
  void shouldCallAFullServerAliveAndGoOnWithTheConnectionItHas() throws Exception {
    // Given
    final Probe probe = lab.open(primary("proved", SECRET), CheckLab.target(server.address()));
    assertThat(lab.run(probe, TEN_SECONDS)).isInstanceOf(CheckResult.Passed.class);
    final List<Socket> clients = new ArrayList<>();
    try {
      // When
      fill(clients);

      // Then
      assertThat(unclear(primary("proved", SECRET)).detail())
          .isEqualTo("alive, but full: FATAL 53300 sorry, too many clients already");
      assertFound(
          new ProbeConfig.Pgsql(
              "proved", Optional.empty(), Optional.of(PgsqlRole.ANY), Optional.empty()),
          CheckStatus.L7OK,
          "alive, but full: FATAL 53300 sorry, too many clients already");
      assertThat(lab.run(probe, TEN_SECONDS).detail()).isEqualTo("not in recovery: a primary");
    } finally {
      for (final Socket client : clients) {
        client.close();
      }
    }
  }

  /** Opens sessions of postgres, who may use the last connections too, until there are no more. */
  private static void fill(final List<Socket> clients) throws Exception {
    for (int answer = 'R'; answer == 'R'; ) {
      final Socket client = new Socket();
      clients.add(client);
      client.connect(server.address());
      client.getOutputStream().write("\0\0\0\27\0\3\0\0user\0postgres\0\0".getBytes(UTF_8));
      answer = client.getInputStream().read();
      assertThat(answer).isIn((int) 'R', (int) 'E');
    }
  }
}
