package io.sluice.engine.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The listening TCP sockets of this host, as /proc/net/tcp lists them. Stateless. */
final class ListeningSockets {
  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  /**
   * The inodes of the sockets that listen on a port: a socket keeps its inode, and no other has it.
   */
  static Set<String> inodesOf(int port) {
    String suffix = ":%04X".formatted(port);
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
      return lines
          .skip(1)
          .map(line -> line.strip().split("\\s+"))
          .filter(field -> field[1].endsWith(suffix) && field[3].equals(LISTEN))
          .map(field -> field[9])
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
