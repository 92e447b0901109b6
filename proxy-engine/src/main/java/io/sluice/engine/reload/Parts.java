package io.sluice.engine.reload;

import io.sluice.backends.Balancers;
import io.sluice.engine.frontend.AcceptErrors;
import io.sluice.engine.proxy.ConnectionLimit;
import io.sluice.engine.proxy.Observation;
import io.sluice.engine.proxy.Scopes;
import io.sluice.engine.proxy.Services;
import io.sluice.engine.transport.Worker;
import io.sluice.health.Checks;
import java.util.List;

/**
 * What a configuration is put into force with; the same for the life of the process.
 *
 * @param workers the event loops
 * @param processLimit maxconn of the process
 * @param acceptErrors counts accepts that failed
 * @param balancers the algorithms there are
 * @param checks the checks there are
 * @param onErrorLimit hears when connects to a server failed in a row
 * @param scopes the variables of rules
 * @param services our own pages
 */
public record Parts(
    List<Worker> workers,
    ConnectionLimit processLimit,
    AcceptErrors acceptErrors,
    Balancers balancers,
    Checks checks,
    Observation.Listener onErrorLimit,
    Scopes scopes,
    Services services) {
  public Parts {
    workers = List.copyOf(workers);
  }
}
