package io.sluice.engine.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.KernelSocket;
import io.sluice.engine.testkit.MariaDb;
import io.sluice.engine.testkit.Memcached;
import io.sluice.engine.testkit.MemcachedSession;
import io.sluice.engine.testkit.MySqlSession;
import io.sluice.engine.testkit.Peer;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reload after reload of the product while real clients work through it. */
class ReloadUnderLoadIT {
  private static final int RELOADS = 200;

  /** So often an invalid file comes in between. */
  private static final int INVALID_EVERY = 20;

  private static final int LONG_MEMCACHED = 4;
  private static final int LONG_MYSQL = 3;
  private static final long MOST_GROWTH_BYTES = 64L << 20;

  private final int cachePort = Ports.free();
  private final int dbPort = Ports.free();
  private final int extraPort = Ports.free();
  private final int adminPort = Ports.free();

  /** The configuration of one reload: none is like the one before. */
  private String config(int reload, List<Memcached> memcached, MariaDb mariaDb) {
    var text = new StringBuilder();
    text.append(
        """
        global { threads = 2, admin.bind = "127.0.0.1:%d", maxconn = %d }
        defaults.timeout { client = %dm, server = 5m, queue = 1m }
        listen.db {
          bind = "127.0.0.1:%d"
          check { type = tcp, inter = 500ms }
          servers.one { address = "127.0.0.1:%d", weight = %d }
        }
        """
            .formatted(
                adminPort,
                2000 + reload % 7,
                5 + reload % 3,
                dbPort,
                mariaDb.port(),
                1 + reload % 5));
    text.append(
        "frontend.cache { bind = \"127.0.0.1:%d\", backend = cache }%n".formatted(cachePort));
    if (reload % 4 >= 2) {
      text.append(
          "frontend.extra { bind = \"127.0.0.1:%d\", backend = cache }%n".formatted(extraPort));
    }
    text.append("backend.cache {\n  check { type = memcached, inter = 200ms }\n");
    text.append("  retries = %d%n  balance = ".formatted(3 + reload % 2));
    text.append(reload % 3 == 0 ? "leastconn" : "roundrobin").append("\n  servers {\n");
    for (int i = 0; i < memcached.size(); i++) {
      // The first always stays; the others come and go, at times both at once.
      if (i == 0 || (reload / i) % 2 == 0) {
        text.append("    m%d = \"127.0.0.1:%d\"%n".formatted(i, memcached.get(i).port()));
      }
    }
    return text.append("  }\n}\n").toString();
  }

  @Test
  void shouldLoseNothingOverManyReloadsUnderLoad() throws Exception {
    try (var first = Memcached.launch();
        var second = Memcached.launch();
        var third = Memcached.launch();
        var mariaDb = MariaDb.launch()) {
      var memcached = List.of(first, second, third);
      try (var sluice = Sluice.start(config(0, memcached, mariaDb))) {
        sluice.log().await("server cache/m2 is UP");
        sluice.log().await("server db/one is UP");
        run(sluice, memcached, mariaDb);
      }
    }
  }

  private void run(Sluice sluice, List<Memcached> memcached, MariaDb mariaDb) throws Exception {
    int filesBefore = sluice.openFiles();
    var cacheSockets = KernelSocket.listenersOn(cachePort);
    var dbSockets = KernelSocket.listenersOn(dbPort);
    assertThat(cacheSockets).hasSize(2);
    var load = new Load(LONG_MEMCACHED + LONG_MYSQL);
    for (int i = 0; i < LONG_MEMCACHED; i++) {
      load.stayOnMemcached(cachePort, "long" + i);
    }
    for (int i = 0; i < LONG_MYSQL; i++) {
      load.stayInATransaction(dbPort, "t" + i);
    }
    load.connectAgainAndAgain(cachePort, "new0");
    load.connectAgainAndAgain(cachePort, "new1");
    load.awaitConnected();

    // When
    List<MemcachedSession> onExtra = new ArrayList<>();
    long residentAtHalf = 0;
    for (int i = 1; i <= RELOADS; i++) {
      if (i % INVALID_EVERY == 0) {
        reloadInvalid(sluice, config(i, memcached, mariaDb));
      }
      reload(sluice, i, config(i, memcached, mariaDb));
      load.awaitNewConnections(5);
      if (i % 40 == 2) {
        onExtra.add(MemcachedSession.connect(Ports.on(extraPort)));
      }
      if (i == RELOADS / 2) {
        residentAtHalf = sluice.residentBytes();
      }
    }

    // Then: nobody noticed.
    long residentAtEnd = sluice.residentBytes();
    load.end();
    assertThat(load.failures).isEmpty();
    assertThat(load.memcachedOperations.get()).isGreaterThan(10L * RELOADS);
    assertThat(load.mySqlOperations.get()).isGreaterThan(10L * RELOADS);
    for (var session : onExtra) {
      // Its frontend came and went many times since.
      session.set("extra", "1");
      assertThat(session.get("extra")).isEqualTo("1");
      session.close();
    }
    assertThat(onExtra).hasSize(RELOADS / 40);
    assertThat(KernelSocket.listenersOn(cachePort)).isEqualTo(cacheSockets);
    assertThat(KernelSocket.listenersOn(dbPort)).isEqualTo(dbSockets);
    assertThat(metric("sluice_process_reloads_total")).isEqualTo(RELOADS);
    assertThat(metric("sluice_process_failed_reloads_total")).isEqualTo(RELOADS / INVALID_EVERY);
    assertCommitted(mariaDb);
    assertNothingLeft(sluice, filesBefore);
    assertThat(residentAtEnd - residentAtHalf).isLessThan(MOST_GROWTH_BYTES);
    assertThat(sluice.stop()).isZero();
    String session = " (cache|db|extra) (cache|db)/\\S+ \\S+ \\d+ ";
    assertThat(sluice.log().lines(session + "-- "))
        .hasSizeGreaterThanOrEqualTo((int) load.newConnections.get());
    assertThat(sluice.log().lines(session).size())
        .isEqualTo(sluice.log().lines(session + "-- ").size());
    assertThat(sluice.log().lines("WARN|ERROR|Exception"))
        .allMatch(line -> line.contains("nonsense") || line.contains("reload: refused"));
  }

  private static void reload(Sluice sluice, int number, String config) {
    sluice.rewrite(config);
    int mark = sluice.log().mark();
    sluice.signal(number % 2 == 0 ? "HUP" : "USR2");
    sluice.log().await(mark, "reload: in force");
  }

  private static void reloadInvalid(Sluice sluice, String config) {
    int mark = sluice.reload(config + "\nglobal.nonsense = 1\n");
    long line = config.lines().count() + 2;
    sluice.log().await(mark, "sluice.conf:" + line + ": error: .*nonsense");
    sluice.log().await(mark, "reload: refused");
  }

  private void assertCommitted(MariaDb mariaDb) throws IOException {
    try (var direct = MySqlSession.connect(mariaDb.address(), "sluice")) {
      for (int i = 0; i < LONG_MYSQL; i++) {
        String holes = "SELECT COUNT(*) > 50 AND MAX(n) + 1 = COUNT(*) FROM test.t" + i;
        assertThat(direct.query(holes)).isEqualTo("1");
      }
    }
  }

  private void assertNothingLeft(Sluice sluice, int filesBefore) {
    await().untilAsserted(() -> assertThat(metric("sluice_process_current_connections")).isZero());
    // A check may be under way, and the listeners of the extra frontend may be there.
    await()
        .untilAsserted(() -> assertThat(sluice.openFiles()).isLessThanOrEqualTo(filesBefore + 6));
  }

  private long metric(String name) throws IOException {
    try (var peer = Peer.connect(adminPort)) {
      peer.send("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      return peer.receiveAll()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no metric " + name));
    }
  }
}
