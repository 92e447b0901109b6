package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.backends.Server;
import io.sluice.backends.writer.AgreedRow;
import io.sluice.backends.writer.GaleraStatus;
import io.sluice.backends.writer.NodeReport;
import io.sluice.backends.writer.Verdict;
import io.sluice.config.BackendConfig;
import io.sluice.config.ResolversConfig;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.ServerRuntime;
import io.sluice.engine.stats.WorkerCounters;
import io.sluice.engine.testkit.LiveProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is asked for what, and which server goes where; the clock and the answers are the test's. */
class DiscoveryTest {
  /** A question that waits for its answer. */
  private record Asked(String name, Consumer<Answer> onAnswer) {}

  private final Queue<Asked> asked = new ArrayDeque<>();
  private final List<String> states = new ArrayList<>();
  private long nowNanos;
  private int moves;

  private final Discovery discovery =
      new Discovery(
          new Resolver() {
            @Override
            public void configure(final ResolversConfig next) {}

            @Override
            public void ask(final String name, final Consumer<Answer> onAnswer) {
              asked.add(new Asked(name, onAnswer));
            }
          },
          new Discovery.Loop() {
            @Override
            public void post(final Runnable task) {
              task.run();
            }

            @Override
            public void after(final Duration delay, final Runnable task) {
              // The test asks for what is due by a doubt.
            }
          },
          () -> nowNanos,
          () -> 0,
          new Discovery.Listener() {
            @Override
            public void onState(final BackendRuntime backend, final Server server) {
              states.add(server.name() + " " + server.state().resolved());
            }

            @Override
            public void onMoved() {
              moves++;
            }
          });

  private static BackendRuntime backend(final String section) {
    final BackendConfig config =
        LiveProxy.config("listen.db { bind = \":1\", " + section + " }").backends().getFirst();
    final Backend backend =
        new Backend(
            config,
            Balancers.load(),
            0,
            server -> {
              server.beginUnresolved("not asked");
              return new ServerRuntime(1, "db", null, (failed, observe) -> {});
            });
    return BackendRuntime.of(config, backend, null, new WorkerCounters(1));
  }

  private BackendRuntime run(final String section) {
    final BackendRuntime runtime = backend(section);
    discovery.onConfigured(Map.of("db", runtime), ResolversConfig.DEFAULT);
    return runtime;
  }

  private void answer(final String name, final String... addresses) {
    final Asked question = asked.remove();
    assertThat(question.name()).isEqualTo(name);
    question
        .onAnswer()
        .accept(
            addresses.length == 0
                ? new Answer.NoName("NXDOMAIN")
                : new Answer.Found(
                    Stream.of(addresses).map(InetAddress::ofLiteral).toList(),
                    Duration.ofMinutes(1)));
  }

  private static String places(final BackendRuntime backend) {
    final StringBuilder places = new StringBuilder();
    for (final Server server : backend.backend().servers()) {
      places
          .append(places.isEmpty() ? "" : " ")
          .append(server.state().resolved() ? Spot.text(BackendRuntime.of(server).address()) : "-");
    }
    return places.toString();
  }

  private static Server server(final BackendRuntime backend, final int index) {
    return backend.backend().servers().get(index);
  }

  private static NodeReport report(final String... incoming) {
    return new NodeReport(
        Verdict.OK,
        Optional.of(
            new GaleraStatus(
                4,
                "Synced",
                true,
                true,
                true,
                true,
                false,
                0,
                "NONE",
                false,
                "rsync",
                false,
                "DISABLED",
                0,
                "uuid",
                1,
                incoming.length,
                "",
                "",
                List.of(incoming),
                0,
                false,
                0,
                0,
                0,
                1,
                100)),
        AgreedRow.NOT_READ);
  }

  @Test
  void shouldFillATemplateFromTheMembersOfACluster() {
    // Given
    final BackendRuntime db =
        run("server-template.n { address = \"10.0.0.9:3306\", count = 3, discover = galera }");
    final String before = places(db);
    // When
    discovery.onReport(server(db, 0), report("10.0.0.1:3306", "10.0.0.2:3307", ""));
    // Then
    assertThat(before).isEqualTo("10.0.0.9:3306 - -");
    assertThat(places(db)).isEqualTo("10.0.0.1:3306 10.0.0.2:3307 -");
    assertThat(server(db, 2).state().reason())
        .isEqualTo("no address yet: the cluster has 2 members");
    assertThat(moves).isEqualTo(1);
    assertThat(states).contains("n1 true", "n2 true");
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldStayWithTheSeedAndSayWhyOnceWhenMembersDoNotTell() {
    try (Messages log = new Messages()) {
      // Given
      final BackendRuntime db =
          run("server-template.n { address = \"seed:3306\", count = 3, discover = galera }");
      answer("seed", "10.0.0.9");
      // When
      for (int i = 0; i < 3; i++) {
        discovery.onReport(server(db, 0), report("AUTO", "AUTO"));
      }
      // Then
      assertThat(places(db)).isEqualTo("10.0.0.9:3306 - -");
      assertThat(log.lines())
          .filteredOn(line -> line.contains("AUTO"))
          .singleElement()
          .asString()
          .startsWith("WARN servers db/n1-3")
          .contains("what is configured stays");
    }
  }

  @Test
  void shouldAskOnceASecondHoweverOftenConnectsFail() {
    // Given
    final BackendRuntime db = run("servers { a = \"db.test:1\", b = \"db.test:2\" }");
    answer("db.test", "10.0.0.1");
    assertThat(places(db)).isEqualTo("10.0.0.1:1 10.0.0.1:2");
    nowNanos += Duration.ofSeconds(30).toNanos();
    // When
    int questions = 0;
    long nanos = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      nanos += Duration.ofSeconds(1).toNanos();
      BackendRuntime.of(server(db, i % 2)).onConnectFailed(nanos);
      if (!asked.isEmpty()) {
        answer("db.test", "10.0.0.2");
        questions++;
      }
      nowNanos += Duration.ofMillis(100).toNanos();
    }
    // Then: ten seconds have passed.
    assertThat(questions).isEqualTo(10);
    assertThat(places(db)).isEqualTo("10.0.0.2:1 10.0.0.2:2");
    assertThat(states).hasSize(2);
    assertThat(moves).isEqualTo(2);
  }

  @Test
  void shouldHaveAnAddressOnlyWhenTheNameOfItsCheckHasOneToo() {
    // Given
    final BackendRuntime db =
        run("servers.a { address = \"db.test:1\", check { address = check.test, port = 9 } }");
    // When
    answer("db.test", "10.0.0.1");
    final String half = places(db);
    answer("check.test", "10.0.0.7");
    // Then
    assertThat(half).isEqualTo("-");
    assertThat(places(db)).isEqualTo("10.0.0.1:1");
    assertThat(Spot.text(BackendRuntime.of(server(db, 0)).checkAddress())).isEqualTo("10.0.0.7:9");
  }

  @Test
  void shouldKeepWhatAStartFoundUntilANameserverKnowsTheName() {
    // Given
    final BackendRuntime db = backend("servers.a = \"db.test:1\"");
    BackendRuntime.of(server(db, 0))
        .setAddress(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.5"), 1));
    db.backend().setResolved(server(db, 0), true, "", 0);
    discovery.onConfigured(Map.of("db", db), ResolversConfig.DEFAULT);
    // When
    answer("db.test");
    final String kept = places(db);
    discovery.onConfigured(Map.of("db", db), ResolversConfig.DEFAULT);
    answer("db.test", "10.0.0.1");
    // Then
    assertThat(kept).isEqualTo("10.0.0.5:1");
    assertThat(places(db)).isEqualTo("10.0.0.1:1");
  }

  @Test
  void shouldPassOverAnAnswerForANameThatAReloadTookOut() {
    // Given
    run("servers.a = \"old.test:1\"");
    final BackendRuntime next = run("servers.a = \"new.test:1\"");
    // When
    answer("old.test", "10.0.0.1");
    // Then
    assertThat(places(next)).isEqualTo("-");
    assertThat(moves).isZero();
  }

  @Test
  void shouldRefuseAStartOnlyWhereInitAddrWantsAnAddress() {
    // Given
    final String strict = "servers.a { address = \"db.test:1\", init-addr = last }, bind = \":1\"";
    // When
    final var refused =
        new InitialAddresses(LiveProxy.config("listen.db { " + strict + " }"), Map.of());
    final var reloaded =
        new InitialAddresses(
            LiveProxy.config("listen.db { " + strict + " }"),
            Map.of("other", backend("servers.a = \"10.0.0.1:1\"")));
    final var fixed =
        new InitialAddresses(
            LiveProxy.config(
                "listen.db { " + strict.replace("= last", "= [last, \"10.0.0.3\"]") + " }"),
            Map.of());
    // Then
    assertThat(refused.problems()).singleElement().asString().contains("test:1", "db.test:1");
    assertThat(reloaded.problems()).isEmpty();
    assertThat(reloaded.warnings()).singleElement().asString().contains("db.test:1 yet");
    assertThat(fixed.problems()).isEmpty();
    assertThat(fixed.spot("db", "a").flatMap(Spot::address).map(Spot::text)).contains("10.0.0.3:1");
  }
}
