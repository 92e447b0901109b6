package io.sluice.engine.sample.fetch;

import io.sluice.engine.sample.Fetch;
import io.sluice.engine.sample.ProxyFigures;
import io.sluice.engine.sample.RuleProblem;
import io.sluice.engine.sample.ServerFigures;
import io.sluice.engine.sample.Surroundings;
import io.sluice.engine.sample.Transaction;
import io.sluice.engine.sample.convert.Args;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Fetches of proxies and servers: who serves, and how they do.
 *
 * <p>Source: HAProxy configuration manual, {@code be_conn}, {@code nbsrv}, {@code srv_conn}, ...
 */
final class ProxyFetches {
  private ProxyFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    backend(all, "avg_queue", ProxyFetches::averageQueue);
    backend(all, "be_conn", ProxyFigures::sessions);
    backend(all, "be_conn_free", ProxyFigures::freeSlots);
    backend(all, "be_sess_rate", ProxyFigures::sessionRate);
    backend(all, "connslots", ProxyFigures::freeSlots);
    backend(all, "nbsrv", ProxyFigures::usableServers);
    backend(all, "queue", ProxyFigures::queued);
    frontend(all, "fe_conn", ProxyFigures::sessions);
    frontend(all, "fe_req_rate", ProxyFigures::sessionRate);
    frontend(all, "fe_sess_rate", ProxyFigures::sessionRate);
    server(all, "srv_conn", ServerFigures::sessions);
    server(all, "srv_conn_free", ServerFigures::freeSlots);
    server(all, "srv_queue", ServerFigures::queued);
    server(all, "srv_sess_rate", ServerFigures::sessionRate);
    server(all, "srv_weight", ServerFigures::weight);
    server(all, "srv_iweight", ServerFigures::weight);
    server(all, "srv_uweight", ServerFigures::weight);
    timeouts(all);
    all.put("fe_defbe", (_, _) -> ConnectionFetches.text(t -> t.frontend().defaultBackend()));
    all.put(
        "dst_conn",
        (_, _) ->
            (txn, sample) -> {
              sample.setSint(txn.frontend().sessions());
              return true;
            });
    all.put("srv_is_up", ProxyFetches::isUp);
    all.put("fe_name", (_, _) -> ConnectionFetches.text(t -> name(t.frontend())));
    all.put("be_name", (_, _) -> ConnectionFetches.text(t -> name(t.backend())));
    all.put(
        "srv_name",
        (_, _) -> ConnectionFetches.text(t -> t.server() == null ? null : t.server().name()));
    all.put("fe_id", (_, _) -> (txn, sample) -> id(txn.frontend(), sample));
    all.put("be_id", (_, _) -> (txn, sample) -> id(txn.backend(), sample));
    all.put(
        "srv_id",
        (_, _) ->
            (txn, sample) -> {
              final ServerFigures server = txn.server();
              if (server == null) {
                return false;
              }
              sample.setSint(server.id());
              return true;
            });
  }

  private static void timeouts(final Map<String, FetchFactory> all) {
    millis(all, "fe_client_timeout", t -> t.frontend().clientTimeoutMillis());
    millis(all, "be_server_timeout", t -> ofBackend(t, ProxyFigures::serverTimeoutMillis));
    millis(all, "be_tunnel_timeout", t -> ofBackend(t, ProxyFigures::tunnelTimeoutMillis));
    millis(all, "cur_server_timeout", t -> ofBackend(t, ProxyFigures::serverTimeoutMillis));
    millis(all, "cur_tunnel_timeout", t -> ofBackend(t, ProxyFigures::tunnelTimeoutMillis));
  }

  private static long ofBackend(final Transaction txn, final ToLongFunction<ProxyFigures> figure) {
    return txn.backend() == null ? -1 : figure.applyAsLong(txn.backend());
  }

  private static void millis(
      final Map<String, FetchFactory> all,
      final String name,
      final ToLongFunction<Transaction> timeout) {
    all.put(
        name,
        (_, _) ->
            (txn, sample) -> {
              final long millis = timeout.applyAsLong(txn);
              sample.setSint(millis);
              return millis >= 0;
            });
  }

  private static String name(final ProxyFigures proxy) {
    return proxy == null ? null : proxy.name();
  }

  private static boolean id(final ProxyFigures proxy, final io.sluice.engine.sample.Sample sample) {
    if (proxy == null) {
      return false;
    }
    sample.setSint(proxy.id());
    return true;
  }

  private static long averageQueue(final ProxyFigures backend) {
    final int servers = Math.max(1, backend.usableServers());
    return (backend.queued() + servers - 1) / servers;
  }

  private static void backend(
      final Map<String, FetchFactory> all,
      final String name,
      final ToLongFunction<ProxyFigures> figure) {
    all.put(
        name,
        (args, surroundings) -> {
          final ProxyFigures proxy =
              Args.has(args, 0)
                  ? surroundings
                      .backend(args.get(0))
                      .orElseThrow(() -> new RuleProblem("there is no backend " + args.get(0)))
                  : surroundings.proxy();
          return figure(proxy, figure);
        });
  }

  private static void frontend(
      final Map<String, FetchFactory> all,
      final String name,
      final ToLongFunction<ProxyFigures> figure) {
    all.put(
        name,
        (args, surroundings) -> {
          final ProxyFigures proxy =
              Args.has(args, 0)
                  ? surroundings
                      .frontend(args.get(0))
                      .orElseThrow(() -> new RuleProblem("there is no frontend " + args.get(0)))
                  : surroundings.proxy();
          return figure(proxy, figure);
        });
  }

  private static Fetch figure(final ProxyFigures proxy, final ToLongFunction<ProxyFigures> figure) {
    return (_, sample) -> {
      sample.setSint(figure.applyAsLong(proxy));
      return true;
    };
  }

  private static void server(
      final Map<String, FetchFactory> all,
      final String name,
      final ToLongFunction<ServerFigures> figure) {
    all.put(
        name,
        (args, surroundings) -> {
          final ServerFigures server = server(args, surroundings);
          return (_, sample) -> {
            sample.setSint(figure.applyAsLong(server));
            return true;
          };
        });
  }

  private static Fetch isUp(final List<String> args, final Surroundings surroundings) {
    final ServerFigures server = server(args, surroundings);
    return (_, sample) -> {
      sample.setBool(server.isUsable());
      return true;
    };
  }

  private static ServerFigures server(final List<String> args, final Surroundings surroundings) {
    final String text = Args.text(args, 0);
    final int slash = text.indexOf('/');
    final String backend = slash < 0 ? surroundings.proxy().name() : text.substring(0, slash);
    return surroundings
        .server(backend, text.substring(slash + 1))
        .orElseThrow(() -> new RuleProblem("there is no server " + text));
  }
}
