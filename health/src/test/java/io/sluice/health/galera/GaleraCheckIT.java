package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.backends.writer.AgreedRow;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.config.ProbeConfig.Donor;
import io.sluice.config.ProbeConfig.Galera;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.mysql.Answer.Rows;
import io.sluice.health.mysql.Wire;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.FakeServer.Script;
import io.sluice.health.testkit.Scripts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The check and the commands against nodes that misbehave. */
class GaleraCheckIT {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Galera CONFIG =
      new Galera(
          "probe",
          Optional.empty(),
          Optional.empty(),
          Donor.LAST_RESORT,
          OptionalLong.empty(),
          false,
          Optional.empty());
  private static final Galera WITH_ROW = CONFIG.withRow(new RowConfig("sluice.writer", "g"));

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  private CheckResult check(final Galera config, final Script script, final Duration timeout)
      throws Exception {
    try (FakeServer server = new FakeServer(script)) {
      return lab.run(config, server.address(), timeout);
    }
  }

  private CheckResult check(final Script script) throws Exception {
    return check(CONFIG, script, LONG);
  }

  private static void assertRefused(
      final CheckResult result, final Verdict verdict, final String words) {
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(((CheckResult.Failed) result).explicit()).isTrue();
    assertThat(result.detail()).isEqualTo(words);
    assertThat(result.report().map(NodeReport::verdict)).contains(verdict);
  }

  private static void assertFailed(
      final CheckResult result, final CheckStatus status, final String words) {
    assertThat(result).isInstanceOf(CheckResult.Failed.class);
    assertThat(((CheckResult.Failed) result).explicit()).isFalse();
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.detail()).isEqualTo(words);
    assertThat(result.report()).isEmpty();
  }

  private static void assertUnclear(final CheckResult result, final String words) {
    assertThat(result).isInstanceOf(CheckResult.Unclear.class);
    assertThat(result.detail()).startsWith(words);
  }

  @Test
  void shouldAskTheSameAgainOnTheSameConnection() throws Exception {
    // Given
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    try (FakeServer server =
        new FakeServer(
            FakeNode.letsIn(sql -> {
              asked.add(sql.substring(1));
              return FakeNode.synced(sql);
            }))) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));

      // When
      for (int i = 0; i < 3; i++) {
        assertThat(lab.run(probe, LONG).detail()).isEqualTo("Synced, index 1 of 3, queue 0");
      }

      // Then
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(asked).hasSize(7);
      assertThat(asked.poll()).isEqualTo("SET SESSION autocommit = 1, wsrep_sync_wait = 0");
      assertThat(asked.poll()).isEqualTo(StatusReader.STATUS);
      assertThat(asked.poll()).isEqualTo(StatusReader.VARIABLES);
    }
  }

  @Test
  void shouldKeepTheVerdictWhileADonorCatchesUpAndNoLonger() throws Exception {
    // Given
    final AtomicReference<String> state = new AtomicReference<>("2");
    try (FakeServer server =
        new FakeServer(
            FakeNode.letsIn(sql ->
                sql.contains("SHOW GLOBAL")
                    ? FakeNode.rows(
                        Nodes.rows(
                            "wsrep_local_state", state.get(), "wsrep_sst_method", "mariabackup"))
                    : Wire.ok(1)))) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
      assertThat(lab.run(probe, LONG)).isInstanceOf(CheckResult.Passed.class);
      // When
      state.set("3");
      // Then
      assertUnclear(lab.run(probe, LONG), "Joined: catches up, queue 0");
      await()
          .untilAsserted(() ->
              assertRefused(lab.run(probe, LONG), Verdict.BAD, "Joined: catches up, queue 0"));
    }
  }

  @Test
  void shouldAskAServerThatDoesNotKnowTheSetting() throws Exception {
    final CheckResult result =
        check(
            FakeNode.letsIn(sql ->
                sql.contains("SET SESSION")
                    ? Wire.error(1, 1193, "#HY000Unknown system variable")
                    : FakeNode.synced(sql)));
    assertThat(result).isInstanceOf(CheckResult.Passed.class);
  }

  @Test
  void shouldRefuseANodeThatSaysNo() throws Exception {
    for (final int code : new int[] {1047, 1053}) {
      final byte[] error = Wire.error(1, code, "#08S01no");
      assertRefused(
          check(FakeNode.answersLogin(Wire.error(2, code, "#08S01no"))), Verdict.BAD, code + " no");
      assertRefused(
          check(FakeNode.letsIn(sql -> sql.contains("VARIABLES") ? error : FakeNode.synced(sql))),
          Verdict.BAD,
          code + " no");
    }
    assertRefused(
        check(socket -> socket.getOutputStream().write(Wire.error(0, 1053, "Shutdown"))),
        Verdict.BAD,
        "1053 Shutdown");
  }

  @Test
  void shouldRefuseANodeThatDoesNotListen() throws Exception {
    // Given
    final InetSocketAddress nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    // Then
    assertRefused(lab.run(CONFIG, nobody), Verdict.DEAD, "connection refused");
  }

  @ParameterizedTest
  @ValueSource(ints = {1044, 1045, 1129, 1130, 1251, 1698, 3118, 3159})
  void shouldNotJudgeANodeThatDoesNotLetItIn(final int code) throws Exception {
    assertUnclear(check(FakeNode.answersLogin(Wire.error(2, code, "#28000no"))), code + " no");
  }

  @ParameterizedTest
  @ValueSource(ints = {1040, 1203})
  void shouldNotJudgeANodeThatIsFull(final int code) throws Exception {
    // Given
    final byte[] greeting = Wire.error(0, code, "full");

    // Then
    assertUnclear(
        check(FakeNode.answersLogin(Wire.error(2, code, "#08004full"))),
        "alive, but full: " + code + " full");
    assertUnclear(
        check(socket -> {
          socket.getOutputStream().write(greeting);
          Scripts.drain(socket);
        }),
        "alive, but full: " + code + " full");
  }

  @Test
  void shouldNotJudgeANodeWhoseLoginIsNotSpokenHere() throws Exception {
    // Given
    final Galera encrypted =
        new Galera(
            "probe",
            Optional.empty(),
            Optional.of(new Tls(Optional.empty(), false, List.of())),
            Donor.OK,
            OptionalLong.empty(),
            false,
            Optional.empty());

    // Then
    assertUnclear(
        check(FakeNode.answersLogin(Wire.packet(2, 0xfe, "dialog", 0, "Password: "))),
        "no login: it wants the authentication 'dialog'");
    assertUnclear(
        check(encrypted, FakeNode.letsIn(FakeNode::synced), LONG),
        "no login: a server that offers no TLS");
  }

  @Test
  void shouldRaiseOneAlarmUntilItIsLetInAgain() throws Exception {
    // Given
    final Logger logger = (Logger) LoggerFactory.getLogger(Alarm.class);
    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    final AtomicInteger sessions = new AtomicInteger();
    final Script script =
        socket -> {
          if (sessions.incrementAndGet() == 4) {
            FakeNode.letsIn(FakeNode::synced).run(socket);
          } else {
            FakeNode.answersLogin(Wire.error(2, 1045, "#28000no")).run(socket);
          }
        };

    // When
    try (FakeServer server = new FakeServer(script)) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
      for (int i = 0; i < 4; i++) {
        lab.run(probe, LONG);
      }
    } finally {
      logger.detachAppender(log);
    }

    // Then
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).hasSize(2);
    assertThat(log.list.getFirst().getFormattedMessage())
        .endsWith("its last verdict stays: 1045 no");
    assertThat(log.list.getLast().getFormattedMessage()).endsWith("can judge the node again");
  }

  @Test
  void shouldFailWhenTheNodeSaysNothingOrNonsense() throws Exception {
    assertFailed(check(CONFIG, Scripts.silence(), SHORT), CheckStatus.L7TOUT, "no answer in time");
    assertFailed(
        check(CONFIG, FakeNode.letsIn(sql -> new byte[0]), SHORT),
        CheckStatus.L7TOUT,
        "no answer in time");
    assertFailed(check(Scripts.hangUp()), CheckStatus.L7RSP, "connection closed before the answer");
    assertFailed(
        check(FakeNode.letsIn(sql -> Wire.ok(1))),
        CheckStatus.L7RSP,
        "not as MySQL speaks: no rows where some were due");
    assertFailed(
        check(
            FakeNode.letsIn(sql ->
                sql.contains("SHOW")
                    ? FakeNode.rows(Nodes.rows("wsrep_local_state", "x"))
                    : Wire.ok(1))),
        CheckStatus.L7RSP,
        "not as a node speaks: wsrep_local_state is 'x'");
    assertFailed(
        check(FakeNode.letsIn(sql -> Wire.error(1, 1105, "#HY000unknown"))),
        CheckStatus.L7STS,
        "1105 unknown");
  }

  @Test
  void shouldSayWhatTheNodeIsWhenTheRowDoesNotCome() throws Exception {
    final CheckResult result =
        check(
            WITH_ROW,
            FakeNode.letsIn(sql -> sql.contains("SELECT") ? new byte[0] : FakeNode.synced(sql)),
            SHORT);
    assertThat(result).isInstanceOf(CheckResult.Passed.class);
    assertThat(result.detail()).isEqualTo("Synced, index 1 of 3, queue 0");
    assertThat(result.report().orElseThrow().row())
        .isEqualTo(new AgreedRow.Unreadable("no answer in time"));
  }

  @Test
  void shouldReadTheRowOfItsGroup() throws Exception {
    final CheckResult result =
        check(
            WITH_ROW,
            FakeNode.letsIn(sql ->
                sql.endsWith("WHERE grp = 'g'")
                    ? FakeNode.rows(
                        new Rows(
                            List.of("server", "epoch"),
                            List.of(List.of(Optional.of("db3"), Optional.of("4")))))
                    : FakeNode.synced(sql)),
            LONG);
    assertThat(result.report().orElseThrow().row()).isEqualTo(new AgreedRow.Named("db3", 4));
  }

  @Test
  void shouldAskForARunWhenAConnectionThatWasKeptEnds() throws Exception {
    // Given
    final AtomicInteger asked = new AtomicInteger();
    final FakeServer server = new FakeServer(FakeNode.letsIn(FakeNode::synced));
    final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
    probe.askBy(asked::incrementAndGet);
    assertThat(lab.run(probe, LONG)).isInstanceOf(CheckResult.Passed.class);
    assertThat(asked).hasValue(0);

    // When
    server.close();

    // Then
    await().untilAsserted(() -> assertThat(asked).hasValue(1));
    assertRefused(lab.run(probe, LONG), Verdict.DEAD, "connection refused");
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldTakeAResetBeforeTheGreetingForADeathAndLookAgainAfterAClose() throws Exception {
    // Given
    final AtomicInteger asked = new AtomicInteger();

    // Then
    assertRefused(
        check(socket -> {
          TimeUnit.MILLISECONDS.sleep(50); // so that the connect is over before
          Scripts.reset(socket);
        }),
        Verdict.DEAD,
        "connection reset before the greeting");
    try (FakeServer server = new FakeServer(Scripts.hangUp())) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
      probe.askBy(asked::incrementAndGet);
      assertFailed(lab.run(probe, LONG), CheckStatus.L7RSP, "connection closed before the answer");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void shouldNotAskAgainAndAgainWhenEachConnectionEndsAtOnce() throws Exception {
    // Given
    final AtomicInteger asked = new AtomicInteger();
    final Script shortLived =
        socket -> {
          socket.getOutputStream().write(Wire.greeting());
          FakeNode.readPacket(socket);
          socket.getOutputStream().write(Wire.ok(2));
          for (int i = 0; i < 3; i++) {
            socket.getOutputStream().write(FakeNode.synced(FakeNode.readPacket(socket)));
          }
        };
    try (FakeServer server = new FakeServer(shortLived)) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
      probe.askBy(asked::incrementAndGet);

      // When
      for (int i = 0; i < 8; i++) {
        assertThat(lab.run(probe, LONG)).isInstanceOf(CheckResult.Passed.class);
        await().until(() -> lab.openChannels() == 0);
      }

      // Then
      assertThat(asked).hasValue(5);
    }
  }

  @Test
  void shouldGoOnWithANewConnectionWhenTheOldOneIsOfNoUse() throws Exception {
    // Given
    final AtomicInteger shows = new AtomicInteger();
    try (FakeServer server =
        new FakeServer(
            FakeNode.letsIn(sql ->
                sql.contains("SHOW") && shows.incrementAndGet() == 3
                    ? Wire.error(1, 1927, "#70100Connection was killed")
                    : FakeNode.synced(sql)))) {
      final Probe probe = lab.open(CONFIG, CheckLab.target(server.address()));
      assertThat(lab.run(probe, LONG)).isInstanceOf(CheckResult.Passed.class);

      // When
      final CheckResult result = lab.run(probe, LONG);

      // Then
      assertThat(result.detail()).isEqualTo("Synced, index 1 of 3, queue 0");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  private Outcome propose(final Script script, final long epoch, final Duration timeout)
      throws Exception {
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    try (FakeServer server = new FakeServer(script)) {
      new GaleraCommands(lab.eventLoop())
          .propose(
              CheckLab.target(server.address()),
              WITH_ROW,
              "g",
              "db1",
              epoch,
              timeout,
              outcome::complete);
      final Outcome told = outcome.get(20, TimeUnit.SECONDS);
      await().until(() -> lab.openChannels() == 0);
      return told;
    }
  }

  private static Script answersChange(final byte[] answer) {
    return FakeNode.letsIn(sql -> sql.contains("writer") ? answer : FakeNode.synced(sql));
  }

  @Test
  void shouldTellWhatCameOfAProposal() throws Exception {
    assertThat(propose(answersChange(Wire.packet(1, 0, 1, 0, 2, 0, 0, 0)), 4, LONG))
        .isEqualTo(new Outcome.Won(5));
    assertThat(propose(answersChange(Wire.packet(1, 0, 0, 0, 2, 0, 0, 0)), 4, LONG))
        .isEqualTo(new Outcome.Lost());
    assertThat(propose(answersChange(Wire.error(1, 1213, "#40001Deadlock")), 4, LONG))
        .isEqualTo(new Outcome.Lost());
    assertThat(propose(answersChange(Wire.packet(1, 0, 2, 0, 2, 0, 0, 0)), 4, LONG))
        .isEqualTo(new Outcome.Failed("2 rows changed"));
    assertThat(propose(answersChange(Wire.error(1, 1146, "#42S02no table")), 4, LONG))
        .isEqualTo(new Outcome.Failed("1146 no table"));
    assertThat(propose(answersChange(new byte[0]), 4, SHORT))
        .isEqualTo(new Outcome.Failed("no answer in time"));
    assertThat(propose(Scripts.hangUp(), 4, LONG))
        .isEqualTo(new Outcome.Failed("connection closed before the answer"));
    assertThat(propose(FakeNode.answersLogin(Wire.error(2, 1045, "#28000no")), 4, LONG))
        .isEqualTo(new Outcome.Failed("1045 no"));
  }

  @Test
  void shouldSayGoodByeAndWaitForTheServerToClose() throws Exception {
    // Given
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    // When
    final Outcome outcome =
        propose(
            FakeNode.letsIn(sql -> {
              said.add(sql);
              return sql.contains("writer") ? Wire.packet(1, 0, 1, 0, 2, 0, 0, 0) : Wire.ok(1);
            }),
            0,
            LONG);

    // Then
    assertThat(outcome).isEqualTo(new Outcome.Won(1));
    assertThat(said).hasSize(3);
    assertThat(said.poll()).endsWith("wsrep_sync_wait = 0");
    assertThat(said.poll())
        .isEqualTo("\3INSERT INTO `sluice`.`writer` (grp, server, epoch) VALUES ('g', 'db1', 1)");
    assertThat(said.poll()).isEqualTo(FakeNode.GOOD_BYE);
  }
}
