package io.sluice.health.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Redis on 127.0.0.1, which keeps its data in a folder of its own. */
public final class RedisServer {
  private final Path folder;
  private final InetSocketAddress address;
  private Process process;

  /** A server that is not started. */
  public RedisServer(final Path parent) throws IOException {
    this.folder = Files.createTempDirectory(parent, "redis");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.address = (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  /** Starts it. It may not answer yet. */
  public void start(final String... options) throws IOException {
    final List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(address.getPort()),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--repl-diskless-sync-delay",
                "0"));
    command.addAll(List.of(options));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
  }

  public InetSocketAddress address() {
    return address;
  }

  /** What it answers. */
  public String ask(final String... words) throws IOException, InterruptedException {
    final Path output = Files.createTempFile(folder, "ask", "");
    final List<String> command =
        new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(address.getPort())));
    command.addAll(List.of(words));
    final Process client =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!client.waitFor(10, TimeUnit.SECONDS) || client.exitValue() != 0) {
      client.destroyForcibly();
      throw new AssertionError(command + ": " + Files.readString(output));
    }
    return Files.readString(output).strip();
  }

  /** Takes it down without a word. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it and waits until it is gone, also when it was not started or has ended. */
  public void stop() throws InterruptedException {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
