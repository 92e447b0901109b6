package io.sluice.engine.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.backends.Health;
import io.sluice.backends.ServerState;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.testkit.Dnsmasq;
import io.sluice.engine.testkit.EchoServer;
import io.sluice.engine.testkit.LiveProxy;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers whose names appear, change and vanish in a real nameserver. */
@SuppressWarnings("try") // To close a server early is what these tests are about.
class DiscoveryIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final int port = Ports.free();
  private final List<EchoServer> servers = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 2; i <= 5; i++) {
      servers.add(EchoServer.startOn("127.0.0." + i, port, i + "\n"));
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (final EchoServer server : servers) {
      server.close();
    }
  }

  private String config(final Dnsmasq dns, final String resolvers, final String listen) {
    return """
    global { threads = 1
      resolvers { nameservers = ["%s"], timeout = 1s, min-ttl = 50ms, %s } }
    listen.in { bind = "127.0.0.1:0", hold-until-checked = 0, timeout.connect = 100ms
      default-server.init-addr = none
      %s }
    """
        .formatted(dns.nameserver(), resolvers, listen.replace("PORT", Integer.toString(port)));
  }

  private static String greeting(final LiveProxy proxy) throws IOException {
    try (Peer client = Peer.connect(proxy.port("in"))) {
      return client.readLine();
    }
  }

  /** Waits until new sessions land on that server. */
  private static void awaitGreeting(final LiveProxy proxy, final String wanted) {
    await().atMost(SOON).until(() -> isServed(proxy) && greeting(proxy).equals(wanted));
  }

  private static boolean isServed(final LiveProxy proxy) {
    return proxy.backend("in").servers().stream().anyMatch(s -> s.state().takesSessions());
  }

  private static ServerState state(final LiveProxy proxy, final String server) {
    return proxy.server("in", server).state();
  }

  private static Map<String, String> addresses(final LiveProxy proxy) {
    final Map<String, String> addresses = new TreeMap<>();
    proxy.server().running().backends().get("in").backend().servers().stream()
        .filter(server -> server.state().resolved())
        .forEach(server ->
            addresses.put(
                server.name(),
                Spot.text(BackendRuntime.of(server).address()).replaceAll(":.*", "")));
    return addresses;
  }

  private static void awaitAddresses(final LiveProxy proxy, final Map<String, String> wanted) {
    await().atMost(SOON).untilAsserted(() -> assertThat(addresses(proxy)).isEqualTo(wanted));
  }

  @Test
  void shouldStartWithoutAnAddressAndServeWhenThereIsOne() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(1);
        LiveProxy proxy = LiveProxy.start(config(dns, "", "servers.db = \"db.test:PORT\""))) {
      // Given
      await().atMost(SOON).until(() -> state(proxy, "db").reason().contains("NXDOMAIN"));
      assertThat(state(proxy, "db").reason()).isEqualTo("no address yet: db.test (NXDOMAIN)");
      assertThat(state(proxy, "db").takesSessions()).isFalse();
      try (Peer client = Peer.connect(proxy.port("in"))) {
        client.awaitEnd();
      }
      // When
      dns.set("db.test", "127.0.0.2");
      // Then
      awaitGreeting(proxy, "2");
      assertThat(state(proxy, "db").reason()).isEmpty();
    }
  }

  @Test
  void shouldFollowTheNameAndLeaveSessionsWhereTheyAre() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(1)) {
      dns.set("db.test", "127.0.0.2");
      try (Messages log = new Messages();
          LiveProxy proxy = LiveProxy.start(config(dns, "", "servers.db = \"db.test:PORT\""))) {
        // Given
        awaitGreeting(proxy, "2");
        try (Peer old = Peer.connect(proxy.port("in"))) {
          assertThat(old.readLine()).isEqualTo("2");
          // When
          dns.set("db.test", "127.0.0.3");
          // Then
          awaitGreeting(proxy, "3");
          old.send("still here\n");
          assertThat(old.readLine()).isEqualTo("still here");
        }
        await()
            .atMost(SOON)
            .until(() -> log.lines().stream().anyMatch(l -> l.contains("at 127.0.0.3")));
        assertThat(log.lines())
            .containsOnlyOnce(
                "INFO server in/db is at 127.0.0.3:%d instead of 127.0.0.2:%d: db.test leads there for the next 1 s"
                    .formatted(port, port));
      }
    }
  }

  @Test
  void shouldAskAgainWhenAConnectFailsThoughTheAnswerIsStillGood() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(3_600)) {
      dns.set("db.test", "127.0.0.2");
      try (LiveProxy proxy =
          LiveProxy.start(
              config(dns, "max-ttl = 1d", "servers.db = \"db.test:PORT\"")
                  .replace("connect = 100ms", "connect = 1s"))) {
        awaitGreeting(proxy, "2");
        // When
        servers.getFirst().close();
        dns.set("db.test", "127.0.0.4");
        // Then: the session that finds out is the first that is served, by its retries.
        assertThat(greeting(proxy)).isEqualTo("4");
      }
    }
  }

  @Test
  void shouldTakeTheServerOutWhenTheNameIsGoneAndBackWhenItReturns() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(0)) {
      dns.set("db.test", "127.0.0.2");
      try (LiveProxy proxy =
          LiveProxy.start(config(dns, "hold.nx = 0", "servers.db = \"db.test:PORT\""))) {
        awaitGreeting(proxy, "2");
        try (Peer old = Peer.connect(proxy.port("in"))) {
          assertThat(old.readLine()).isEqualTo("2");
          // When
          dns.set("db.test");
          await().atMost(SOON).until(() -> !state(proxy, "db").resolved());
          // Then
          assertThat(state(proxy, "db").reason()).isEqualTo("no address: db.test (NXDOMAIN)");
          try (Peer client = Peer.connect(proxy.port("in"))) {
            client.awaitEnd();
          }
          old.send("still here\n");
          assertThat(old.readLine()).isEqualTo("still here");
        }
        dns.set("db.test", "127.0.0.2");
        awaitGreeting(proxy, "2");
      }
    }
  }

  @Test
  void shouldKeepTheAddressWhenNoNameserverAnswers() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(0);
        Messages log = new Messages()) {
      dns.set("db.test", "127.0.0.2");
      final String config =
          config(dns, "hold.nx = 0, retries = 1, timeout = 100ms", "servers.db = \"db.test:PORT\"");
      try (LiveProxy proxy = LiveProxy.start(config)) {
        awaitGreeting(proxy, "2");
        // When
        dns.kill9();
        await()
            .atMost(SOON)
            .until(() -> log.lines().stream().anyMatch(l -> l.contains("db.test is not resolved")));
        // Then
        assertThat(greeting(proxy)).isEqualTo("2");
        // When: a reload comes meanwhile, with another name that nobody can resolve.
        assertThat(
                proxy.reload(
                    config.replace("servers.db", "servers.new = \"new.test:1\", servers.db")))
            .isEmpty();
        // Then
        assertThat(state(proxy, "db").resolved()).isTrue();
        assertThat(state(proxy, "new").resolved()).isFalse();
        assertThat(greeting(proxy)).isEqualTo("2");
      }
    }
  }

  @Test
  void shouldCheckTheAddressThatItHasAndWaitForItsVerdict() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(0)) {
      final String listen =
          "check { inter = 50ms, rise = 1, fall = 1 }, servers.db = \"db.test:PORT\"";
      try (LiveProxy proxy = LiveProxy.start(config(dns, "hold.nx = 0", listen))) {
        // Given
        await().atMost(SOON).until(() -> state(proxy, "db").reason().contains("NXDOMAIN"));
        assertThat(state(proxy, "db").health()).isEqualTo(Health.PENDING);
        assertThat(proxy.server("in", "db").checks()).isZero();
        // When
        dns.set("db.test", "127.0.0.3");
        // Then
        awaitGreeting(proxy, "3");
        assertThat(state(proxy, "db").health()).isEqualTo(Health.UP);
        // When: it moves to where nobody listens.
        dns.set("db.test", "127.0.0.9");
        // Then
        await().atMost(SOON).until(() -> state(proxy, "db").health() == Health.DOWN);
        // When
        dns.set("db.test", "127.0.0.4");
        // Then
        awaitGreeting(proxy, "4");
      }
    }
  }

  @Test
  void shouldSpreadTheAddressesOfANameOverATemplate() throws IOException {
    try (Dnsmasq dns = Dnsmasq.launch(0);
        Messages log = new Messages()) {
      dns.set("db.test", "127.0.0.4", "127.0.0.2", "127.0.0.3");
      final String listen = "server-template.s { address = \"db.test:PORT\", count = 3 }";
      try (LiveProxy proxy = LiveProxy.start(config(dns, "", listen))) {
        awaitAddresses(proxy, Map.of("s1", "127.0.0.2", "s2", "127.0.0.3", "s3", "127.0.0.4"));
        // When: one goes.
        dns.set("db.test", "127.0.0.2", "127.0.0.4");
        // Then
        awaitAddresses(proxy, Map.of("s1", "127.0.0.2", "s3", "127.0.0.4"));
        assertThat(state(proxy, "s2").reason()).isEqualTo("no address: db.test has 2");
        // When: two come, and there is room for one.
        dns.set("db.test", "127.0.0.2", "127.0.0.4", "127.0.0.3", "127.0.0.5");
        // Then
        awaitAddresses(proxy, Map.of("s1", "127.0.0.2", "s2", "127.0.0.3", "s3", "127.0.0.4"));
        await()
            .atMost(SOON)
            .until(() ->
                log.lines()
                    .contains(
                        "WARN 1 addresses find no server among in/s1-3: raise the template's count"));
        // When
        assertThat(proxy.reload(config(dns, "", listen.replace("count = 3", "count = 4"))))
            .isEmpty();
        // Then
        awaitAddresses(
            proxy,
            Map.of("s1", "127.0.0.2", "s2", "127.0.0.3", "s3", "127.0.0.4", "s4", "127.0.0.5"));
        assertThat(List.of(greeting(proxy), greeting(proxy), greeting(proxy), greeting(proxy)))
            .containsExactlyInAnyOrder("2", "3", "4", "5");
      }
    }
  }

  @Test
  void shouldAskOnceForAllServersOfAName() {
    try (Dnsmasq dns = Dnsmasq.launch(3_600)) {
      dns.set("db.test", "127.0.0.2");
      final StringBuilder listen = new StringBuilder("servers {");
      for (int i = 1; i <= 50; i++) {
        listen.append(" s%d = \"db.test:%d\"\n".formatted(i, i));
      }
      try (LiveProxy proxy = LiveProxy.start(config(dns, "", listen + "}"))) {
        // When
        await().atMost(SOON).until(() -> addresses(proxy).size() == 50);
        // Then
        assertThat(dns.asked("A", "db.test")).isEqualTo(1);
        assertThat(dns.asked("AAAA", "db.test")).isZero();
      }
    }
  }
}
