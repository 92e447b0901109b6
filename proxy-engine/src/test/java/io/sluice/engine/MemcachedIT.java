package io.sluice.engine;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.engine.testkit.Memcached;
import io.sluice.engine.testkit.MemcachedSession;
import io.sluice.engine.testkit.Ports;
import io.sluice.engine.testkit.Sluice;
import io.sluice.engine.testkit.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Real memcached servers behind the product. */
class MemcachedIT {
  private static final Duration INTER = Duration.ofMillis(200);
  private static final int RISE = 2;
  private static final int FALL = 2;

  /** For a loaded machine. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static String config(int port, int first, int second) {
    return """
    global.threads = 2
    listen.cache {
      bind = "127.0.0.1:%d"
      check { type = memcached, inter = 200ms, timeout = 200ms, rise = 2, fall = 2 }
      servers { one = "127.0.0.1:%d", two = "127.0.0.1:%d" }
    }
    """
        .formatted(port, first, second);
  }

  @Test
  void shouldPassMemcachedsOwnConformanceTest() {
    int port = Ports.free();
    String config = "listen.cache { bind = \"127.0.0.1:%d\", servers { one = \"127.0.0.1:%d\" } }";
    try (var memcached = Memcached.launch();
        var sluice = Sluice.start(config.formatted(port, memcached.port()))) {
      // When
      var result = Tool.run("memccapable", "-h", "127.0.0.1", "-p", Integer.toString(port));
      // Then
      assertThat(result.assertOk().output()).contains("All tests passed");
      assertThat(sluice.stop()).isZero();
    }
  }

  @Test
  void shouldCostOnlyTheSessionsOnItWhenAServerIsKilled() throws Exception {
    int port = Ports.free();
    try (var one = Memcached.launch();
        var two = Memcached.launch();
        var sluice = Sluice.start(config(port, one.port(), two.port()))) {
      sluice.log().await("server cache/one is UP: L7OK");
      sluice.log().await("server cache/two is UP: L7OK");
      label(one, "one");
      label(two, "two");
      var loops = connectLoops(port, 8);
      assertThat(loops).extracting(loop -> loop.server).containsOnly("one", "two");
      loops.forEach(Loop::start);
      await().until(() -> loops.stream().allMatch(loop -> loop.operations.get() > 20));

      // When
      int mark = sluice.log().mark();
      long killedNanos = System.nanoTime();
      two.kill9();

      // Then: it is noticed in time, with its reason, and the sessions on the other go on.
      String down = sluice.log().await(mark, "server cache/two is DOWN");
      assertThat(down).contains("L4CON").contains("1 active and 0 backup servers left");
      assertThat(sinceMillis(killedNanos))
          .isLessThan(INTER.multipliedBy(FALL + 1).plus(SLACK).toMillis());
      for (int i = 0; i < 20; i++) {
        assertThat(serverOf(port)).isEqualTo("one");
      }
      long sofar = operations(loops, "one");
      await().until(() -> operations(loops, "one") > sofar + 200);
      await().until(() -> loops.stream().allMatch(loop -> loop.failed.get() == loop.isOn("two")));

      // When
      int back = sluice.log().mark();
      long backNanos = System.nanoTime();
      two.start();

      // Then
      assertThat(sluice.log().await(back, "server cache/two is UP")).contains("L7OK");
      assertThat(sinceMillis(backNanos))
          .isLessThan(INTER.multipliedBy(RISE + 1).plus(SLACK).plus(SLACK).toMillis());
      label(two, "two");
      assertThat(List.of(serverOf(port), serverOf(port))).containsOnly("one", "two");
      assertThat(loops).allMatch(loop -> loop.failed.get() == loop.isOn("two"));
      for (var loop : loops) {
        loop.end();
      }
      assertThat(sluice.log().lines(" cache cache/two .* SD ")).hasSize(onServer(loops, "two"));
      assertThat(sluice.stop()).isZero();
    }
  }

  private static long sinceMillis(long nanos) {
    return NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  /** Tells a server its name, so that a client can ask whom it reached. */
  private static void label(Memcached server, String name) throws IOException {
    try (var session = MemcachedSession.connect(server.address())) {
      session.set("name", name);
    }
  }

  private static String serverOf(int port) throws IOException {
    try (var session = MemcachedSession.connect(Ports.on(port))) {
      return session.get("name");
    }
  }

  private static List<Loop> connectLoops(int port, int count) throws IOException {
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      loops.add(new Loop(MemcachedSession.connect(Ports.on(port)), i));
    }
    return loops;
  }

  private static long operations(List<Loop> loops, String server) {
    return loops.stream()
        .filter(loop -> loop.server.equals(server))
        .mapToLong(loop -> loop.operations.get())
        .sum();
  }

  private static int onServer(List<Loop> loops, String server) {
    return (int) loops.stream().filter(loop -> loop.server.equals(server)).count();
  }

  /** One session that works without a pause until it is told to end, or fails. */
  private static final class Loop {
    final String server;
    final AtomicLong operations = new AtomicLong();
    final AtomicBoolean failed = new AtomicBoolean();
    private final MemcachedSession session;
    private final String key;
    private final Thread thread = Thread.ofPlatform().unstarted(this::run);
    private volatile boolean ended;

    Loop(MemcachedSession session, int number) throws IOException {
      this.session = session;
      key = "loop" + number;
      server = session.get("name");
    }

    boolean isOn(String name) {
      return server.equals(name);
    }

    void start() {
      thread.start();
    }

    private void run() {
      try {
        for (long i = 0; !ended; i++) {
          session.set(key, Long.toString(i));
          if (!Long.toString(i).equals(session.get(key))) {
            throw new IOException("another value came back");
          }
          operations.incrementAndGet();
          Thread.sleep(1);
        }
      } catch (IOException | InterruptedException e) {
        failed.set(true);
      }
    }

    void end() throws Exception {
      ended = true;
      thread.join();
      session.close();
    }
  }
}
