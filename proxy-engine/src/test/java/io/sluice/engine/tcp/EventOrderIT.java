package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.ScriptedServer;
import io.sluice.engine.testkit.SilentListener;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loop that is late hears of much at once. What it hears of one socket must not be taken for
 * another's that has got its number since, and what it reads must not stop where a message ends.
 *
 * <p>The loop is made late by stopping the whole process.
 */
@SuppressWarnings("try") // A peer is closed early where the other side is to see that.
class EventOrderIT {
  /** Sends a descriptor in the middle of what it sends, then waits for the end. */
  private static final String PASSES_A_DESCRIPTOR =
      """
      import pathlib, socket, sys
      s = socket.socket(socket.AF_UNIX)
      s.connect(sys.argv[1])
      s.sendall(b'hello')
      socket.send_fds(s, [b'abc'], [0])
      s.sendall(b'defgh')
      pathlib.Path(sys.argv[2]).touch()
      while s.recv(100): pass
      """;

  @TempDir private static Path folder;

  private static final int ONE_PORT = Ports.free();
  private static final int HOLE_PORT = Ports.free();
  private static SilentListener hole;
  private static ScriptedServer server;
  private static ScriptedServer second;
  private static Sluice sluice;

  @BeforeAll
  static void start() throws IOException {
    hole = SilentListener.start();
    server = ScriptedServer.listen();
    second = ScriptedServer.listen();
    sluice =
        Sluice.start(
            """
            global { threads = 1 }
            defaults { timeout { connect = 20s, client = 60s, server = 60s, queue = 60s } }
            listen one {
              bind = "127.0.0.1:%d"
              servers.s { address = "127.0.0.1:%d", maxconn = 1 }
            }
            listen hole {
              bind = "127.0.0.1:%d"
              balance = first, retries = 1, redispatch = on, timeout.connect = 300ms
              servers.hole = "127.0.0.1:%d"
              servers.second = "127.0.0.1:%d"
            }
            listen local {
              bind = "unix@%s"
              servers.s = "127.0.0.1:%d"
            }
            """
                .formatted(
                    ONE_PORT,
                    server.port(),
                    HOLE_PORT,
                    hole.port(),
                    second.port(),
                    front(),
                    second.port()));
  }

  @AfterAll
  static void stop() throws IOException {
    sluice.close();
    server.close();
    second.close();
    hole.close();
  }

  private static Path front() {
    return folder.resolve("front");
  }

  // ---- a number that is another socket's by now

  @Test
  void shouldNotEndAClientForTheResetOfASocketThatHadItsNumber() throws Exception {
    try (var gone = Peer.connect(ONE_PORT);
        var behind = server.accept()) {
      // Given
      assertCarries(gone, behind, "first");
      int files = sluice.openFiles();
      try (var queued = Peer.connect(ONE_PORT)) {
        await().until(() -> sluice.openFiles() > files);
        stopProcess();
        // When: the loop hears of a reset, then of clients, then of the other reset.
        gone.reset();
        try (var third = Peer.connect(ONE_PORT);
            var fourth = Peer.connect(ONE_PORT)) {
          behind.reset();
          sluice.signal("CONT");
          // Then
          for (var client : List.of(queued, third, fourth)) {
            serveNext(client);
          }
        }
      }
    }
    assertThat(sluice.log().lines(" one .* CQ ")).isEmpty();
  }

  @Test
  void shouldNotTakeAnotherSocketsEventForAConnect() throws Exception {
    try (var gone = Peer.connect(ONE_PORT);
        var behind = server.accept()) {
      // Given
      assertCarries(gone, behind, "first");
      stopProcess();
      // When
      gone.reset();
      try (var client = Peer.connect(HOLE_PORT)) {
        behind.reset();
        sluice.signal("CONT");
        // Then: the connect is given up, and the next server is taken.
        try (var redispatched = second.accept()) {
          assertCarries(client, redispatched, "found");
        }
      }
    }
  }

  // ---- reads that stop short

  @Test
  void shouldReadOnBehindUrgentData() throws Exception {
    try (var client = Peer.connect(ONE_PORT);
        var behind = server.accept()) {
      // Given
      assertCarries(client, behind, "first");
      stopProcess();
      // When
      sendAroundUrgent(client);
      sendAroundUrgent(behind);
      sluice.signal("CONT");
      // Then
      assertThat(behind.receive(8)).isEqualTo("abcdefgh");
      assertThat(client.receive(8)).isEqualTo("abcdefgh");
      assertCarries(client, behind, "last");
    }
  }

  private static void sendAroundUrgent(Peer peer) throws IOException {
    peer.send("abc");
    peer.channel().socket().sendUrgentData('!');
    peer.send("defgh");
  }

  @Test
  void shouldReadOnBehindDescriptors() throws Exception {
    var sent = folder.resolve("sent");
    stopProcess();
    // When
    var client =
        inBackground(() ->
            Tool.run(
                "/usr/bin/python3",
                "-c",
                PASSES_A_DESCRIPTOR,
                front().toString(),
                sent.toString()));
    await().until(() -> Files.exists(sent) || client.isDone());
    sluice.signal("CONT");
    // Then
    try (var behind = second.accept()) {
      assertThat(behind.receive(13)).isEqualTo("helloabcdefgh");
    }
    client.join().assertOk();
    // Whoever comes next is served as well.
    try (var next = Peer.connect(UnixDomainSocketAddress.of(front()));
        var behind = second.accept()) {
      assertCarries(next, behind, "next");
    }
  }

  // ---- steps

  /** The only slot is this client's now; afterwards it is free. */
  private static void serveNext(Peer client) throws Exception {
    try (client;
        var behind = server.accept()) {
      assertCarries(client, behind, "served");
    }
  }

  private static void assertCarries(Peer client, Peer behind, String text) throws IOException {
    client.send(text);
    assertThat(behind.receive(text.length())).isEqualTo(text);
    behind.send(text);
    assertThat(client.receive(text.length())).isEqualTo(text);
  }

  private static void stopProcess() {
    sluice.signal("STOP");
    await().until(EventOrderIT::everyThreadStands);
  }

  private static boolean everyThreadStands() {
    try (var tasks = Files.list(Path.of("/proc/" + sluice.pid() + "/task"))) {
      return tasks.allMatch(EventOrderIT::stands);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Source: proc(5), stat: the state is T where a signal has stopped it. */
  private static boolean stands(Path task) {
    try {
      return Files.readString(task.resolve("stat")).contains(") T ");
    } catch (IOException ended) {
      return true;
    }
  }
}
