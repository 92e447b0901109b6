package io.sluice.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.Backend;
import io.sluice.backends.Health;
import io.sluice.backends.Server;
import io.sluice.config.CheckConfig;
import io.sluice.config.ProbeConfig;
import io.sluice.health.CheckScheduler.Watch;
import io.sluice.health.testkit.CheckLab;
import io.sluice.health.testkit.FakeServer;
import io.sluice.health.testkit.Scripts;
import io.sluice.health.testkit.Servers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckSchedulerIT {
  private final CheckLab lab = new CheckLab();
  private final Map<Server, Health> verdicts = new ConcurrentHashMap<>();
  private final CheckScheduler scheduler =
      new CheckScheduler(
          lab.eventLoop(), Checks.load(), (server, _, health) -> verdicts.put(server, health), 20);

  @AfterEach
  void close() {
    scheduler.close();
    lab.close();
  }

  private static CheckConfig every100Millis(final ProbeConfig probe) {
    return Servers.withInter(Servers.check(probe), Duration.ofMillis(100));
  }

  private static ProbeConfig get() {
    return new ProbeConfig.Http(
        "GET",
        "/",
        List.of(),
        List.of(new ProbeConfig.StatusRange(200, 200)),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldFollowAServerDownAndUpAgain() throws Exception {
    // Given
    final AtomicReference<String> status = new AtomicReference<>("200 OK");
    final List<Server> servers = Servers.backend("http", "tcp", "refused").servers();
    final InetSocketAddress gone;
    try (FakeServer closed = new FakeServer(Scripts.hangUp())) {
      gone = closed.address();
    }
    try (FakeServer live =
        new FakeServer(socket -> {
          Scripts.readHead(socket);
          Scripts.send(socket, "HTTP/1.1 " + status.get() + "\r\n\r\n");
        })) {
      // When
      scheduler.post(
          List.of(
              watch(servers.get(0), get(), live.address()),
              watch(servers.get(1), new ProbeConfig.Tcp(), live.address()),
              watch(servers.get(2), new ProbeConfig.Tcp(), gone)));

      // Then
      awaitVerdict(servers.get(0), Health.UP);
      awaitVerdict(servers.get(1), Health.UP);
      awaitVerdict(servers.get(2), Health.DOWN);

      // When
      status.set("503 No");

      // Then
      awaitVerdict(servers.get(0), Health.DOWN);
      assertThat(verdicts.get(servers.get(1))).isEqualTo(Health.UP);

      // When
      status.set("200 OK");

      // Then
      awaitVerdict(servers.get(0), Health.UP);
    }
    awaitVerdict(servers.get(1), Health.DOWN);
  }

  @Test
  void shouldShareOneConnectionForEachRoundOfManyServers() throws Exception {
    // Given
    final Backend backend = Servers.backend("a", "b", "c", "d", "e");
    try (FakeServer server = new FakeServer(Scripts.answer("HTTP/1.1 200 OK\r\n\r\n"))) {
      // When
      scheduler.post(
          backend.servers().stream()
              .map(each -> new Watch(each, Servers.check(get()), CheckLab.target(server.address())))
              .toList());

      // Then
      await().until(() -> verdicts.size() == 5);
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(verdicts.values()).containsOnly(Health.UP);
    }
  }

  @Test
  void shouldLeaveNoSocketWhenClosedDuringChecks() throws Exception {
    // Given
    final Backend backend = Servers.backend("a");
    try (FakeServer server = new FakeServer(Scripts.silence())) {
      scheduler.post(List.of(watch(backend.servers().getFirst(), get(), server.address())));
      await().until(() -> lab.openChannels() == 1);

      // When
      scheduler.close();
      scheduler.close();

      // Then
      await().until(() -> lab.openChannels() == 0);
      assertThat(verdicts).isEmpty();
    }
  }

  private static Watch watch(
      final Server server, final ProbeConfig probe, final InetSocketAddress address) {
    return new Watch(server, every100Millis(probe), CheckLab.target(address));
  }

  private void awaitVerdict(final Server server, final Health health) {
    await().until(() -> verdicts.get(server) == health);
  }
}
