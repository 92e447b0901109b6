package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.unix.Socket;
import io.sluice.engine.testkit.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are accepted, and registered only when that is needed. */
class OpenConnectionIT {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @AutoClose private final LoneWorker lone = new LoneWorker();
  private final Worker worker = lone.worker();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Socket listening = Sockets.open(ANY);
  private Peer peer;
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    listening.bind(ANY);
    listening.listen(8);
    peer = Peer.connect(listening.localAddress().getPort());
    final Socket socket = await().until(this::accept, Objects::nonNull);
    connection = new Connection(socket, false, new Recorder());
  }

  /** Null: nobody is there yet. */
  private Socket accept() throws IOException {
    final int fd = listening.accept(new byte[25]);
    return fd < 0 ? null : new Socket(fd);
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    lone.onLoop(() -> {
      connection.close();
      return true;
    });
    listening.close();
  }

  @Test
  void shouldReadAndWriteWithoutBeingRegistered() throws Exception {
    // Given
    peer.send("hello");
    // When
    final int read =
        lone.onLoop(() -> {
          connection.open(worker);
          assertThat(connection.readable()).isTrue();
          final int got = connection.read(worker.readAddress(), Worker.READ_BYTES);
          assertThat(connection.write(worker.readAddress(), 0, got)).isEqualTo(got);
          assertThat(connection.isRegistered()).isFalse();
          return got;
        });
    // Then
    assertThat(read).isEqualTo(5);
    assertThat(peer.receive(5)).isEqualTo("hello");
  }

  @Test
  void shouldHearOfBytesThatAReadDidNotFind() throws Exception {
    // When
    lone.onLoop(() -> {
      connection.open(worker);
      assertThat(read()).isEqualTo(Connection.WOULD_BLOCK);
      assertThat(connection.isRegistered()).isTrue();
      return true;
    });
    peer.send("late");
    // Then
    assertThat(awaitEvent("readable")).isTrue();
  }

  @Test
  void shouldHearOfAnEndThatNobodyLooksFor() throws Exception {
    // Given
    peer.send("request");
    lone.onLoop(() -> {
      connection.open(worker);
      assertThat(read()).isEqualTo(7);
      return true;
    });
    // When
    peer.close();
    // Then
    assertThat(awaitEvent("end")).isTrue();
  }

  @Test
  void shouldHearOfRoomWhenAWriteIsNotTakenWhole() throws Exception {
    // When
    lone.onLoop(() -> {
      connection.open(worker);
      while (connection.writable()) {
        connection.write(worker.readAddress(), 0, Worker.READ_BYTES);
      }
      assertThat(connection.isRegistered()).isTrue();
      return true;
    });
    Thread.startVirtualThread(() -> drain(peer));
    // Then
    assertThat(awaitEvent("writable")).isTrue();
  }

  @Test
  void shouldTellWhatIsUnreadBeforeAClose() throws Exception {
    // Given
    lone.onLoop(() -> {
      connection.open(worker);
      return true;
    });
    // When
    final boolean before =
        lone.onLoop(() -> connection.hasUnread(worker.readAddress(), Worker.READ_BYTES));
    peer.send("more");
    // Then
    assertThat(before).isFalse();
    await()
        .until(
            () -> lone.onLoop(() -> connection.hasUnread(worker.readAddress(), Worker.READ_BYTES)));
  }

  @Test
  void shouldTellOfNothingUnreadWhenItWasRegisteredMeanwhile() throws Exception {
    // Given
    peer.send("request");
    lone.onLoop(() -> {
      connection.open(worker);
      assertThat(read()).isEqualTo(7);
      return true;
    });
    // When
    await().until(() -> lone.onLoop(() -> connection.isRegistered()));
    // Then
    assertThat(lone.onLoop(() -> connection.hasUnread(worker.readAddress(), Worker.READ_BYTES)))
        .isFalse();
  }

  @Test
  void shouldResetAPeerThatDidNotEndWhenAllIsAnswered() throws Exception {
    // When
    lone.onLoop(() -> {
      connection.open(worker);
      connection.closeAnswered();
      return true;
    });
    // Then
    assertThat(peer.awaitEnd()).isEqualTo(Peer.End.RESET);
  }

  @Test
  void shouldSendTheLastBytesWithTheEnd() throws Exception {
    // Given
    peer.send("bye");
    // When
    lone.onLoop(() -> {
      connection.open(worker);
      final int read = read();
      connection.holdForEnd();
      assertThat(connection.write(worker.readAddress(), 0, read)).isEqualTo(3);
      connection.close();
      return true;
    });
    // Then
    assertThat(peer.receive(3)).isEqualTo("bye");
    assertThat(peer.awaitEnd()).isEqualTo(Peer.End.FIN);
  }

  private int read() {
    return connection.read(worker.readAddress(), Worker.READ_BYTES);
  }

  private boolean awaitEvent(final String wanted) throws InterruptedException {
    String event = events.poll(10, TimeUnit.SECONDS);
    while (event != null && !event.contains(wanted)) {
      event = events.poll(10, TimeUnit.SECONDS);
    }
    return event != null;
  }

  private static void drain(final Peer from) {
    try {
      while (true) {
        from.receive(1024);
      }
    } catch (final IOException over) {
      return;
    }
  }

  private final class Recorder implements Connection.Listener {
    @Override
    public void onReady(final Connection which, final long nowNanos) {
      events.add(
          (which.readable() ? "readable " : "")
              + (which.writable() ? "writable " : "")
              + (which.endSeen() ? "end" : ""));
    }

    @Override
    public void onConnected(final Connection which, final IOException error, final long nowNanos) {
      events.add("connected");
    }

    @Override
    public void onDefect(final Connection which) {
      events.add("defect");
    }
  }
}
