package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Bytes;
import io.sluice.engine.sample.Endpoint;
import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.Transaction;
import java.util.Map;
import java.util.function.Function;

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
    all.put("fc_rcvd_proxy", (_, _) -> bool(t -> !t.source().equals(t.socketSource())));
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
