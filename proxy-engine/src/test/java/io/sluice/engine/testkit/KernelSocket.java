package io.sluice.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A TCP socket of this network namespace as the kernel lists it, of IPv4 or IPv6. Source:
 * proc_net_tcp of the kernel's documentation.
 *
 * @param peerPort 0 when it listens
 * @param unacknowledgedBytes written, and not acknowledged by the other side's kernel
 * @param unreadBytes received, and not read; of a listener, the connections not accepted
 * @param inode the socket keeps it, and no other has it meanwhile
 */
public record KernelSocket(
    int port, int peerPort, State state, long unacknowledgedBytes, long unreadBytes, String inode) {
  /** Those that the tests ask for. */
  public enum State {
    ESTABLISHED,
    TIME_WAIT,
    LISTEN,
    OTHER
  }

  /** All that there are, one after the other: not as of one moment. */
  public static List<KernelSocket> all() {
    var all = new ArrayList<KernelSocket>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        lines.skip(1).map(KernelSocket::parse).forEach(all::add);
      } catch (NoSuchFileException _) {
        // A kernel without IPv6.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  /**
   * The one between two ports.
   *
   * @throws AssertionError when there is none, or more
   */
  public static KernelSocket between(int port, int peerPort) {
    var found = all().stream().filter(one -> one.port == port && one.peerPort == peerPort).toList();
    if (found.size() != 1) {
      throw new AssertionError("between ports %d and %d: %s".formatted(port, peerPort, found));
    }
    return found.getFirst();
  }

  /** The inodes of those that listen on a port. */
  public static Set<String> listenersOn(int port) {
    return all().stream()
        .filter(one -> one.port == port && one.state == State.LISTEN)
        .map(KernelSocket::inode)
        .collect(Collectors.toSet());
  }

  private static KernelSocket parse(String line) {
    var fields = line.strip().split("\\s+", -1);
    var state =
        switch (fields[3]) {
          case "01" -> State.ESTABLISHED;
          case "06" -> State.TIME_WAIT;
          case "0A" -> State.LISTEN;
          default -> State.OTHER;
        };
    var queues = fields[4].split(":", -1);
    return new KernelSocket(
        port(fields[1]),
        port(fields[2]),
        state,
        Long.parseLong(queues[0], 16),
        Long.parseLong(queues[1], 16),
        fields[9]);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
  }
}
