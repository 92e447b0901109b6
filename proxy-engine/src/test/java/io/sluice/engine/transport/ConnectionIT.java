package io.sluice.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.ScriptedServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the kernel says in one event, since the loop was late, must not be lost. */
class ConnectionIT {
  @AutoClose private final LoneWorker lone = new LoneWorker();
  private final Worker worker = lone.worker();

  @Test
  void shouldSeeTheEndWhenItCameTogetherWithTheConnectAndBytes() throws Exception {
    assertThat(endOf(peer -> peer.send("hello"))).isEqualTo("hello ENDED");
  }

  @Test
  void shouldSeeTheEndWhenItCameTogetherWithTheConnect() throws Exception {
    assertThat(endOf(peer -> {})).isEqualTo(" ENDED");
  }

  @Test
  void shouldSeeTheResetWhenItCameTogetherWithTheConnectAndBytes() throws Exception {
    String end =
        endOf(peer -> {
          peer.send("hello");
          peer.reset();
        });
    // An RST may overtake bytes that were not read yet, but never looks like a regular end.
    assertThat(end).isIn("hello RESET", " RESET", " REFUSED");
  }

  @Test
  void shouldTellAResetThatCameBeforeItsOwnEndOfTheStream() throws Exception {
    // Given
    var connected = new CompletableFuture<Connection>();
    var reset = new CountDownLatch(1);
    var end = new CompletableFuture<String>();
    try (var server =
        ScriptedServer.start(peer -> {
          connected.orTimeout(10, TimeUnit.SECONDS).join();
          peer.reset();
          reset.countDown();
        })) {
      worker.execute(() -> {
        try {
          var socket = Sockets.open(server.address());
          new Connection(socket, false, new Ender(connected, reset, end))
              .connect(worker, server.address());
        } catch (IOException e) {
          end.completeExceptionally(e);
        }
      });
      // Then
      assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo("RESET");
    }
  }

  /** Ends its stream when the peer has reset the connection, before it reads. */
  private final class Ender implements Connection.Listener {
    private final CompletableFuture<Connection> connected;
    private final CountDownLatch reset;
    private final CompletableFuture<String> end;

    private Ender(
        CompletableFuture<Connection> connected,
        CountDownLatch reset,
        CompletableFuture<String> end) {
      this.connected = connected;
      this.reset = reset;
      this.end = end;
    }

    @Override
    public void onConnected(Connection connection, IOException error, long nowNanos) {
      connected.complete(connection);
      try {
        assertThat(reset.await(10, TimeUnit.SECONDS)).isTrue();
        // The first takes the error that the reset left on the socket; then it is not connected.
        connection.shutdownOutput();
        connection.shutdownOutput();
        int read = connection.read(worker.readAddress(), Worker.READ_BYTES);
        end.complete(read == Connection.RESET ? "RESET" : "read " + read);
      } catch (InterruptedException | RuntimeException e) {
        end.completeExceptionally(e);
      }
      connection.close();
    }

    @Override
    public void onDefect(Connection connection) {
      end.completeExceptionally(new AssertionError("a defect"));
    }

    @Override
    public void onReady(Connection connection, long nowNanos) {}
  }

  /** Connects, with a loop that looks only when the server has done its part and closed. */
  private String endOf(ScriptedServer.Script script) throws Exception {
    var closed = new CountDownLatch(1);
    var end = new CompletableFuture<String>();
    try (var server =
        ScriptedServer.start(peer -> {
          script.run(peer);
          peer.close();
          closed.countDown();
        })) {
      worker.execute(() -> {
        try {
          var socket = Sockets.open(server.address());
          var connection = new Connection(socket, false, new Reader(end));
          assertThat(connection.connect(worker, server.address())).isFalse();
          assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (IOException | InterruptedException e) {
          end.completeExceptionally(e);
        }
      });
      return end.get(10, TimeUnit.SECONDS);
    }
  }

  /** Reads as the relay does: as long as the connection says that there may be something. */
  private final class Reader implements Connection.Listener {
    private final CompletableFuture<String> end;
    private final StringBuilder text = new StringBuilder();

    private Reader(CompletableFuture<String> end) {
      this.end = end;
    }

    @Override
    public void onConnected(Connection connection, IOException error, long nowNanos) {
      if (error != null) {
        end.complete(" REFUSED");
        connection.close();
      } else {
        onReady(connection, nowNanos);
      }
    }

    @Override
    public void onDefect(Connection connection) {
      end.completeExceptionally(new AssertionError("a defect"));
    }

    @Override
    public void onReady(Connection connection, long nowNanos) {
      while (connection.readable()) {
        int read = connection.read(worker.readAddress(), Worker.READ_BYTES);
        if (read < 0) {
          end.complete(text + (read == Connection.ENDED ? " ENDED" : " RESET"));
          connection.close();
          return;
        }
        var bytes = worker.keep(0, read);
        text.append(bytes.toString(StandardCharsets.US_ASCII));
        bytes.release();
      }
    }
  }
}
