package io.sluice.benchmarks.system.scene;

import java.io.IOException;
import java.util.List;

/** nginx(8) as the server: an answer of the usual size, files of 10 KB and 1 MB. Stateless. */
public final class Nginx {
  /** Where the file of 10 KB is. */
  public static final String TEN_KB = "/files/10k";

  /** Where the file of 1 MB is. */
  public static final String ONE_MB = "/files/1m";

  private static final String BODY =
      "{\"token\": {\"methods\": [\"password\"], \"expires_at\": \"2030-01-01T00:00:00Z\"}}";
  private static final String CONFIGURATION =
      """
      daemon off;
      master_process off;
      error_log stderr;
      pid nginx.pid;
      events { worker_connections 8192; }
      http {
        access_log off;
        sendfile on;
        tcp_nopush on;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        keepalive_requests 100000000;
        keepalive_timeout 600s;
        server {
          listen 127.0.0.1:%d backlog=4096;
          add_header Vary X-Auth-Token;
          add_header x-openstack-request-id req-701aa135-a759-4a52-a994-d85d382af446;
          location / { default_type application/json; return 200 '%s'; }
          location /files/ { root .; default_type application/octet-stream; open_file_cache max=10; }
        }
      }
      """;

  private Nginx() {}

  /** Starts it; its port. */
  public static int start(final Scene scene) throws IOException, InterruptedException {
    final int port = Scene.freePort();
    final String folder = scene.folder() + "/";
    if (scene.folder().resolve("files").toFile().mkdir()) {
      scene.write(TEN_KB.substring(1), "x".repeat(10_000));
      scene.write(ONE_MB.substring(1), "x".repeat(1_000_000));
    }
    scene.write(
        "nginx.conf",
        CONFIGURATION.formatted(port, BODY).replace("root .;", "root " + folder + ";"));
    final Process nginx =
        scene.start(
            "nginx", List.of("nginx", "-e", "stderr", "-p", folder, "-c", folder + "nginx.conf"));
    scene.awaitPort(port, nginx);
    return port;
  }
}
