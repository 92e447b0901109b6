package io.sluice.health.galera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.writer.AgreedRow;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.backends.writer.WriterGroup.Outcome;
import io.sluice.config.ProbeConfig.Donor;
import io.sluice.config.ProbeConfig.Galera;
import io.sluice.config.ProbeConfig.RowConfig;
import io.sluice.config.ProbeConfig.Tls;
import io.sluice.config.Secret;
import io.sluice.health.CheckResult;
import io.sluice.health.CheckStatus;
import io.sluice.health.Probe;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.GaleraNode;
import io.sluice.health.testkit.MariaDb;
import io.sluice.health.testkit.ServerKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check against one node of Galera, which must be installed. */
class RealGaleraIT {
  private static final String SECRET = "xyzzy-Grüße-9";
  private static final String TABLE = "sluice.writer";
  private static final String SETUP =
      """
      INSTALL SONAME 'auth_ed25519';
      SET NAMES utf8mb4;
      CREATE USER 'native'@'%%' IDENTIFIED BY '%1$s';
      CREATE USER 'ed'@'%%' IDENTIFIED VIA ed25519 USING PASSWORD('%1$s');
      CREATE USER 'rightless'@'%%' IDENTIFIED BY '%1$s';
      CREATE USER 'reader'@'%%' IDENTIFIED BY '%1$s';
      CREATE USER 'tls'@'%%' IDENTIFIED BY '%1$s' REQUIRE SSL;
      CREATE USER 'sluice'@'%%' IDENTIFIED BY '%1$s';
      %2$s
      GRANT SELECT, INSERT, UPDATE ON sluice.writer TO 'native'@'%%';
      GRANT SELECT ON sluice.writer TO 'reader'@'%%';
      INSERT INTO sluice.writer VALUES ('named', 'db2', 7), ('by hand', 'db1', 0);
      """
          .formatted(SECRET, agreement());
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String SYNCED = "Synced, index 0 of 1, queue 0";

  @TempDir private static Path folder;
  private static ServerKeys keys;
  private static MariaDb node;

  private final CheckLab lab = new CheckLab();
  private final GaleraCommands commands = new GaleraCommands(lab.eventLoop());

  /** The script for operators, without its comment. */
  private static String agreement() {
    try (Stream<String> lines = Files.lines(Path.of("..", "conf", "galera-agreement.sql"))) {
      return lines.filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void start() throws Exception {
    keys = ServerKeys.make(folder);
    node =
        GaleraNode.start(
            folder, SETUP, "--ssl-cert=" + keys.certificateFile(), "--ssl-key=" + keys.keyFile());
    node.awaitReady();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    node.stop();
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private static Galera config(final String user, final String password, final Tls tls) {
    return new Galera(
        user,
        Optional.of(new Secret(password)),
        Optional.ofNullable(tls),
        Donor.LAST_RESORT,
        OptionalLong.empty(),
        false,
        Optional.empty());
  }

  private static Galera config(final String user) {
    return config(user, SECRET, null);
  }

  private static Galera withRow(final String user, final String table, final String group) {
    return config(user).withRow(new RowConfig(table, group));
  }

  private Probe probe() {
    return lab.open(config("native"), CheckLab.target(node.address()));
  }

  private CheckResult run(final Probe probe) {
    return lab.run(probe, TIMEOUT);
  }

  private static void assertResult(
      final CheckResult result, final Verdict verdict, final String words) {
    assertThat(result.detail()).isEqualTo(words);
    assertThat(result.report().map(NodeReport::verdict)).contains(verdict);
    if (verdict == Verdict.BAD || verdict == Verdict.DEAD) {
      assertThat(result).isInstanceOf(CheckResult.Failed.class);
      assertThat(((CheckResult.Failed) result).explicit()).isTrue();
    } else {
      assertThat(result).isInstanceOf(CheckResult.Passed.class);
      assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    }
  }

  /** Runs with a setting, and again after it was taken back. */
  private void assertWhile(
      final String setting, final String back, final Verdict verdict, final String words)
      throws Exception {
    final Probe probe = probe();
    assertResult(run(probe), Verdict.OK, SYNCED);
    node.ask(setting);
    try {
      assertResult(run(probe), verdict, words);
    } finally {
      node.ask(back);
    }
    await().untilAsserted(() -> assertResult(run(probe), Verdict.OK, SYNCED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"native", "ed"})
  void shouldSayThatTheNodeIsSynced(final String user) {
    // When
    final CheckResult result = lab.run(config(user), node.address());

    // Then
    assertResult(result, Verdict.OK, SYNCED);
    final GaleraStatus status = result.report().orElseThrow().galera().orElseThrow();
    assertThat(status.localState()).isEqualTo(4);
    assertThat(status.localStateComment()).isEqualTo("Synced");
    assertThat(status.nodeName()).isEqualTo("alone");
    assertThat(status.incomingAddresses()).containsExactly("AUTO");
    assertThat(status.stateUuid()).hasSize(36);
    assertThat(status.gcommUuid()).hasSize(36);
    assertThat(status.confId()).isPositive();
    assertThat(status.maxConnections()).isPositive();
    assertThat(status.threadsConnected()).isPositive();
    assertThat(result.report().orElseThrow().row()).isEqualTo(AgreedRow.NOT_READ);
  }

  @Test
  void shouldKeepItsConnection() throws Exception {
    // Given
    final Probe probe = probe();
    assertResult(run(probe), Verdict.OK, SYNCED);
    final String before = node.ask("SHOW GLOBAL STATUS LIKE 'Connections'");

    // When
    for (int i = 0; i < 5; i++) {
      assertResult(run(probe), Verdict.OK, SYNCED);
    }

    // Then
    final String after = node.ask("SHOW GLOBAL STATUS LIKE 'Connections'");
    assertThat(count(after)).isEqualTo(count(before) + 1);
  }

  private static long count(final String line) {
    return Long.parseLong(line.substring(line.lastIndexOf('\t') + 1));
  }

  @Test
  void shouldDrainANodeThatTheOperatorTookOutOfFlowControl() throws Exception {
    assertWhile(
        "SET GLOBAL wsrep_desync = ON",
        "SET GLOBAL wsrep_desync = OFF",
        Verdict.DRAIN,
        "desynced by the operator (wsrep_desync=ON)");
  }

  @Test
  void shouldDrainANodeThatTakesNoWrites() throws Exception {
    assertWhile(
        "SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF", Verdict.DRAIN, "read_only=ON");
  }

  @Test
  void shouldRefuseANodeThatLeftItsCluster() throws Exception {
    assertWhile(
        "SET GLOBAL wsrep_cluster_address = ''",
        "SET GLOBAL wsrep_cluster_address = 'gcomm://'",
        Verdict.BAD,
        "not connected to a cluster (wsrep_connected=OFF)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALL", "ALL_KILL"})
  void shouldRefuseANodeThatRejectsQueries(final String how) throws Exception {
    assertWhile(
        "SET GLOBAL wsrep_reject_queries = " + how,
        "SET GLOBAL wsrep_reject_queries = NONE",
        Verdict.BAD,
        "wsrep_reject_queries=" + how);
  }

  @Test
  void shouldAskForARunWhenItsConnectionIsKilled() throws Exception {
    // Given
    final AtomicInteger asked = new AtomicInteger();
    final Probe probe = probe();
    probe.askBy(asked::incrementAndGet);
    assertResult(run(probe), Verdict.OK, SYNCED);

    // When
    node.ask("SET GLOBAL wsrep_reject_queries = ALL_KILL");
    try {
      // Then
      await().untilAsserted(() -> assertThat(asked).hasValue(1));
      assertResult(run(probe), Verdict.BAD, "wsrep_reject_queries=ALL_KILL");
    } finally {
      node.ask("SET GLOBAL wsrep_reject_queries = NONE");
    }
  }

  @Test
  void shouldFailWithoutARefusalWhenTheNodeStandsStill() throws Exception {
    // Given
    final Probe probe = probe();
    assertResult(run(probe), Verdict.OK, SYNCED);

    // When
    node.signal("STOP");
    try {
      final CheckResult kept = lab.run(probe, Duration.ofMillis(500));
      final CheckResult anew = lab.run(config("native"), node.address(), Duration.ofMillis(500));

      // Then
      for (final CheckResult result : List.of(kept, anew)) {
        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
        assertThat(((CheckResult.Failed) result).explicit()).isFalse();
      }
    } finally {
      node.signal("CONT");
    }
    await().untilAsserted(() -> assertResult(run(probe), Verdict.OK, SYNCED));
  }

  @Test
  void shouldNotJudgeANodeThatHasNoPlaceLeftAndKeepTheConnectionThatItHas() throws Exception {
    // Given
    final Probe early = probe();
    assertResult(run(early), Verdict.OK, SYNCED);
    node.ask("SET GLOBAL max_connections = 10");
    final List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 11; i++) {
        final Socket client = new Socket();
        clients.add(client);
        client.connect(node.address());
        assertThat(client.getInputStream().read()).isPositive();
      }

      // When
      final CheckResult result = lab.run(config("native"), node.address());

      // Then
      assertThat(result).isInstanceOf(CheckResult.Unclear.class);
      assertThat(result.detail()).isEqualTo("alive, but full: 1040 Too many connections");
      assertResult(run(early), Verdict.OK, SYNCED);
    } finally {
      for (final Socket client : clients) {
        client.close();
      }
      await()
          .ignoreExceptions()
          .until(() -> node.ask("SET GLOBAL max_connections = 151").isEmpty());
    }
  }

  @Test
  void shouldNotJudgeANodeThatDoesNotLetItIn() {
    final CheckResult result = lab.run(config("native", "wrong", null), node.address());
    assertThat(result).isInstanceOf(CheckResult.Unclear.class);
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.detail())
        .isEqualTo("1045 Access denied for user 'native'@'localhost' (using password: YES)");
  }

  @Test
  void shouldLogInThroughTls() {
    // Given
    final Tls verified = new Tls(Optional.of("check.test"), true, List.of(keys.certificate()));
    final Tls other = new Tls(Optional.of("other.test"), true, List.of(keys.certificate()));

    // When
    final CheckResult any =
        lab.run(config("tls", SECRET, new Tls(Optional.empty(), false, List.of())), node.address());
    final CheckResult good = lab.run(config("tls", SECRET, verified), node.address());
    final CheckResult bad = lab.run(config("tls", SECRET, other), node.address());
    final CheckResult plain = lab.run(config("tls"), node.address());

    // Then
    assertResult(any, Verdict.OK, SYNCED);
    assertResult(good, Verdict.OK, SYNCED);
    assertThat(bad).isInstanceOf(CheckResult.Unclear.class);
    assertThat(bad.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(bad.detail()).startsWith("certificate not accepted: ");
    assertThat(plain).isInstanceOf(CheckResult.Unclear.class);
    assertThat(plain.detail()).startsWith("1045 ");
  }

  @ParameterizedTest
  @CsvSource({
    "native, sluice.writer, named, named db2 7",
    "sluice, sluice.writer, named, named db2 7",
    "reader, sluice.writer, named, named db2 7",
    "native, sluice.writer, nobody, absent",
    "native, sluice.other, named, 1142 ",
    "rightless, sluice.writer, named, 1142 ",
    "native, other.writer, named, 1142 "
  })
  void shouldReadTheRowAndNeverFailByIt(
      final String user, final String table, final String group, final String expected) {
    // When
    final CheckResult result = lab.run(withRow(user, table, group), node.address());

    // Then
    assertResult(result, Verdict.OK, SYNCED);
    final String row =
        switch (result.report().orElseThrow().row()) {
          case AgreedRow.Named named -> "named " + named.server() + " " + named.epoch();
          case AgreedRow.Absent _ -> "absent";
          case AgreedRow.Unreadable unreadable -> unreadable.why();
          case AgreedRow.NotRead _ -> "not read";
        };
    assertThat(row).startsWith(expected.strip());
  }

  @Test
  void shouldSayThatThereIsNoTable() throws Exception {
    // Given
    node.ask("GRANT SELECT ON sluice.* TO 'rightless'@'%'");

    // When
    final CheckResult result =
        lab.run(withRow("rightless", "sluice.nothing", "named"), node.address());

    // Then
    node.ask("REVOKE SELECT ON sluice.* FROM 'rightless'@'%'");
    assertResult(result, Verdict.OK, SYNCED);
    assertThat(result.report().orElseThrow().row())
        .isEqualTo(new AgreedRow.Unreadable("1146 Table 'sluice.nothing' doesn't exist"));
  }

  @Test
  void shouldSayWhatTheNodeIsWhenTheRowIsLocked() throws Exception {
    // Given
    final Probe probe =
        lab.open(withRow("native", TABLE, "named"), CheckLab.target(node.address()));
    assertThat(run(probe).report().orElseThrow().row()).isInstanceOf(AgreedRow.Named.class);
    final Thread locking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                node.ask("LOCK TABLES sluice.writer WRITE; SELECT SLEEP(3)");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    await().until(() -> node.ask("SHOW OPEN TABLES WHERE In_use > 0").contains("writer"));

    // When
    final CheckResult result = lab.run(probe, Duration.ofMillis(400));

    // Then
    locking.join();
    assertResult(result, Verdict.OK, SYNCED);
    assertThat(result.report().orElseThrow().row())
        .isEqualTo(new AgreedRow.Unreadable("no answer in time"));
    assertThat(run(probe).report().orElseThrow().row()).isInstanceOf(AgreedRow.Named.class);
  }

  private CompletableFuture<Outcome> propose(
      final Galera account, final String group, final String server, final long epoch) {
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    commands.propose(
        CheckLab.target(node.address()),
        account,
        group,
        server,
        epoch,
        TIMEOUT,
        told -> {
          if (!outcome.complete(told)) {
            outcome.obtrudeException(new AssertionError("a second outcome: " + told));
          }
        });
    return outcome
        .orTimeout(30, TimeUnit.SECONDS)
        .thenApplyAsync(told -> {
          // Good-bye is said, and the server closes.
          await().until(() -> lab.openChannels() == 0);
          return told;
        });
  }

  @Test
  void shouldLetOneProposalWinWithEachEpoch() throws Exception {
    // Given
    final Galera account = withRow("sluice", TABLE, "race");

    for (long epoch = 0; epoch < 5; epoch++) {
      // When
      final long expected = epoch;
      final List<CompletableFuture<Outcome>> racers =
          IntStream.range(0, 8)
              .mapToObj(i -> propose(account, "race", "db" + i, expected))
              .toList();
      final List<Outcome> outcomes = racers.stream().map(CompletableFuture::join).toList();

      // Then
      assertThat(outcomes).filteredOn(new Outcome.Won(expected + 1)::equals).hasSize(1);
      assertThat(outcomes).filteredOn(new Outcome.Lost()::equals).hasSize(7);
      final int winner = outcomes.indexOf(new Outcome.Won(expected + 1));
      assertThat(node.ask("SELECT server, epoch FROM sluice.writer WHERE grp = 'race'"))
          .isEqualTo("db" + winner + "\t" + (expected + 1));
    }
  }

  @Test
  void shouldLoseWithAnEpochThatIsNotThatOfTheRow() {
    final Galera account = withRow("native", TABLE, "named");
    assertThat(propose(account, "named", "db9", 6).join()).isEqualTo(new Outcome.Lost());
    assertThat(propose(account, "named", "db9", 0).join()).isEqualTo(new Outcome.Lost());
    assertThat(propose(account, "nowhere", "db9", 3).join()).isEqualTo(new Outcome.Lost());
  }

  @Test
  void shouldWinARowThatWasPutThereByHand() throws Exception {
    node.ask("UPDATE sluice.writer SET epoch = 0 WHERE grp = 'by hand'");
    assertThat(propose(withRow("native", TABLE, "x"), "by hand", "db9", 0).join())
        .isEqualTo(new Outcome.Won(1));
  }

  @Test
  void shouldSayWhyNothingCanBeProposed() throws Exception {
    assertThat(propose(withRow("reader", TABLE, "x"), "named", "db9", 7).join())
        .asString()
        .contains("Failed[why=1142 UPDATE command denied to user 'reader'");
    assertThat(propose(withRow("nobody", TABLE, "x"), "named", "db9", 7).join())
        .asString()
        .contains("Failed[why=1045 Access denied");
    assertThat(node.ask("SELECT server, epoch FROM sluice.writer WHERE grp = 'named'"))
        .isEqualTo("db2\t7");
  }

  @Test
  void shouldWaitUntilTheNodeHasCaughtUp() throws Exception {
    // Given
    final String reads = "SHOW GLOBAL STATUS LIKE 'wsrep_causal_reads'";
    final long before = count(node.ask(reads));
    final CompletableFuture<String> failure = new CompletableFuture<>();

    // When
    commands.catchUp(CheckLab.target(node.address()), config("native"), TIMEOUT, failure::complete);

    // Then
    assertThat(failure.get(20, TimeUnit.SECONDS)).isEmpty();
    await().until(() -> lab.openChannels() == 0);
    assertThat(count(node.ask(reads))).isGreaterThan(before);
  }

  @Test
  void shouldNoticeAtOnceThatTheNodeWasKilled(@TempDir final Path other) throws Exception {
    // Given
    final MariaDb victim = GaleraNode.start(other, Files.readString(folder.resolve("init.sql")));
    try {
      victim.awaitReady();
      final CompletableFuture<Boolean> asked = new CompletableFuture<>();
      final Probe probe = lab.open(config("native"), CheckLab.target(victim.address()));
      probe.askBy(() -> asked.complete(true));
      assertResult(run(probe), Verdict.OK, SYNCED);

      // When
      victim.signal("KILL");

      // Then
      assertThat(asked.get(5, TimeUnit.SECONDS)).isTrue();
      final CheckResult result = run(probe);
      assertThat(result.detail())
          .isIn("connection refused", "connection reset before the greeting");
      assertResult(result, Verdict.DEAD, result.detail());
    } finally {
      victim.stop();
    }
    final CompletableFuture<String> failure = new CompletableFuture<>();
    commands.catchUp(
        CheckLab.target(victim.address()), config("native"), TIMEOUT, failure::complete);
    assertThat(failure.get(20, TimeUnit.SECONDS)).isEqualTo("connection refused");
  }
}
