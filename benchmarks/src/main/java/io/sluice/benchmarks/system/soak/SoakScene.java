package io.sluice.benchmarks.system.soak;

import io.sluice.benchmarks.system.host.Programs;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** nginx, and Sluice before it in modes http and tcp, with what is known of its process. */
final class SoakScene implements AutoCloseable {
  private static final String NGINX =
      """
      daemon off;
      master_process off;
      error_log stderr;
      pid nginx.pid;
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        keepalive_requests 100000000;
        server {
          listen 127.0.0.1:%d backlog=4096;
          location / { default_type application/json; return 200 '{"token": {}}'; }
        }
      }
      """;

  /** What a reload changes: a weight, a rule, and a backend that comes and goes. */
  private static final String SLUICE =
      """
      global { maxconn = 4000, admin.bind = "127.0.0.1:%1$d", log.targets = [ "127.0.0.1:9 local0" ] }
      defaults.timeout { client = 2h, server = 2h, connect = 5s }
      listen api {
        mode = http
        bind = "127.0.0.1:%2$d"
        forwardfor = on
        stick-table { type = ip, size = 1k, expire = 1m, store = "http_req_rate(10s)" }
        acl { status = "path -i -m beg /server-status" }
        http-request = [ "track-sc0 src", "deny if status", "set-header X-Turn %4$s" ]
        check { type = http, path = "/", inter = 1s }
        servers { s = "127.0.0.1:%5$d", t = { address = "127.0.0.1:%5$d", weight = %6$d } }
      }
      listen raw {
        mode = tcp
        bind = "127.0.0.1:%3$d"
        check { type = tcp, inter = 1s }
        servers.s = "127.0.0.1:%5$d"
      }
      %7$s
      """;

  private static final String COMES_AND_GOES =
      "backend.other { mode = http, servers.o = \"127.0.0.1:9\" }";

  private final File folder = Files.createTempDirectory("sluice-soak-").toFile();
  private final int adminPort = freePort();
  private final int httpPort = freePort();
  private final int tcpPort = freePort();
  private final int serverPort = freePort();
  private final Process nginx;
  private final Process sluice;
  private int turn;

  SoakScene(final Path launcher) throws IOException, InterruptedException {
    Files.writeString(path("nginx.conf"), NGINX.formatted(serverPort));
    nginx =
        Programs.start(
            folder,
            "nginx",
            List.of("nginx", "-e", "stderr", "-p", folder + "/", "-c", folder + "/nginx.conf"));
    awaitPort(serverPort);
    configure();
    final ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "-f", "sluice.conf")
            .directory(folder)
            .redirectErrorStream(true)
            .redirectOutput(new File(folder, "sluice.log"));
    builder.environment().putAll(Map.of("SLUICE_JAVA_OPTS", "-Xlog:gc:file=gc.log"));
    sluice = builder.start();
    awaitPort(httpPort);
  }

  int httpPort() {
    return httpPort;
  }

  int tcpPort() {
    return tcpPort;
  }

  private Path path(final String name) {
    return folder.toPath().resolve(name);
  }

  private void configure() throws IOException {
    turn++;
    Files.writeString(
        path("sluice.conf"),
        SLUICE.formatted(
            adminPort,
            httpPort,
            tcpPort,
            "turn-" + turn,
            serverPort,
            1 + turn % 3,
            turn % 2 == 0 ? COMES_AND_GOES : ""));
  }

  void reload() throws IOException, InterruptedException {
    configure();
    Programs.run(List.of("kill", "-HUP", String.valueOf(sluice.pid())));
  }

  SoakSample sample(final long second, final SoakLoad load) throws IOException {
    return new SoakSample(
        second,
        load.answered(),
        load.failed(),
        status("VmRSS:") / 1024.0,
        heapMiB(),
        directBytes() / (double) (1 << 20),
        new File("/proc/" + sluice.pid() + "/fd").list().length,
        status("Threads:"));
  }

  /** Source: proc(5). */
  private long status(final String key) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + sluice.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }

  private double heapMiB() throws IOException {
    final String last =
        Files.readAllLines(path("gc.log")).stream()
            .filter(line -> line.contains("->"))
            .reduce("->0M(", (before, line) -> line);
    return Double.parseDouble(last.replaceAll(".*->(\\d+)M\\(.*", "$1"));
  }

  private double directBytes() throws IOException {
    final URI metrics = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
    try (var in = metrics.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("sluice_process_buffer_bytes"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** What a full collection leaves, as the JVM says it. */
  String liveHeap() throws IOException, InterruptedException {
    final String jcmd = System.getProperty("java.home") + "/bin/jcmd";
    Programs.run(List.of(jcmd, String.valueOf(sluice.pid()), "GC.run"));
    return heapMiB() + " MiB";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort(final int port) throws IOException, InterruptedException {
    for (int tries = 0; ; tries++) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (final IOException e) {
        if (tries == 600) {
          throw new IOException("port " + port + " does not open; see the logs in " + folder, e);
        }
        Thread.sleep(100);
      }
    }
  }

  @Override
  public void close() {
    for (final Process process : List.of(sluice, nginx)) {
      process.destroy();
      process.onExit().join();
    }
    try (var files = Files.walk(folder.toPath())) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
