package io.sluice.health.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.DomainSocketAddress;
import io.sluice.config.ProbeConfig;
import io.sluice.config.Secret;
import io.sluice.health.CheckLoop;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.ConnectionProbe;
import io.sluice.health.Probe;
import io.sluice.health.Target;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.MariaDb;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The check against MariaDB, which must be installed. */
class RealMariaDbIT {
  private static final String SECRET = "xyzzy-Grüße-9";
  private static final String USERS =
      """
      INSTALL SONAME 'auth_ed25519';
      SET NAMES utf8mb4;
      CREATE USER 'native'@'%%' IDENTIFIED BY '%1$s';
      CREATE USER 'ed'@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('%1$s');
      CREATE USER 'both'@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('other')
        OR mysql_native_password USING PASSWORD('%1$s');
      CREATE USER 'empty'@'%%' IDENTIFIED BY '';
      CREATE USER 'socket'@'%%' IDENTIFIED VIA unix_socket;
      """
          .formatted(SECRET);
  private static final ProbeConfig GREETING =
      new ProbeConfig.MySql(Optional.empty(), Optional.empty());
  private static final String VERSION = "\\d+\\.\\d+\\.\\d+-MariaDB.*";

  /** Not 127.0.0.1, whose errors MariaDB does not count. */
  private static final InetSocketAddress COUNTED = new InetSocketAddress("127.0.0.2", 0);

  @TempDir private static Path folder;
  private static MariaDb server;

  private final CheckLab lab = new CheckLab();

  @BeforeAll
  static void start() throws Exception {
    server = new MariaDb(folder, USERS, "--max-connect-errors=3");
    server.awaitReady();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.stop();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static ProbeConfig login(final String user, final String password) {
    return new ProbeConfig.MySql(Optional.of(user), Optional.of(new Secret(password)));
  }

  private CheckResult counted(final ProbeConfig config) {
    return lab.run(
        lab.open(config, new Target(server.address(), Optional.of(COUNTED), "db")),
        Duration.ofSeconds(10));
  }

  private static long status(final String name) throws Exception {
    final String line = server.ask("SHOW GLOBAL STATUS LIKE '" + name + "'");
    return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
  }

  private static void assertPassed(final CheckResult result) {
    assertThat(result).isInstanceOf(CheckResult.Passed.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.detail()).matches(VERSION);
  }

  @Test
  void shouldPassByTheGreetingAndNotBeShutOut() throws Exception {
    // Given
    final long before = status("Aborted_connects_preauth");

    // Then
    for (int i = 0; i < 8; i++) {
      assertPassed(counted(GREETING));
      await().until(() -> lab.openChannels() == 0);
    }
    assertThat(status("Aborted_connects_preauth")).isEqualTo(before);
  }

  @Test
  void shouldSayWhenItIsShutOut() throws Exception {
    // Given
    for (int i = 0; i < 3; i++) {
      try (Socket socket = new Socket()) {
        socket.bind(COUNTED);
        socket.connect(server.address());
        assertThat(socket.getInputStream().read()).isPositive();
      }
    }

    // When
    try {
      await()
          .untilAsserted(() -> {
            final CheckResult result = counted(GREETING);

            // Then
            assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
            assertThat(result.detail()).startsWith("1129 Host '127.0.0.2' is blocked");
          });
    } finally {
      server.ask("FLUSH HOSTS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "ed", "both"})
  void shouldLogInAndLeaveInPeace(final String user) throws Exception {
    // Given
    final long aborted = status("Aborted_clients") + status("Aborted_connects");
    final ProbeConfig config = login(user, SECRET);

    // When
    final CheckResult result = lab.run(config, server.address());

    // Then
    assertPassed(result);
    await().until(() -> lab.openChannels() == 0);
    assertThat(status("Aborted_clients") + status("Aborted_connects")).isEqualTo(aborted);
  }

  @Test
  void shouldLogInThroughAUnixSocket() throws Exception {
    final SocketAddress socket = new DomainSocketAddress(server.socket().toFile());
    assertPassed(lab.run(login("native", SECRET), socket));
    assertPassed(lab.run(GREETING, socket));
  }

  @Test
  void shouldLogInWithoutAPassword() {
    final ProbeConfig config = new ProbeConfig.MySql(Optional.of("empty"), Optional.empty());
    assertPassed(lab.run(config, server.address()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "ed", "empty", "nobody"})
  void shouldSayWhatTheServerSaysWhenThePasswordIsWrong(final String user) throws Exception {
    final CheckResult result = lab.run(login(user, "wrong-" + SECRET), server.address());
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(((CheckResult.Failed) result).explicit()).isFalse();
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail())
        .isEqualTo("1045 Access denied for user '%s'@'localhost' (using password: YES)", user);
  }

  @Test
  void shouldNotBeShutOutForWrongPasswords() throws Exception {
    final ProbeConfig wrong = login("native", "wrong");
    for (int i = 0; i < 8; i++) {
      assertThat(counted(wrong).detail()).startsWith("1045 ");
    }
  }

  @Test
  void shouldSayWhenTheServerHasNoPlaceLeft() throws Exception {
    // Given
    final ProbeConfig config = login("native", SECRET);
    final List<Socket> clients = new ArrayList<>();
    server.ask("SET GLOBAL max_connections = 10");
    try {
      for (int i = 0; i < 11; i++) {
        final Socket client = new Socket();
        clients.add(client);
        client.connect(server.address());
        assertThat(client.getInputStream().read()).isPositive();
      }

      // Then
      for (final ProbeConfig check : List.of(GREETING, config)) {
        final CheckResult result = lab.run(check, server.address());
        assertThat(result).isInstanceOf(CheckResult.Passed.class);
        assertThat(result.detail()).isEqualTo("alive, but full: 1040 Too many connections");
      }
    } finally {
      for (final Socket client : clients) {
        client.close();
      }
    }
    await().until(() -> lab.run(config, server.address()).detail().matches(VERSION));
    server.ask("SET GLOBAL max_connections = 151");
  }

  /** Asks again on one connection as long as that holds; the answer is the detail. */
  private static final class Asking extends MySqlExchange {
    private static final String SQL =
        "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'Threads_connected')";

    @Override
    protected void onTurn(final ChannelHandlerContext ctx) {
      super.onTurn(ctx);
      if (session().isIdle()) {
        session().query(SQL);
      }
    }

    @Override
    protected void onAnswer(final Answer answer) throws MySqlProtocolException {
      switch (answer) {
        case Greeting _ -> session().login(new Credentials("native", new Password(SECRET)));
        case Answer.Ok _ -> session().query(SQL);
        case Answer.Rows rows -> passed(CheckStatus.L7OK, rows.toString(), Then.KEEP);
        case Answer.ServerError error -> onServerError(error);
      }
    }
  }

  @Test
  void shouldAskOnAConnectionThatIsKept() throws Exception {
    // Given
    final long before = status("Connections");
    final Probe probe =
        lab.track(
            new ConnectionProbe(
                CheckLab.target(server.address()), new CheckLoop(lab.eventLoop()), Asking::new));

    // When
    for (int i = 0; i < 5; i++) {
      final CheckResult result = lab.run(probe, Duration.ofSeconds(10));

      // Then
      assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
      assertThat(result.detail())
          .startsWith("Rows[columns=[Variable_name, Value], rows=[[Optional[Threads_connected], ")
          .contains("[Optional[wsrep_ready], Optional[OFF]]");
    }
    // One is the probe's, one is of the client that asks.
    assertThat(status("Connections")).isEqualTo(before + 2);
  }

  @Test
  void shouldNeverLogAPassword() throws Exception {
    // Given
    final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    final Level level = root.getLevel();
    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    final List<String> shown = new ArrayList<>();

    // When
    try {
      for (final String user : List.of("native", "ed", "both", "nobody", "socket")) {
        for (final String password : List.of(SECRET, "wrong-" + SECRET)) {
          final ProbeConfig config = login(user, password);
          shown.add(config.toString());
          shown.add(lab.run(config, server.address()).toString());
        }
      }
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    // Then
    synchronized (log) {
      log.list.forEach(event -> shown.add(event.getFormattedMessage()));
    }
    shown.add(server.log());
    assertThat(shown).hasSizeGreaterThan(20).noneMatch(text -> text.contains("xyzzy"));
  }
}
