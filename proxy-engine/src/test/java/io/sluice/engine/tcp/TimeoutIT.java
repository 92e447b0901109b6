package io.sluice.engine.tcp;

import static io.sluice.engine.testkit.Background.inBackground;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.Pace;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Peer.End;
import io.sluice.engine.testkit.SilentListener;
import io.sluice.engine.testkit.Sum;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are short, but each is far from the next, so that a slow machine changes no outcome. */
@SuppressWarnings("try") // A peer is closed early where the other side is to see that.
class TimeoutIT {
  private static final Duration SHORT = Duration.ofMillis(400);

  /** Longer than the short timeout, by far shorter than the long one. */
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private static final String SHORT_CLIENT = "timeout { client = 400ms, server = 20s }";
  private static final String SHORT_SERVER = "timeout { client = 20s, server = 400ms }";
  private static final String SHORT_BOTH = "timeout { client = 400ms, server = 400ms }";

  // ---- who is silent

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "client = 400ms, server = 20s                    | cD",
        "client = 20s, server = 400ms                    | sD",
        "client = infinite, server = 400ms                    | sD",
        "client = 400ms, server = infinite                    | cD",
        "client = 50ms, server = 50ms, tunnel = 400ms    | cD",
        "client = infinite, server = infinite, tunnel = 400ms      | cD"
      })
  void shouldEndASilentSession(String timeouts, String state) throws Exception {
    try (var rig = Rig.start("timeout { " + timeouts + " }");
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      long begin = System.nanoTime();
      // Then
      assertThat(client.awaitEnd()).isEqualTo(End.FIN);
      assertThat(server.awaitEnd()).isEqualTo(End.FIN);
      assertThat(since(begin)).isBetween(SHORT.minusMillis(100), Duration.ofSeconds(15));
      close(client, server);
      assertThat(rig.state()).isEqualTo(state);
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldNeverEndASessionThatHasNoTimeouts() throws Exception {
    try (var rig = Rig.start("timeout { client = infinite, server = infinite }");
        var client = rig.connect();
        var server = rig.accept()) {
      assertThat(client.quietFor(BETWEEN)).isTrue();
      assertStillCarries(client, server);
    }
  }

  @Test
  void shouldGoByTheTunnelTimeoutOfALiveSession() throws Exception {
    try (var rig = Rig.start("timeout { client = 50ms, server = 50ms, tunnel = 20s }");
        var client = rig.connect();
        var server = rig.accept()) {
      assertThat(client.quietFor(BETWEEN)).isTrue();
      assertStillCarries(client, server);
    }
  }

  @Test
  void shouldGiveUpAConnectThatIsNotAnswered() throws Exception {
    try (var silent = SilentListener.start();
        var rig = Rig.before(silent.address(), "timeout.connect = 400ms");
        var client = rig.connect()) {
      // When
      long begin = System.nanoTime();
      client.awaitEnd();
      // Then
      assertThat(since(begin)).isBetween(SHORT.minusMillis(100), Duration.ofSeconds(15));
      client.close();
      assertThat(rig.state()).isEqualTo("sC");
      rig.assertAllGivenBack();
      assertThat(rig.proxy().server("relay", "s").totals().connectErrors()).isEqualTo(1);
    }
  }

  // ---- half-closed sessions

  @Test
  void shouldGoByClientFinWhenTheServerHasEnded() throws Exception {
    try (var rig = Rig.start("timeout { client = 20s, server = 20s, client-fin = 400ms }");
        var client = rig.connect();
        var server = rig.accept()) {
      // Given: quiet for longer than that already.
      assertThat(client.quietFor(BETWEEN)).isTrue();
      // When
      long begin = System.nanoTime();
      server.halfClose();
      // Then
      assertThat(client.receiveAll()).isEmpty();
      server.awaitEnd();
      assertThat(since(begin)).isBetween(SHORT, Duration.ofSeconds(15));
      close(client, server);
      assertThat(rig.state()).isEqualTo("cD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldGoByServerFinWhenTheClientHasEnded() throws Exception {
    try (var rig = Rig.start("timeout { client = 20s, server = 20s, server-fin = 400ms }");
        var client = rig.connect();
        var server = rig.accept()) {
      // Given
      assertThat(client.quietFor(BETWEEN)).isTrue();
      // When
      long begin = System.nanoTime();
      client.halfClose();
      // Then
      assertThat(server.receiveAll()).isEmpty();
      client.awaitEnd();
      assertThat(since(begin)).isBetween(SHORT, Duration.ofSeconds(15));
      close(client, server);
      assertThat(rig.state()).isEqualTo("sD");
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldGoByServerFinInPlaceOfTunnel() throws Exception {
    try (var rig =
            Rig.start("timeout { client = 20s, server = 20s, tunnel = 20s, server-fin = 400ms }");
        var client = rig.connect();
        var server = rig.accept()) {
      client.halfClose();
      client.awaitEnd();
      close(client, server);
      assertThat(rig.state()).isEqualTo("sD");
    }
  }

  @Test
  void shouldNotBlameAClientThatHasEndedForAServerThatThinks() throws Exception {
    try (var rig = Rig.start(SHORT_CLIENT);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.send("question");
      client.halfClose();
      assertThat(client.quietFor(BETWEEN)).isTrue();
      // Then
      assertThat(server.receiveAll()).isEqualTo("question");
      server.send("answer");
      server.close();
      assertThat(client.receiveAll()).isEqualTo("answer");
      client.close();
      assertThat(rig.state()).isEqualTo("--");
    }
  }

  @Test
  void shouldNotBlameAServerThatHasEndedForAClientThatThinks() throws Exception {
    try (var rig = Rig.start(SHORT_SERVER);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      server.send("over to you");
      server.halfClose();
      assertThat(server.quietFor(BETWEEN)).isTrue();
      // Then
      assertThat(client.receiveAll()).isEqualTo("over to you");
      client.send("thanks");
      client.close();
      assertThat(server.receiveAll()).isEqualTo("thanks");
      server.close();
      assertThat(rig.state()).isEqualTo("--");
    }
  }

  // ---- who is active

  @Test
  void shouldKeepASessionThatOnlyTheServerSpeaksIn() throws Exception {
    try (var rig = Rig.start(SHORT_BOTH);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      server.drip("0123456789", Duration.ofMillis(100));
      // Then
      assertThat(client.receive(10)).isEqualTo("0123456789");
      assertStillCarries(client, server);
    }
  }

  @Test
  void shouldKeepASessionThatOnlyTheClientSpeaksIn() throws Exception {
    try (var rig = Rig.start(SHORT_BOTH);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      client.drip("0123456789", Duration.ofMillis(100));
      // Then
      assertThat(server.receive(10)).isEqualTo("0123456789");
      assertStillCarries(client, server);
    }
  }

  @Test
  void shouldKeepAReaderThatIsSlow() throws Exception {
    // What the kernel has taken already is read within the timeout, at this pace.
    try (var rig = Rig.start("timeout { client = 1500ms, server = 1500ms }");
        var client = rig.connectNarrow(16_384);
        var server = rig.accept()) {
      // When
      var sent =
          inBackground(() -> {
            Sum sum = server.sendNoise(10 << 20, Pace.FULL);
            server.halfClose();
            return sum;
          });
      long begin = System.nanoTime();
      Sum got = client.receiveSum(Long.MAX_VALUE, Pace.of(1 << 16, Duration.ofMillis(4)));
      // Then
      assertThat(since(begin)).isGreaterThan(Duration.ofMillis(1500));
      assertThat(got).isEqualTo(sent.join());
      client.close();
      assertThat(rig.state()).isEqualTo("--");
    }
  }

  @Test
  void shouldEndAClientThatTakesNothing() throws Exception {
    try (var rig = Rig.start(SHORT_CLIENT);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      sendUntilBroken(server);
      // Then
      assertThat(rig.state()).isEqualTo("cD");
      // It lost what was kept for it, so its stream must not look whole.
      Sum got = client.receiveSumUntilReset();
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      close(client, server);
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndAClientThatTakesNothingEvenWhenItSends() throws Exception {
    try (var rig = Rig.start(SHORT_CLIENT);
        var client = rig.connect();
        var server = rig.accept()) {
      // When
      var dripping =
          inBackground(() -> {
            while (true) {
              client.drip("x", Duration.ofMillis(50));
            }
          });
      sendUntilBroken(server);
      // Then
      assertThat(rig.state()).isEqualTo("cD");
      assertThat(dripping).failsWithin(Duration.ofSeconds(10));
      close(client, server);
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldEndAServerThatTakesNothing() throws Exception {
    try (var rig = Rig.start(SHORT_BOTH);
        var client = rig.connect();
        var server = rig.accept()) {
      // When: both timeouts are the same, but only one side is at fault.
      sendUntilBroken(client);
      // Then
      assertThat(rig.state()).isEqualTo("sD");
      Sum got = server.receiveSumUntilReset();
      assertThat(got).isEqualTo(Sum.ofNoise(got.bytes()));
      close(client, server);
      rig.assertAllGivenBack();
    }
  }

  @Test
  void shouldNotBlameAClientForAServerThatDoesNotRead() throws Exception {
    try (var rig = Rig.start(SHORT_CLIENT);
        var client = rig.connect();
        var server = rig.accept()) {
      // Given
      long taken = client.sendUntilStuck(1L << 40, BETWEEN);
      // When
      Sum got = server.receiveSum(taken, Pace.FULL);
      // Then
      assertThat(got).isEqualTo(Sum.ofNoise(taken));
      assertStillCarries(client, server);
    }
  }

  private static void assertStillCarries(Peer client, Peer server) throws IOException {
    client.send("still");
    assertThat(server.receive(5)).isEqualTo("still");
    server.send("there");
    assertThat(client.receive(5)).isEqualTo("there");
  }

  /** Sends more than all buffers hold, until the connection is ended. */
  private static void sendUntilBroken(Peer peer) {
    assertThat(inBackground(() -> peer.sendNoise(1L << 40, Pace.FULL)))
        .failsWithin(Duration.ofSeconds(25));
  }

  private static void close(Peer client, Peer server) throws IOException {
    client.close();
    server.close();
  }

  private static Duration since(long beginNanos) {
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }
}
