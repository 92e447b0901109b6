package io.sluice.benchmarks.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * nginx as the server, HAProxy and Sluice before it with the same features on: both rewrite heads,
 * look at one ACL, and log each request to a syslog that nobody reads. On free ports of 127.0.0.1,
 * in a temporary folder.
 */
final class Scene implements AutoCloseable {
  private static final String BODY =
      "{\"token\": {\"methods\": [\"password\"], \"expires_at\": \"2030-01-01T00:00:00Z\"}}";
  private static final String NGINX =
      """
      daemon off;
      master_process off;
      error_log stderr;
      pid nginx.pid;
      events { worker_connections 8192; }
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
          add_header Vary X-Auth-Token;
          add_header x-openstack-request-id req-701aa135-a759-4a52-a994-d85d382af446;
          location / { default_type application/json; return 200 '%s'; }
        }
      }
      """;
  private static final String HAPROXY =
      """
      global
        maxconn 8000
        nbthread %d
        log 127.0.0.1:%d local0
      defaults
        mode http
        log global
        option httplog
        option forwardfor
        timeout client 60s
        timeout server 60s
        timeout connect 5s
      listen api
        bind 127.0.0.1:%d
        acl status path -i -m beg /server-status
        http-request deny if status
        http-request set-header X-Forwarded-Proto http
        http-response set-header X-Frame-Options DENY
        server s 127.0.0.1:%d
      """;
  private static final String SLUICE =
      """
      global { maxconn = 8000, log.targets = [ "127.0.0.1:%d local0" ] }
      listen api {
        mode = http
        bind = "127.0.0.1:%d"
        forwardfor = on
        timeout { client = 60s, server = 60s, connect = 5s }
        acl { status = "path -i -m beg /server-status" }
        http-request = [ "deny if status", "set-header X-Forwarded-Proto http" ]
        http-response = [ "set-header X-Frame-Options DENY" ]
        servers.s = "127.0.0.1:%d"
      }
      """;

  private final File folder;
  private final DatagramSocket syslog;
  private final List<Process> processes = new ArrayList<>();
  private final List<Way> ways = new ArrayList<>();

  /**
   * Starts all.
   *
   * @param sluice the launcher
   */
  Scene(final Path sluice) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("sluice-side-by-side-").toFile();
    syslog = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    final int threads = Runtime.getRuntime().availableProcessors();
    final int direct = freePort();
    final int haproxy = freePort();
    final int ours = freePort();
    final int log = syslog.getLocalPort();
    write("nginx.conf", NGINX.formatted(direct, BODY));
    write("haproxy.cfg", HAPROXY.formatted(threads, log, haproxy, direct));
    write("sluice.conf", SLUICE.formatted(log, ours, direct));
    start(
        "nginx",
        List.of("nginx", "-e", "stderr", "-p", folder + "/", "-c", folder + "/nginx.conf"));
    awaitPort(direct);
    ways.add(new Way("direct", direct, 0));
    ways.add(
        new Way("HAProxy", haproxy, start("haproxy", List.of("haproxy", "-f", "haproxy.cfg"))));
    ways.add(
        new Way("Sluice", ours, start("sluice", List.of(sluice.toString(), "-f", "sluice.conf"))));
    awaitPort(haproxy);
    awaitPort(ours);
  }

  private void write(final String name, final String text) throws IOException {
    Files.writeString(folder.toPath().resolve(name), text);
  }

  private long start(final String name, final List<String> command) throws IOException {
    final Process process = Programs.start(folder, name, command);
    processes.add(process);
    return process.pid();
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

  /** Straight to the server, through HAProxy, through Sluice. */
  List<Way> ways() {
    return ways;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> {
      try {
        process.waitFor();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    syslog.close();
    try (var files = Files.walk(folder.toPath())) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
