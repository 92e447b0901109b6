package io.sluice.benchmarks.system.scenario;

import io.sluice.benchmarks.system.figure.Figure;
import io.sluice.benchmarks.system.figure.Goal;
import io.sluice.benchmarks.system.figure.Reading;
import io.sluice.benchmarks.system.host.Memory;
import io.sluice.benchmarks.system.host.Program;
import io.sluice.benchmarks.system.load.Wrk;
import io.sluice.benchmarks.system.scene.Nginx;
import io.sluice.benchmarks.system.scene.Proxies;
import io.sluice.benchmarks.system.scene.Scene;
import io.sluice.benchmarks.system.scene.Sections;
import io.sluice.benchmarks.system.scene.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start costs: each reading is of a process of its own, which has just been started.
 *
 * <p>Sluice's start cache is made first, as it is by an installation.
 */
final class StartScenario implements Scenario {
  private static final int CONNECTIONS = 64;
  private static final int MOST_ROUNDS = 8;
  private static final int FIRST_SECONDS = 10;
  private static final int SESSIONS = 8000;

  /** 150 MB, of 10^6 bytes each. */
  private static final double MOST_MIB = 143;

  /** 8 KB, of 1,000 bytes each. */
  private static final double MOST_SESSION_KIB = 7.8;

  private static final List<Figure> FIRST =
      List.of(Figure.RATE, Figure.P50, Figure.P99, Figure.P999, Figure.MEMORY, Figure.FAILED);

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String summary() {
    return "a start: the first byte, the first 10 s of full load, memory at rest and per session";
  }

  @Override
  public int mostRounds() {
    return MOST_ROUNDS;
  }

  @Override
  public List<Program> needs() {
    return List.of(Program.NGINX, Program.HAPROXY, Program.WRK);
  }

  @Override
  public void run(final Bench bench) throws IOException, InterruptedException {
    try (Scene scene = bench.scene()) {
      final int server = Nginx.start(scene);
      final Proxies proxies = new Proxies(scene);
      final Proxies.Entry http = Sections.http(proxies, server);
      final Proxies.Entry tcp = Sections.tcp(proxies, server);
      final int admin = Scene.freePort();
      proxies.addText(
          "",
          "global { maxconn = %d, admin.bind = \"127.0.0.1:%d\" }\n"
              .formatted(SESSIONS + 1, admin));
      final Starter starter = new Starter(scene, proxies, admin);
      starter.makeCache();
      bench.measure(rows(starter, http, tcp));
    }
  }

  private static List<Row> rows(
      final Starter starter, final Proxies.Entry http, final Proxies.Entry tcp) {
    final List<Way> web = ways(http);
    return List.of(
        Row.of(
                "from exec to the first byte",
                web,
                (way, _) -> firstByte(starter, way),
                List.of(Figure.FIRST_BYTE))
            .goals(Goal.atMost(Figure.FIRST_BYTE, 500)),
        Row.of(
            "full load from the first byte on, 10 s",
            web,
            (way, s) -> load(starter, way, s, false),
            FIRST),
        Row.of(
                "full load once it is ready, 10 s",
                web,
                (way, s) -> load(starter, way, s, true),
                FIRST)
            .goals(Goal.atMost(Figure.P99, 2, "HAProxy")),
        Row.of("at rest", web, (way, _) -> atRest(starter, way), List.of(Figure.MEMORY))
            .goals(Goal.atMost(Figure.MEMORY, MOST_MIB)),
        Row.of(
                SESSIONS + " idle TCP sessions",
                ways(tcp),
                (way, _) -> idle(starter, way),
                List.of(Figure.SESSION_MEMORY, Figure.MEMORY))
            .goals(Goal.atMost(Figure.SESSION_MEMORY, MOST_SESSION_KIB)));
  }

  private static List<Way> ways(final Proxies.Entry entry) {
    return List.of(
        new Way("HAProxy", entry.haproxyPort(), 0), new Way("Sluice", entry.sluicePort(), 0));
  }

  private static Reading firstByte(final Starter starter, final Way way)
      throws IOException, InterruptedException {
    try (Starter.Started started = starter.start(way)) {
      return Reading.NONE.with(Figure.FIRST_BYTE, started.firstByteMillis());
    }
  }

  private static Reading load(
      final Starter starter, final Way way, final int seconds, final boolean ready)
      throws IOException, InterruptedException {
    try (Starter.Started started = starter.start(way)) {
      if (ready) {
        started.awaitReady();
      }
      final Way fresh = new Way(way.name(), way.port(), started.pid());
      return new LoadProbe(Wrk.keepAlive(CONNECTIONS), false)
          .measure(fresh, Math.min(FIRST_SECONDS, 10 * seconds));
    }
  }

  private static Reading atRest(final Starter starter, final Way way)
      throws IOException, InterruptedException {
    try (Starter.Started started = starter.start(way)) {
      started.awaitReady();
      Thread.sleep(1000);
      return Reading.NONE.with(Figure.MEMORY, Memory.residentMiB(started.pid()));
    }
  }

  private static Reading idle(final Starter starter, final Way way)
      throws IOException, InterruptedException {
    try (Starter.Started started = starter.start(way)) {
      started.awaitReady();
      Thread.sleep(1000);
      final double before = Memory.residentMiB(started.pid());
      final List<Socket> sessions = new ArrayList<>();
      try {
        for (int i = 0; i < SESSIONS; i++) {
          sessions.add(new Socket(InetAddress.getLoopbackAddress(), way.port()));
        }
        Thread.sleep(1000);
        final double after = Memory.residentMiB(started.pid());
        return Reading.NONE
            .with(Figure.SESSION_MEMORY, (after - before) * 1024 / SESSIONS)
            .with(Figure.MEMORY, after);
      } finally {
        for (final Socket session : sessions) {
          session.close();
        }
      }
    }
  }
}
