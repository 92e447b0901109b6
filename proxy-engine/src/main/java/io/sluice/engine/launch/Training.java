package io.sluice.engine.launch;

import io.sluice.backends.Balancers;
import io.sluice.config.LogConfig;
import io.sluice.engine.warmup.Stage;
import io.sluice.health.Checks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a JVM does that is to write an AOT cache: a start like any other with a configuration of its
 * own, clients in modes http and tcp, checks, the admin pages, a reload, and a stop. It takes some
 * seconds, touches nothing but ports of 127.0.0.1, and ends by itself.
 */
public final class Training {
  /** Tests have less time. */
  private static final Duration PLAY =
      Duration.ofSeconds(Integer.getInteger("sluice.training.seconds", 4));

  /** A port that was free may be somebody's a moment later. */
  private static final int MOST_TRIES = 3;

  private static final Duration PLAY_AGAIN = Duration.ofMillis(500);
  private static final String[] PAGES = {
    "/", "/healthz", "/readyz", "/status", "/tables", "/metrics"
  };

  private final Stage stage;
  private final Path file;
  private final int adminPort;
  private Launcher launcher;

  private Training(final Stage stage, final Path file, final int adminPort) {
    this.stage = stage;
    this.file = file;
    this.adminPort = adminPort;
  }

  /** The process; exit code 0: it went as it should. */
  public static void main(final String[] arguments) throws IOException, InterruptedException {
    readShipped();
    final Path file = Files.createTempFile("sluice-training-", ".conf");
    int exit = Main.UNUSABLE;
    try {
      for (int tries = 0; exit != Main.FINE && tries < MOST_TRIES; tries++) {
        try (Stage stage = Stage.open()) {
          exit = new Training(stage, file, freePort()).run();
        }
      }
    } finally {
      Files.deleteIfExists(file);
    }
    System.exit(exit);
  }

  /** The configurations beside the product have what is in no small one. */
  private static void readShipped() throws IOException {
    final Path folder = Path.of(System.getProperty("sluice.home", "."), "conf");
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(path -> path.toString().endsWith(".conf"))
          .sorted()
          .forEach(path -> {
            final var _ = new ConfigSource(List.of(path)).read(Balancers.load(), Checks.load());
          });
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int run() throws IOException, InterruptedException {
    Files.writeString(
        file,
        stage.configuration(0, LogConfig.Level.INFO)
            + "global.admin.bind = \"127.0.0.1:"
            + adminPort
            + "\"\n");
    launcher = new Launcher(new ConfigSource(List.of(file)));
    return launcher.run(() -> Thread.ofPlatform().name("training").start(this::train));
  }

  private void train() {
    try {
      stage.play(PLAY, () -> false);
      for (final String page : PAGES) {
        get(page);
      }
      Files.writeString(file, Files.readString(file).replace("maxconn = 200", "maxconn = 199"));
      launcher.reload();
      stage.play(PLAY_AGAIN, () -> false);
      launcher.stop();
    } catch (final IOException | InterruptedException e) {
      System.err.println("training: " + e);
      System.exit(Main.UNUSABLE);
    }
  }

  private void get(final String page) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), adminPort)) {
      final String request = "GET " + page + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (socket.getInputStream().readAllBytes().length == 0) {
        throw new IOException("no answer for " + page);
      }
    }
  }
}
