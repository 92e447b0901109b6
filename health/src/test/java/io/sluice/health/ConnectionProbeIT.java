package io.sluice.health;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.config.ProbeConfig;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionProbeIT {
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final CheckLab lab = new CheckLab();

  @AfterEach
  void close() {
    lab.close();
  }

  /** Sends a line, reads a line, and keeps the connection. */
  private static final class Ping extends Exchange {
    @Override
    protected void onTurn(final ChannelHandlerContext ctx) {
      send(ctx, ByteBufUtil.writeAscii(ctx.alloc(), "ping\n"));
    }

    @Override
    protected void onMessage(final ChannelHandlerContext ctx, final Object message) {
      final String answer = ((ByteBuf) message).toString(US_ASCII).strip();
      if (answer.equals("no")) {
        refused(CheckStatus.L7STS, answer, Then.KEEP);
      } else if (answer.equals("who are you")) {
        unclear(CheckStatus.L7STS, answer, Then.KEEP);
      } else {
        passed(CheckStatus.L7OK, answer, Then.KEEP);
      }
    }
  }

  private static final class Faulty extends Exchange {
    @Override
    protected void onTurn(final ChannelHandlerContext ctx) {
      throw new IllegalStateException("password=secret");
    }

    @Override
    protected void onMessage(final ChannelHandlerContext ctx, final Object message) {}
  }

  private ConnectionProbe open(final FakeServer server, final Supplier<Exchange> exchanges) {
    return lab.track(
        new ConnectionProbe(
            CheckLab.target(server.address()), new CheckLoop(lab.eventLoop()), exchanges));
  }

  @Test
  void shouldSpeakOnTheSameConnectionWhenItIsKept() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          for (int turn = 1; ; turn++) {
            Scripts.readLine(socket);
            Scripts.send(socket, "pong " + turn + "\n");
          }
        })) {
      // Given
      final Probe probe = open(server, Ping::new);

      // When
      final String first = lab.run(probe, TEN_SECONDS).detail();
      final String second = lab.run(probe, TEN_SECONDS).detail();

      // Then
      assertThat(first).isEqualTo("pong 1");
      assertThat(second).isEqualTo("pong 2");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void shouldConnectAnewWhenAKeptConnectionWasClosedMeanwhile() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          Scripts.readLine(socket);
          Scripts.send(socket, "pong\n");
        })) {
      // Given
      final Probe probe = open(server, Ping::new);
      lab.run(probe, TEN_SECONDS);
      await().until(() -> lab.openChannels() == 0);

      // When
      final CheckResult result = lab.run(probe, TEN_SECONDS);

      // Then
      assertThat(result.detail()).isEqualTo("pong");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void shouldConnectAnewWhenAKeptConnectionEndsInsteadOfAnAnswer() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          Scripts.readLine(socket);
          Scripts.send(socket, "pong\n");
          Scripts.readLine(socket);
          Scripts.reset(socket);
        })) {
      // Given
      final Probe probe = open(server, Ping::new);
      lab.run(probe, TEN_SECONDS);

      // When
      final CheckResult result = lab.run(probe, TEN_SECONDS);

      // Then
      assertThat(result.detail()).isEqualTo("pong");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void shouldConnectAnewAfterSilenceOnAKeptConnection() throws Exception {
    // Given
    final Semaphore answers = new Semaphore(1);
    try (FakeServer server =
        new FakeServer(socket -> {
          while (true) {
            Scripts.readLine(socket);
            if (answers.tryAcquire()) {
              Scripts.send(socket, "pong\n");
            }
          }
        })) {
      final Probe probe = open(server, Ping::new);
      lab.run(probe, TEN_SECONDS);

      // When
      final CheckResult silent = lab.run(probe, Duration.ofMillis(200));
      answers.release();
      final CheckResult next = lab.run(probe, TEN_SECONDS);

      // Then
      assertThat(silent.status()).isEqualTo(CheckStatus.L7TOUT);
      assertThat(next.status()).isEqualTo(CheckStatus.L7OK);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void shouldBeExplicitWhenTheServerSaysNo() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          Scripts.readLine(socket);
          Scripts.send(socket, "no\n");
          Scripts.drain(socket);
        })) {
      // When
      final CheckResult result = lab.run(open(server, Ping::new), TEN_SECONDS);

      // Then
      assertThat(result).isInstanceOf(CheckResult.Failed.class);
      assertThat(((CheckResult.Failed) result).explicit()).isTrue();
    }
  }

  @Test
  void shouldBeUnclearWhenTheServerDoesNotLetItLook() throws Exception {
    try (FakeServer server =
        new FakeServer(socket -> {
          Scripts.readLine(socket);
          Scripts.send(socket, "who are you\n");
          Scripts.drain(socket);
        })) {
      // When
      final CheckResult result = lab.run(open(server, Ping::new), TEN_SECONDS);

      // Then
      assertThat(result).isInstanceOf(CheckResult.Unclear.class);
      assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
      assertThat(result.detail()).isEqualTo("who are you");
      assertThat(result.report()).isEmpty();
    }
  }

  @Test
  void shouldFailWithoutTheWordsOfAFault() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      // When
      final CheckResult spoken = lab.run(open(server, Faulty::new), TEN_SECONDS);
      final CheckResult made =
          lab.run(
              open(
                  server,
                  () -> {
                    throw new IllegalStateException("password=secret");
                  }),
              TEN_SECONDS);

      // Then
      assertThat(spoken.status()).isEqualTo(CheckStatus.L7RSP);
      assertThat(spoken.detail()).isEqualTo("fault in the check: IllegalStateException");
      assertThat(made.status()).isEqualTo(CheckStatus.SOCKERR);
      assertThat(made.detail()).isEqualTo("fault in the check: IllegalStateException");
    }
  }

  @Test
  void shouldNotCallItSilenceWhenTheLoopWasHeldUp() throws Exception {
    try (FakeServer server = new FakeServer(Scripts.answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      // Given
      final Probe probe = lab.open(okAtRoot(), CheckLab.target(server.address()));

      // When: the loop is away for longer than the check may take, right after it connects
      final CompletableFuture<CheckResult> outcome = lab.start(probe, Duration.ofMillis(400));
      lab.eventLoop().execute(() -> hold(1000));

      // Then
      assertThat(outcome.get()).isInstanceOf(CheckResult.Passed.class);
    }
  }

  private static ProbeConfig okAtRoot() {
    return new ProbeConfig.Http(
        "GET",
        "/",
        List.of(),
        List.of(new ProbeConfig.StatusRange(200, 200)),
        Optional.empty(),
        Optional.empty());
  }

  private static void hold(final long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
