package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Server;
import io.sluice.engine.proxy.FrontendState;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a slot, over four loops. */
class QueueIT {
  private static final int LOOPS = 4;

  private final List<AutoCloseable> toClose = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (final AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  @Test
  void shouldServeOneAtATimeOverAllLoopsAndLoseNobody() throws Exception {
    // Given
    final Turnstile turnstile = new Turnstile();
    final ScriptedServer server = closing(ScriptedServer.start(turnstile::serve));
    final LiveProxy proxy = proxy("", "s { address = \"127.0.0.1:%d\", maxconn = 1 }", server);
    final int clients = 300;
    // When
    serveAll(proxy, clients);
    // Then
    assertThat(turnstile.most).hasValue(1);
    assertThat(turnstile.served).hasSize(clients);
    for (int loop = 0; loop < LOOPS; loop++) {
      assertThat(frontend(proxy).counters(loop).sessions).as("sessions of a loop").isPositive();
    }
    assertNothingHeld(proxy);
  }

  @Test
  void shouldServeThreeAtATimeOnEachOfTwoServers() throws Exception {
    // Given
    final Turnstile first = new Turnstile();
    final Turnstile second = new Turnstile();
    final LiveProxy proxy =
        proxy(
            "",
            """
            s1 { address = "127.0.0.1:%d", maxconn = 3 }
            s2 { address = "127.0.0.1:%d", maxconn = 3 }
            """,
            closing(ScriptedServer.start(first::serve)),
            closing(ScriptedServer.start(second::serve)));
    final int clients = 300;
    // When
    serveAll(proxy, clients);
    // Then
    assertThat(first.most).hasValueBetween(1, 3);
    assertThat(second.most).hasValueBetween(1, 3);
    assertThat(first.served.size() + second.served.size()).isEqualTo(clients);
    assertThat(first.served).isNotEmpty();
    assertThat(second.served).isNotEmpty();
    assertNothingHeld(proxy);
  }

  @Test
  void shouldLoseNoSlotWhateverClientsAndServersDo() throws Exception {
    // Given
    final int dead = Ports.free();
    final AtomicInteger turn = new AtomicInteger();
    final ScriptedServer rude =
        closing(
            ScriptedServer.start(peer -> {
              if (turn.incrementAndGet() % 3 == 0) {
                peer.reset();
              } else {
                peer.send(peer.receive(4));
                peer.awaitEnd();
              }
            }));
    final LiveProxy proxy =
        proxy(
            "timeout { queue = 20ms, connect = 20ms }, retries = 1",
            "s { address = \"127.0.0.1:%d\", maxconn = 2 }, d { address = \"127.0.0.1:"
                + dead
                + "\", maxconn = 1 }",
            rude);
    // When
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      final Random random = new Random(i);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 30; n++) {
                  try {
                    misbehave(proxy, random);
                  } catch (final AssertionError e) {
                    failures.add(e);
                  }
                }
              }));
    }
    for (final Thread thread : threads) {
      thread.join();
    }
    // Then
    assertThat(failures).isEmpty();
    assertNothingHeld(proxy);
    Until.isTrue("all lines", () -> proxy.sessionLines().size() == 16 * 30);
    assertThat(turn).as("some were served").hasPositiveValue();
  }

  private static void misbehave(final LiveProxy proxy, final Random random) {
    try (Peer client = Peer.connect(proxy.port("in"))) {
      client.send("%04d".formatted(random.nextInt(10_000)));
      switch (random.nextInt(4)) {
        case 0 -> client.reset();
        case 1 -> {
          LockSupport.parkNanos(random.nextInt(4_000_000));
          client.reset();
        }
        case 2 -> {
          client.halfClose();
          client.awaitEnd();
        }
        default -> client.receive(4);
      }
    } catch (final IOException refused) {
      // It was reset, or the queue did not move in time.
      assertThat(refused).isNotNull();
    }
  }

  @Test
  void shouldServeInTheOrderOfArrivalOverAllLoops() throws Exception {
    // Given
    final Turnstile turnstile = new Turnstile();
    final ScriptedServer server = closing(ScriptedServer.start(turnstile::serve));
    final LiveProxy proxy = proxy("", "s { address = \"127.0.0.1:%d\", maxconn = 1 }", server);
    final Peer holder = connect(proxy);
    holder.send("0000");
    holder.receive(4);
    final List<Peer> waiting = new ArrayList<>();
    final List<String> arrived = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      final Peer client = connect(proxy);
      client.send("%04d".formatted(i));
      waiting.add(client);
      arrived.add("%04d".formatted(i));
      awaitQueued(proxy, i);
    }
    // When
    holder.close();
    for (int i = 0; i < waiting.size(); i++) {
      assertThat(waiting.get(i).receive(4)).isEqualTo(arrived.get(i));
      waiting.get(i).close();
    }
    // Then
    assertThat(turnstile.served.stream().skip(1)).containsExactlyElementsOf(arrived);
    assertNothingHeld(proxy);
    Until.isTrue("all lines", () -> proxy.sessionLines().size() == 101);
    assertThat(proxy.sessionLines())
        .as("the last had 99 before it")
        .filteredOn(line -> line.endsWith(" 0/99"))
        .hasSize(1);
  }

  @Test
  void shouldQueueOnTheHashedServerAlone() throws Exception {
    // Given
    final EchoServer first = closing(EchoServer.start(Ports.free(), "0\n"));
    final EchoServer second = closing(EchoServer.start(Ports.free(), "1\n"));
    final LiveProxy proxy =
        start(
            "balance = source",
            """
            s0 { address = "127.0.0.1:%d", maxconn = 1 }
            s1 { address = "127.0.0.1:%d", maxconn = 1 }
            """
                .formatted(first.port(), second.port()));
    final Peer holder = connect(proxy);
    final int hashed = Integer.parseInt(holder.readLine());
    // When
    final Peer waits = connect(proxy);
    waits.send("me");
    // Then
    Until.isTrue("it queues", () -> proxy.server("out", "s" + hashed).queued() == 1);
    assertThat(proxy.backend("out").queued()).isZero();
    try (Socket other = ofTheOtherServer(proxy, hashed)) {
      assertThat(other.getInputStream().read()).isEqualTo('1' - hashed);
    }
    assertThat((hashed == 0 ? first : second).accepted()).isEqualTo(1);
    // When
    holder.close();
    // Then
    assertThat(waits.readLine()).isEqualTo(String.valueOf(hashed));
    assertThat(waits.receive(2)).isEqualTo("me");
    waits.close();
    assertNothingHeld(proxy);
    Until.isTrue(
        "the line of one who waited for that server",
        () -> proxy.sessionLines().stream().anyMatch(line -> line.contains(" out/s" + hashed)));
  }

  /** Tries local addresses until one is hashed to the other server, and is served at once. */
  private static Socket ofTheOtherServer(final LiveProxy proxy, final int hashed)
      throws IOException {
    final InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int i = 2; i < 250; i++) {
      final InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i});
      final Socket socket = new Socket(loopback, proxy.port("in"), local, 0);
      Until.isTrue(
          "it is served or queues",
          () ->
              proxy.server("out", "s" + (1 - hashed)).totals().open() == 1
                  || proxy.server("out", "s" + hashed).queued() == 2);
      if (proxy.server("out", "s" + hashed).queued() == 1) {
        return socket;
      }
      socket.setSoLinger(true, 0);
      socket.close();
      Until.isTrue("it left", () -> proxy.server("out", "s" + hashed).queued() == 1);
    }
    throw new AssertionError("every address is hashed to one server");
  }

  @Test
  void shouldGiveUpWhenTheQueueDoesNotMove() throws Exception {
    // Given
    final ScriptedServer server = closing(ScriptedServer.start(Peer::awaitEnd));
    final LiveProxy proxy =
        proxy("timeout.queue = 200ms", "s { address = \"127.0.0.1:%d\", maxconn = 1 }", server);
    final Peer holder = connect(proxy);
    Until.isTrue("it is served", () -> server.count() == 1);
    // When
    final Peer client = connect(proxy);
    client.awaitEnd();
    // Then
    Until.isTrue("a line", () -> !proxy.sessionLines().isEmpty());
    assertThat(proxy.sessionLines().getFirst())
        .containsPattern(" out/<NOSRV> \\d{3,}/-1/\\d{3,} 0 sQ ")
        .endsWith("/0 0/0");
    assertThat(server.count()).isEqualTo(1);
    assertThat(proxy.backend("out").totals().queueTimeouts()).isEqualTo(1);
    assertThat(proxy.backend("out").queued()).isZero();
    assertThat(proxy.server("out", "s").totals().open()).as("the holder's goes on").isEqualTo(1);
    holder.close();
    assertNothingHeld(proxy);
  }

  @Test
  void shouldLeaveTheQueueWithTheClient() throws Exception {
    // Given
    final Turnstile turnstile = new Turnstile();
    final ScriptedServer server = closing(ScriptedServer.start(turnstile::serve));
    final LiveProxy proxy = proxy("", "s { address = \"127.0.0.1:%d\", maxconn = 1 }", server);
    final Peer holder = connect(proxy);
    holder.send("0000");
    holder.receive(4);
    final Peer leaves = connect(proxy);
    leaves.send("gone");
    awaitQueued(proxy, 1);
    final Peer stays = connect(proxy);
    stays.send("here");
    awaitQueued(proxy, 2);
    // When
    leaves.reset();
    // Then
    awaitQueued(proxy, 1);
    Until.isTrue("a line", () -> !proxy.sessionLines().isEmpty());
    assertThat(proxy.sessionLines().getFirst()).contains(" out/<NOSRV> ").contains(" CQ ");
    assertThat(proxy.backend("out").totals().clientAborts()).isEqualTo(1);
    // When
    holder.close();
    // Then
    assertThat(stays.receive(4)).isEqualTo("here");
    stays.close();
    assertNothingHeld(proxy);
    assertThat(turnstile.served).containsExactly("0000", "here");
  }

  @Test
  void shouldServeAClientThatEndedItsStreamWhileItWaited() throws Exception {
    // Given
    final EchoServer server = closing(EchoServer.start());
    final LiveProxy proxy =
        start("", "s { address = \"127.0.0.1:%d\", maxconn = 1 }".formatted(server.port()));
    final Peer holder = connect(proxy);
    Until.isTrue("it is served", () -> server.accepted() == 1);
    final Peer client = connect(proxy);
    // When
    client.send("all I have to say");
    client.halfClose();
    awaitQueued(proxy, 1);
    holder.close();
    // Then
    assertThat(client.receiveAll()).isEqualTo("all I have to say");
  }

  @Test
  void shouldServeThoseWhoWaitWhenAServerComesUp() throws Exception {
    // Given
    final int port = Ports.free();
    final EchoServer first = closing(EchoServer.start(Ports.free(), "1\n"));
    final LiveProxy proxy =
        start(
            "hold-until-checked = 0s",
            """
            s1 { address = "127.0.0.1:%d", maxconn = 1 }
            s2 { address = "127.0.0.1:%d"
              check { type = tcp, inter = 50ms, rise = 1, fall = 1 } }
            """
                .formatted(first.port(), port));
    final Peer holder = connect(proxy);
    assertThat(holder.readLine()).isEqualTo("1");
    final List<Peer> waiting = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      waiting.add(connect(proxy));
      awaitQueued(proxy, i);
    }
    // When
    closing(EchoServer.start(port, "2\n"));
    // Then
    for (final Peer client : waiting) {
      assertThat(client.readLine()).isEqualTo("2");
    }
    assertThat(proxy.backend("out").queued()).isZero();
  }

  @Test
  void shouldMoveThoseWhoWaitForAServerThatFails() throws Exception {
    // Given
    final ScriptedServer[] checks = {
      closing(ScriptedServer.start(peer -> {})), closing(ScriptedServer.start(peer -> {}))
    };
    final EchoServer first = closing(EchoServer.start(Ports.free(), "0\n"));
    final EchoServer second = closing(EchoServer.start(Ports.free(), "1\n"));
    final LiveProxy proxy =
        start(
            "balance = source",
            """
            s0 { address = "127.0.0.1:%d", maxconn = 1
              check { type = tcp, port = %d, inter = 50ms, rise = 1, fall = 1 } }
            s1 { address = "127.0.0.1:%d", maxconn = 1
              check { type = tcp, port = %d, inter = 50ms, rise = 1, fall = 1 } }
            """
                .formatted(first.port(), checks[0].port(), second.port(), checks[1].port()));
    final Peer holder = connect(proxy);
    final int hashed = Integer.parseInt(holder.readLine());
    final List<Peer> waiting = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      final int queued = i;
      waiting.add(connect(proxy));
      Until.isTrue("it queues", () -> proxy.server("out", "s" + hashed).queued() == queued);
    }
    // When
    checks[hashed].close();
    // Then
    for (final Peer client : waiting) {
      assertThat(client.readLine()).isEqualTo(String.valueOf(1 - hashed));
      client.close();
    }
    holder.send("still served");
    assertThat(holder.receive(12)).isEqualTo("still served");
    assertThat((hashed == 0 ? first : second).accepted()).isEqualTo(1);
    holder.close();
    assertNothingHeld(proxy);
  }

  @Test
  void shouldKeepThoseWhoWaitWhenTheLastServerFailsAndServeThemLater() throws Exception {
    // Given
    final int checkPort = Ports.free();
    final ScriptedServer check = closing(ScriptedServer.start(Ports.on(checkPort), peer -> {}));
    final EchoServer server = closing(EchoServer.start(Ports.free(), "s\n"));
    final LiveProxy proxy =
        start(
            "timeout.queue = 20s",
            """
            s { address = "127.0.0.1:%d", maxconn = 1
              check { type = tcp, port = %d, inter = 50ms, rise = 1, fall = 1 } }
            """
                .formatted(server.port(), checkPort));
    final Peer holder = connect(proxy);
    holder.readLine();
    final Peer waits = connect(proxy);
    awaitQueued(proxy, 1);
    // When
    check.close();
    Until.isTrue("it is down", () -> proxy.server("out", "s").downs() == 1);
    holder.close();
    Until.isTrue("the slot is free", () -> proxy.server("out", "s").totals().open() == 0);
    // Then
    assertThat(connect(proxy).awaitEnd()).as("a newcomer is told at once").isNotNull();
    assertThat(proxy.backend("out").queued()).isEqualTo(1);
    // When
    closing(ScriptedServer.start(Ports.on(checkPort), peer -> {}));
    // Then
    assertThat(waits.readLine()).isEqualTo("s");
  }

  @Test
  void shouldHoldSessionsUntilTheFirstVerdictsAreIn() throws Exception {
    // Given
    final ScriptedServer slowCheck = closing(ScriptedServer.listen());
    final EchoServer primary = closing(EchoServer.start(Ports.free(), "primary\n"));
    final EchoServer backup = closing(EchoServer.start(Ports.free(), "backup\n"));
    final LiveProxy proxy =
        start(
            "hold-until-checked = 20s, timeout.queue = 20s",
            """
            p { address = "127.0.0.1:%d"
              check { type = http, port = %d, inter = 20s, timeout = 20s, rise = 1 } }
            b { address = "127.0.0.1:%d", backup = on
              check { type = tcp, inter = 50ms, rise = 1 } }
            """
                .formatted(primary.port(), slowCheck.port(), backup.port()));
    final Peer verdict = slowCheck.accept();
    // When
    final List<Peer> clients = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      clients.add(connect(proxy));
      awaitQueued(proxy, i);
    }
    // Then
    Until.isTrue("the backup is up", () -> proxy.server("out", "b").checks() > 1);
    assertThat(proxy.backend("out").queued()).isEqualTo(12);
    assertThat(proxy.server().readiness().ready()).isFalse();
    // When
    verdict.send("HTTP/1.0 200 OK\r\n\r\n");
    verdict.close();
    // Then
    for (final Peer client : clients) {
      assertThat(client.readLine()).isEqualTo("primary");
    }
    assertThat(proxy.server("out", "b").totals().sessions()).isZero();
    assertThat(proxy.server().readiness().ready()).isTrue();
  }

  @Test
  void shouldReleaseThoseHeldAtTheBoundWhenNoServerAnswers() throws Exception {
    // Given
    final ScriptedServer slowCheck = closing(ScriptedServer.listen());
    final EchoServer server = closing(EchoServer.start());
    final LiveProxy proxy =
        start(
            "hold-until-checked = 1s, timeout.queue = 20s",
            """
            s { address = "127.0.0.1:%d"
              check { type = http, port = %d, inter = 20s, timeout = 20s } }
            """
                .formatted(server.port(), slowCheck.port()));
    // When
    final List<Peer> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(connect(proxy));
    }
    for (final Peer client : clients) {
      client.awaitEnd();
    }
    // Then
    Until.isTrue("eight lines", () -> proxy.sessionLines().size() == 8);
    assertThat(proxy.sessionLines())
        .allMatch(line -> line.contains(" out/<NOSRV> ") && line.contains(" SC "));
    assertThat(server.accepted() - proxy.server("out", "s").checks()).isZero();
    assertThat(proxy.backend("out").totals().noServer()).isEqualTo(8);
    assertThat(proxy.backend("out").queued()).isZero();
  }

  // ---- what they have in common

  /** A server that sees how many it has at once, and in which order they came. */
  private static final class Turnstile {
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** The client goes when it has its answer, so nobody else may come before that is sent. */
    void serve(final Peer peer) throws IOException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      final String name = peer.receive(4);
      served.add(name);
      inside.decrementAndGet();
      peer.send(name);
      peer.awaitEnd();
    }
  }

  private static void serveAll(final LiveProxy proxy, final int clients)
      throws InterruptedException {
    final int threads = 30;
    final AtomicInteger next = new AtomicInteger();
    final Set<String> answered = new ConcurrentSkipListSet<>();
    final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    final List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = next.getAndIncrement(); n < clients; n = next.getAndIncrement()) {
                  final String name = "%04d".formatted(n);
                  try (Peer client = Peer.connect(proxy.port("in"))) {
                    client.send(name);
                    answered.add(client.receive(4));
                  } catch (final IOException | AssertionError e) {
                    failures.add(e);
                  }
                }
              }));
    }
    for (final Thread thread : running) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(answered).hasSize(clients);
  }

  private <T extends AutoCloseable> T closing(final T each) {
    toClose.add(each);
    return each;
  }

  private Peer connect(final LiveProxy proxy) throws IOException {
    return closing(Peer.connect(proxy.port("in")));
  }

  private LiveProxy proxy(
      final String settings, final String servers, final ScriptedServer... behind) {
    final Object[] ports = new Object[behind.length];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = behind[i].port();
    }
    return start(settings, servers.formatted(ports));
  }

  private LiveProxy start(final String settings, final String servers) {
    return closing(
        LiveProxy.start(
            """
            global.threads = %d
            defaults.timeout { queue = 60s, connect = 5s }
            frontend.in { bind = "127.0.0.1:0", backend = out }
            backend.out { %s
              servers {
                %s
              } }
            """
                .formatted(LOOPS, settings, servers)));
  }

  private static FrontendState frontend(final LiveProxy proxy) {
    return proxy.server().running().frontends().get("in").state();
  }

  private static void awaitQueued(final LiveProxy proxy, final int queued) {
    Until.isTrue(queued + " wait", () -> proxy.backend("out").queued() == queued);
  }

  private static void assertNothingHeld(final LiveProxy proxy) {
    Until.isTrue("sessions end", () -> proxy.frontend("in").open() == 0);
    assertThat(proxy.stats().process().openConnections()).isZero();
    assertThat(proxy.backend("out").queued()).isZero();
    for (final Server server : proxy.server().running().backends().get("out").backend().servers()) {
      assertThat(server.served()).isZero();
      assertThat(server.queued()).isZero();
    }
  }
}
