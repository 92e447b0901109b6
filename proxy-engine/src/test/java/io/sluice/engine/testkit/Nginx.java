package io.sluice.engine.testkit;

import java.io.IOException;
import java.util.List;

/** A real nginx that serves the files of a folder. For one test thread. */
public final class Nginx extends RealServer {
  // One process, so that it ends with this JVM: a worker would be a grandchild.
  private static final String CONFIG =
      """
      daemon off;
      master_process off;
      error_log stderr;
      pid nginx.pid;
      events { worker_connections 4096; }
      http {
        access_log off;
        default_type text/plain;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        keepalive_requests 1000000;
        server {
          listen 127.0.0.1:%d backlog=4096;
          root www;
          location = /old { return 301 /index.html; }
          location /up/ { dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 2m; }
        }
      }
      """;

  private Nginx() {
    super("nginx");
  }

  /**
   * Starts one that serves {@code /} with the text "nginx PORT", leads from {@code /old} to it, and
   * keeps what is put below {@code /up/}.
   */
  public static Nginx launch() {
    var server = new Nginx();
    server.files().file("nginx.conf", CONFIG.formatted(server.port()));
    server.folder().resolve("www").toFile().mkdir();
    server.serve("index.html", "nginx " + server.port() + "\n");
    server.start();
    return server;
  }

  /** Serves a text under {@code /name}. */
  public void serve(String name, String text) {
    files().file("www/" + name, text);
  }

  @Override
  List<String> command() {
    return List.of(
        "nginx", "-e", "stderr", "-p", folder().toString(), "-c", folder() + "/nginx.conf");
  }

  @Override
  boolean answers() throws IOException {
    try (var peer = Peer.connect(address(), tryTimeout())) {
      peer.send("GET / HTTP/1.0\r\n\r\n");
      return peer.readLine().startsWith("HTTP/1.1 ");
    }
  }
}
