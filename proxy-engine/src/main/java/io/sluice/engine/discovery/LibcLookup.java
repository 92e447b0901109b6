package io.sluice.engine.discovery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Asks the C library for names, all at once and for a few seconds at most. Blocks: for the start
 * and for reloads only. Stateless.
 */
final class LibcLookup {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final int MOST_THREADS = 16;

  private LibcLookup() {}

  /** Asks; a name that has no address, or none in time, has no entry. */
  static Map<String, List<InetAddress>> all(
      final Collection<String> names, final boolean preferIpv6) {
    final Map<String, List<InetAddress>> found = new LinkedHashMap<>();
    if (names.isEmpty()) {
      return found;
    }
    // Threads of their own, which may stay behind in the library when the time is over.
    final ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(MOST_THREADS, names.size()),
            Thread.ofPlatform().daemon().name("sluice-libc-", 0).factory());
    try {
      final Map<String, Future<InetAddress[]>> asked = new LinkedHashMap<>();
      names.forEach(name -> asked.put(name, threads.submit(() -> InetAddress.getAllByName(name))));
      final long endNanos = System.nanoTime() + MOST.toNanos();
      asked.forEach((name, answer) -> {
        final List<InetAddress> addresses = await(answer, endNanos);
        if (!addresses.isEmpty()) {
          found.put(name, ofOneFamily(addresses, preferIpv6));
        }
      });
    } finally {
      threads.shutdownNow();
    }
    return found;
  }

  private static List<InetAddress> await(final Future<InetAddress[]> answer, final long endNanos) {
    try {
      final long leftNanos = Math.max(0, endNanos - System.nanoTime());
      return Stream.of(answer.get(leftNanos, TimeUnit.NANOSECONDS)).distinct().toList();
    } catch (final ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        return List.of();
      }
      throw new IllegalStateException(e.getCause());
    } catch (final TimeoutException late) {
      return List.of();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static List<InetAddress> ofOneFamily(
      final List<InetAddress> addresses, final boolean preferIpv6) {
    final List<InetAddress> preferred =
        addresses.stream().filter(a -> a instanceof Inet6Address == preferIpv6).toList();
    return preferred.isEmpty() ? addresses : preferred;
  }
}
