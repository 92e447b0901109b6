package io.sluice.engine.sample.fetch;

import io.sluice.config.http.FetchTable;
import java.util.Map;

/**
 * Fetches of what connections do not have: names of sockets, what the PROXY protocol or TLS would
 * tell. They give no sample, as HAProxy's do on a connection without these.
 */
final class AbsentFetches {
  private AbsentFetches() {}

  static void addTo(final Map<String, FetchFactory> all) {
    all.putIfAbsent(
        "ssl_bc",
        (_, _) ->
            (_, sample) -> {
              sample.setBool(false);
              return true;
            });
    for (final FetchTable.Fetch fetch : FetchTable.all()) {
      if (fetch.name().matches("ssl_.*|so_name|fc_pp_.*|[fb]c_err_str")) {
        all.putIfAbsent(fetch.name(), (_, _) -> (_, _) -> false);
      }
    }
  }
}
