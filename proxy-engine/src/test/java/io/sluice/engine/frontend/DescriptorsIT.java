package io.sluice.engine.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** File descriptors: too few from the start, and none left while it runs. */
class DescriptorsIT {
  private static final int WAITING = 12;
  private static final long CLOCK_TICKS_PER_SECOND = 100;

  @Test
  void shouldStopAcceptingForAMomentWhenNoneIsLeft() throws Exception {
    final int port = Ports.free();
    final int admin = Ports.free();
    final List<Peer> clients = new ArrayList<>();
    try (EchoServer echo = EchoServer.start(Ports.free(), "hi\n");
        Sluice sluice =
            Sluice.start(
                """
                global { threads = 2, admin.bind = "127.0.0.1:%d" }
                frontend.in { bind = "127.0.0.1:%d", backend = out }
                backend.out.servers.s = "127.0.0.1:%d"
                """
                    .formatted(admin, port, echo.port()))) {
      final Peer open = Peer.connect(port);
      clients.add(open);
      assertThat(open.readLine()).isEqualTo("hi");
      final String limit = softLimit(sluice);
      // When
      setSoftLimit(sluice, "8");
      for (int i = 0; i < WAITING; i++) {
        clients.add(Peer.connect(port));
      }
      sluice.log().await("cannot accept: .*Too many open files.*LimitNOFILE");
      // Then
      final long cpuBefore = cpuTicks(sluice);
      assertThat(clients.getLast().quietFor(Duration.ofSeconds(2))).as("it waits").isTrue();
      final long busyTicks = cpuTicks(sluice) - cpuBefore;
      assertThat(busyTicks).as("no spin").isLessThan(CLOCK_TICKS_PER_SECOND);
      assertThat(sluice.log().lines("cannot accept")).as("said once").hasSize(1);
      open.send("unharmed");
      assertThat(open.receive(8)).isEqualTo("unharmed");
      // When
      setSoftLimit(sluice, limit);
      // Then
      for (final Peer client : clients.subList(1, clients.size())) {
        assertThat(client.readLine()).isEqualTo("hi");
      }
      assertThat(acceptErrors(admin)).isPositive();
    } finally {
      for (final Peer client : clients) {
        client.close();
      }
    }
  }

  @Test
  void shouldRefuseAReloadThatFindsNoneAndTakeItLater() {
    final String config =
        """
        global.threads = 2
        frontend.in { bind = "127.0.0.1:%d", backend = out }
        backend.out.servers.s = "127.0.0.1:%d"
        """
            .formatted(Ports.free(), Ports.free());
    final String more = config + "frontend.in.bind = [%s]\n".formatted(binds(20));
    try (Sluice sluice = Sluice.start(config)) {
      sluice.log().await(sluice.reload(config), "reload: in force");
      final String limit = softLimit(sluice);
      // When
      setSoftLimit(sluice, String.valueOf(sluice.openFiles() + 15));
      final int mark = sluice.reload(more);
      // Then
      sluice.log().await(mark, "no file descriptor is left to listen on .*LimitNOFILE");
      sluice.log().await(mark, "reload: refused, the running configuration stays");
      // When
      setSoftLimit(sluice, limit);
      // Then
      sluice.log().await(sluice.reload(more), "reload: in force");
      assertThat(sluice.log().lines("already listens")).isEmpty();
      assertThat(sluice.log().lines("\\bat io\\.")).as("no stack trace").isEmpty();
    }
  }

  private static String binds(final int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"127.0.0.1:%d\"".formatted(Ports.free()))
        .collect(Collectors.joining(", "));
  }

  @Test
  void shouldRefuseToStartWithMoreConnectionsThanDescriptors() {
    try (Sluice sluice =
        Sluice.launch(
            """
            global.maxconn = 1500000000
            frontend.in { bind = "127.0.0.1:%d", backend = out }
            backend.out.servers.s = "127.0.0.1:%d"
            """
                .formatted(Ports.free(), Ports.free()))) {
      // When
      assertThat(sluice.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
      // Then
      final List<String> errors = sluice.log().lines("maxconn");
      assertThat(errors).hasSize(1);
      assertThat(errors.getFirst())
          .contains("maxconn 1500000000 needs ")
          .contains("the limit of open files is ")
          .contains("LimitNOFILE=")
          .contains("ulimit -n");
    }
  }

  private static void setSoftLimit(final Sluice sluice, final String limit) {
    Tool.run("prlimit", "--pid", String.valueOf(sluice.pid()), "--nofile=" + limit + ":")
        .assertOk();
  }

  private static String softLimit(final Sluice sluice) {
    final String pid = String.valueOf(sluice.pid());
    return Tool.run("prlimit", "--pid", pid, "--nofile", "--noheadings", "--output=SOFT")
        .assertOk()
        .output()
        .strip();
  }

  /** User and system time of the process so far. */
  private static long cpuTicks(final Sluice sluice) throws IOException {
    final String stat = Files.readString(Path.of("/proc/" + sluice.pid() + "/stat"));
    final String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(behindName[11]) + Long.parseLong(behindName[12]);
  }

  private static double acceptErrors(final int admin) throws IOException {
    try (Peer client = Peer.connect(admin)) {
      client.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      return client
          .receiveAll()
          .lines()
          .filter(line -> line.startsWith("sluice_process_accept_errors"))
          .map(line -> line.substring(line.lastIndexOf(' ') + 1))
          .mapToDouble(Double::parseDouble)
          .sum();
    }
  }
}
