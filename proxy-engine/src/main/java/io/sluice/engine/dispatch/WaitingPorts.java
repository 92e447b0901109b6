package io.sluice.engine.dispatch;

import io.sluice.engine.transport.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local ports to ask for by name when the kernel finds none. Where a client ends first, the kernel
 * keeps the port of the server's connection for a minute (TIME_WAIT), and gives it to no connect
 * that leaves the choice to it; one that asks for this very port gets it, since timestamps tell the
 * packets of the two apart. Confined to its worker.
 *
 * <p>Source: ip(7) {@code ip_local_port_range}, {@code ip_local_reserved_ports}; HAProxy has the
 * same from a range of ports in {@code source}.
 */
final class WaitingPorts {
  /** How many to ask for in one connect. Where most are truly taken, as many cost a quarter ms. */
  static final int TRIES = 64;

  private static final Logger LOG = LoggerFactory.getLogger(WaitingPorts.class);
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Path RESERVED = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");
  private static final int MOST_TEXT = 16 * 1024;
  private static final int FIRST = 32768;
  private static final int LAST = 60999;

  /** After a connect that found none, how long they are asked for before the kernel is. */
  private static final long SCARCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int[] ports;
  private int cursor;
  private boolean scarce;
  private long scarceSinceNanos;

  private WaitingPorts(final Worker worker) {
    this(read(RANGE), read(RESERVED));
    // The workers ask for different ones.
    cursor = ports.length / 2 * (worker.index() & 1);
  }

  /**
   * @param range the text of the range, two numbers; empty: unknown
   * @param reserved the text of the ports that are not to be taken, such as {@code 8080,9000-9010}
   */
  WaitingPorts(final String range, final String reserved) {
    ports = free(range.strip(), reserved.strip());
  }

  /** The one of a worker, which is made when it is first asked for. */
  static WaitingPorts of(final Worker worker) {
    return worker.attachment(WaitingPorts.class, WaitingPorts::new, _ -> {});
  }

  /** How many it knows. */
  int size() {
    return ports.length;
  }

  /** The one to ask for next, of {@link #size} in turn. */
  int next() {
    cursor = cursor + 1 < ports.length ? cursor + 1 : 0;
    return ports[cursor];
  }

  /**
   * The same as an address to bind.
   *
   * @param from where connections come from; null: of any address
   * @param to where they lead
   */
  InetSocketAddress next(final InetSocketAddress from, final InetSocketAddress to)
      throws IOException {
    final InetAddress address =
        from == null
            ? InetAddress.getByAddress(new byte[to.getAddress().getAddress().length])
            : from.getAddress();
    return new InetSocketAddress(address, next());
  }

  /** The kernel found none. */
  void onScarce(final long nowNanos) {
    scarce = true;
    scarceSinceNanos = nowNanos;
  }

  /** Whether it found none just now: then its search, through all ports, is in vain again. */
  boolean areScarce(final long nowNanos) {
    scarce = scarce && nowNanos - scarceSinceNanos < SCARCE_NANOS;
    return scarce;
  }

  /** The kernel gives the whole text to the first read, and nothing to the next. */
  private static String read(final Path path) {
    final byte[] text = new byte[MOST_TEXT];
    try (InputStream in = Files.newInputStream(path)) {
      return new String(text, 0, Math.max(0, in.read(text)), StandardCharsets.US_ASCII);
    } catch (final IOException e) {
      LOG.debug("{}: {}", path, e.getMessage());
      return "";
    }
  }

  private static int[] free(final String range, final String reserved) {
    final BitSet free = new BitSet();
    if (range.isEmpty()) {
      free.set(FIRST, LAST + 1);
    } else {
      final String[] ends = range.split("\\s+", -1);
      free.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
    }
    if (!reserved.isEmpty()) {
      for (final String part : reserved.split(",", -1)) {
        final String[] ends = part.split("-", -1);
        free.clear(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
      }
    }
    return free.stream().toArray();
  }
}
