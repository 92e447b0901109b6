package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Transaction;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fetches of the connections.
 *
 * <p>Source: HAProxy configuration manual, "Fetching samples at Layer 4" and "at Layer 5".
 */
final class ConnectionFetches {
  private ConnectionFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    end(all, "src", Transaction::source);
    end(all, "dst", Transaction::destination);
    end(all, "fc_src", Transaction::socketSource);
    end(all, "fc_dst", Transaction::socketDestination);
    end(all, "bc_src", Transaction::serverSource);
    end(all, "bc_dst", Transaction::serverDestination);
    all.put("so_id", (_, _) -> number(Transaction::listenerId));
    all.put("fc_http_major", (_, _) -> major());
    all.put("bc_http_major", (_, _) -> major());
    all.put("fc_rcvd_proxy", (_, _) -> bool(Transaction::isProxied));
    all.put("fc_err", (_, _) -> number(_ -> 0));
    all.put("bc_err", (_, _) -> number(_ -> 0));
    all.put("ssl_fc", (_, _) -> bool(Transaction::isClientTls));
  }

  private static void end(
      final Map<String, FetchFactory> all,
      final String name,
      final Function<Transaction, Endpoint> end) {
    all.put(
        name,
        (_, _) ->
            (txn, sample) -> {
              final Endpoint endpoint = end.apply(txn);
              return endpoint != null && endpoint.into(sample);
            });
    all.put(name + "_is_local", (_, _) -> isLocal(end));
    all.put(
        name + "_port",
        (_, _) ->
            (txn, sample) -> {
              final Endpoint endpoint = end.apply(txn);
              if (endpoint == null || !endpoint.isIp()) {
                return false;
              }
              sample.setSint(endpoint.port());
              return true;
            });
  }

  /** Whether it is an address of this host, of those that it had when the rules were loaded. */
  private static Fetch isLocal(final Function<Transaction, Endpoint> end) {
    final Set<Endpoint> local = localAddresses();
    return (txn, sample) -> {
      final Endpoint endpoint = end.apply(txn);
      if (endpoint == null) {
        return false;
      }
      final Endpoint own = txn.socketDestination();
      sample.setBool(
          endpoint.family() == Endpoint.Family.UNIX
              || isLoopback(endpoint)
              || (own != null && own.high() == endpoint.high() && own.low() == endpoint.low())
              || local.contains(
                  new Endpoint(endpoint.family(), endpoint.high(), endpoint.low(), 0)));
      return true;
    };
  }

  private static boolean isLoopback(final Endpoint endpoint) {
    return endpoint.family() == Endpoint.Family.IPV4
        ? endpoint.low() >>> 24 == 127
        : endpoint.high() == 0 && endpoint.low() == 1;
  }

  private static Set<Endpoint> localAddresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> Endpoint.of(address, 0))
          .collect(Collectors.toUnmodifiableSet());
    } catch (final SocketException e) {
      return Set.of();
    }
  }

  private static Fetch major() {
    return (txn, sample) -> {
      sample.setSint(1);
      return txn.request() != null;
    };
  }

  private static Fetch number(final java.util.function.ToLongFunction<Transaction> of) {
    return (txn, sample) -> {
      sample.setSint(of.applyAsLong(txn));
      return true;
    };
  }

  private static Fetch bool(final java.util.function.Predicate<Transaction> of) {
    return (txn, sample) -> {
      sample.setBool(of.test(txn));
      return true;
    };
  }

  static Fetch text(final Function<Transaction, String> of) {
    return (txn, sample) -> {
      final String text = of.apply(txn);
      if (text == null) {
        return false;
      }
      sample.setStr(Bytes.of(text));
      return true;
    };
  }
}
