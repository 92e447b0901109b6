package io.sluice.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.backends.Health;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Messages;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.ToldCheck;
import io.sluice.health.CheckResult;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a server whose checks cannot judge it. */
class UnclearIT {
  private final Messages messages = new Messages();
  private EchoServer echo;

  @BeforeEach
  void listen() {
    echo = EchoServer.start();
  }

  @AfterEach
  void close() throws IOException {
    messages.close();
    echo.close();
  }

  private LiveProxy start(final String settings) {
    return LiveProxy.start(
        """
        global.threads = 4
        frontend.in { bind = "127.0.0.1:0", backend = out }
        backend.out {
          %s
          check { type = told, options { name = unclear }, inter = 20ms, rise = 1, fall = 1 }
          servers { s = "127.0.0.1:%d" }
        }
        """
            .formatted(settings, echo.port()));
  }

  private static void find(final CheckResult result) throws Exception {
    ToldCheck.find("unclear", result);
    final int before = ToldCheck.runs("unclear");
    // The run after the next began after this call, and so the next was told.
    Until.isTrue("two checks", () -> ToldCheck.runs("unclear") >= before + 2);
  }

  private List<String> said() {
    return messages.lines().stream().filter(line -> line.contains("server out/s ")).toList();
  }

  /** What was said of the server when it was this many lines: a line follows what it tells of. */
  private List<String> said(final int lines) {
    Until.isTrue(lines + " lines", () -> said().size() >= lines);
    return said();
  }

  private static void assertServes(final LiveProxy proxy) throws Exception {
    try (Peer client = Peer.connect(proxy.port("in"))) {
      client.send("hello");
      assertThat(client.receive(5)).isEqualTo("hello");
    }
  }

  @Test
  void shouldStayDownWithoutAVerdictAndComeUpWithTheFirstGoodOne() throws Exception {
    ToldCheck.find("unclear", ToldCheck.UNCLEAR);
    try (LiveProxy proxy = start("hold-until-checked = 0")) {
      // Given
      find(ToldCheck.UNCLEAR);
      assertThat(proxy.server("out", "s").state().health()).isEqualTo(Health.PENDING);
      try (Peer client = Peer.connect(proxy.port("in"))) {
        client.awaitEnd();
      }
      // When
      ToldCheck.find("unclear", ToldCheck.GOOD);
      Until.isTrue("up", () -> proxy.server("out", "s").state().health() == Health.UP);
      // Then
      assertServes(proxy);
      assertThat(messages.lines()).containsOnlyOnce("ERROR backend out has no server left");
      assertThat(said(2))
          .hasSize(2)
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "WARN server out/s cannot be judged and stays PENDING:"
                              + " L7STS 1045 access denied"),
              line -> assertThat(line).startsWith("INFO server out/s is UP: L7OK fine"));
    }
  }

  @Test
  void shouldHoldSessionsUntilACheckIsClear() throws Exception {
    ToldCheck.find("unclear", ToldCheck.UNCLEAR);
    try (LiveProxy proxy = start("hold-until-checked = 20s");
        Peer client = Peer.connect(proxy.port("in"))) {
      // Given
      client.send("hello");
      find(ToldCheck.UNCLEAR);
      Until.isTrue("it waits", () -> proxy.backend("out").queued() == 1);
      // When
      ToldCheck.find("unclear", ToldCheck.GOOD);
      // Then
      assertThat(client.receive(5)).isEqualTo("hello");
    }
  }

  @Test
  void shouldRefuseWhenTheHoldIsOverAndNoCheckWasClear() throws Exception {
    ToldCheck.find("unclear", ToldCheck.UNCLEAR);
    try (LiveProxy proxy = start("hold-until-checked = 200ms");
        Peer client = Peer.connect(proxy.port("in"))) {
      // When
      client.awaitEnd();
      // Then
      Until.isTrue("a line", () -> !proxy.sessionLines().isEmpty());
      assertThat(proxy.sessionLines().getFirst()).contains(" out/<NOSRV> ").contains(" SC ");
      assertThat(proxy.server("out", "s").state().health()).isEqualTo(Health.PENDING);
    }
  }

  @Test
  void shouldServeOnWhenAServerThatIsUpBecomesUnclear() throws Exception {
    ToldCheck.find("unclear", ToldCheck.GOOD);
    try (LiveProxy proxy = start("")) {
      // Given
      assertServes(proxy);
      // When
      find(ToldCheck.UNCLEAR);
      Until.isTrue("unclear", () -> proxy.server("out", "s").state().unclear());
      // Then
      assertServes(proxy);
      assertThat(proxy.server("out", "s").state().health()).isEqualTo(Health.UP);
      assertThat(proxy.server("out", "s").state().reason()).isEqualTo("L7STS 1045 access denied");
      assertThat(proxy.server("out", "s").checkFailures()).isZero();
      // When
      ToldCheck.find("unclear", ToldCheck.GOOD);
      Until.isTrue("clear", () -> !proxy.server("out", "s").state().unclear());
      // Then
      find(ToldCheck.GOOD);
      assertThat(said(3).subList(1, 3))
          .containsExactly(
              "WARN server out/s cannot be judged and stays UP: L7STS 1045 access denied",
              "INFO server out/s is judged again, and is UP: L7OK fine");
    }
  }

  @Test
  void shouldGoDownWithABadCheckAfterAnUnclearOne() throws Exception {
    ToldCheck.find("unclear", ToldCheck.GOOD);
    try (LiveProxy proxy = start("")) {
      // Given
      assertServes(proxy);
      find(ToldCheck.UNCLEAR);
      Until.isTrue("unclear", () -> proxy.server("out", "s").state().unclear());
      // When
      ToldCheck.find("unclear", ToldCheck.BAD);
      Until.isTrue("down", () -> proxy.server("out", "s").state().health() == Health.DOWN);
      // Then
      assertThat(proxy.server("out", "s").state().unclear()).isFalse();
      assertThat(said(3)).hasSize(3);
      assertThat(said().getLast()).startsWith("WARN server out/s is DOWN: L7RSP bad");
    }
  }
}
