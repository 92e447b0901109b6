package io.sluice.engine;

import io.sluice.config.Address;
import io.sluice.config.AdminBind;
import io.sluice.config.AdminConfig;
import io.sluice.config.ConfigProblem;
import io.sluice.config.ProxyConfig;
import io.sluice.engine.admin.AdminServer;
import io.sluice.engine.admin.Operations;
import io.sluice.engine.frontend.BindFailure;
import io.sluice.engine.proxy.Addresses;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listeners, and how they change with the configuration. Used by whoever changes the
 * configuration, one at a time.
 */
final class AdminListeners {
  private static final Logger LOG = LoggerFactory.getLogger(AdminListeners.class);

  /** What a listener is known by: with another address or mode it is another socket. */
  private record Place(Address address, OptionalInt mode) {
    static Place of(final AdminBind bind) {
      return new Place(bind.address(), bind.mode());
    }
  }

  private final Operations operations;
  private volatile Map<Place, AdminServer> running = Map.of();

  AdminListeners(final Operations operations) {
    this.operations = operations;
  }

  /** Listeners that a configuration wants and that are not there yet; to be used or abandoned. */
  final class Opened {
    private final List<AdminBind> wanted;
    private final Map<Place, AdminServer> fresh = new LinkedHashMap<>();

    private Opened(final List<AdminBind> wanted) {
      this.wanted = wanted;
    }

    /** Closes what was opened. */
    void abandon() {
      fresh.values().forEach(AdminServer::close);
    }

    /** Lets the new ones serve, and closes those that are wanted no more. */
    void use() {
      final Map<Place, AdminServer> before = running;
      final Map<Place, AdminServer> next = new LinkedHashMap<>();
      for (final AdminBind bind : wanted) {
        final Place place = Place.of(bind);
        final AdminServer kept = before.get(place);
        if (kept == null) {
          fresh.get(place).start();
          LOG.info("admin listens on {}{}", bind.address(), rights(bind));
        } else {
          keep(kept, bind);
        }
        next.put(place, kept == null ? fresh.get(place) : kept);
      }
      running = next;
      before.forEach((place, server) -> {
        if (!next.containsKey(place)) {
          server.close();
          LOG.info("admin listens no more on {}", place.address());
        }
      });
    }
  }

  private static void keep(final AdminServer server, final AdminBind bind) {
    final String before = rights(server.bind());
    server.setBind(bind);
    if (!before.equals(rights(bind))) {
      LOG.info("admin listens on {}{} from now on", bind.address(), rights(bind));
    }
  }

  private static String rights(final AdminBind bind) {
    if (bind.commands()) {
      return ", and takes commands";
    }
    return bind.push() ? ", and takes notifications of clusters" : "";
  }

  /**
   * Opens those that a configuration wants, where they are not open already.
   *
   * @param problems gets what stands in the way
   */
  Opened open(final ProxyConfig next, final List<ConfigProblem> problems) {
    final Opened opened =
        new Opened(next.global().admin().map(AdminConfig::binds).orElse(List.of()));
    for (final AdminBind bind : opened.wanted) {
      if (!running.containsKey(Place.of(bind))) {
        open(bind, problems).ifPresent(server -> opened.fresh.put(Place.of(bind), server));
      }
    }
    return opened;
  }

  private Optional<AdminServer> open(final AdminBind bind, final List<ConfigProblem> problems) {
    final boolean ours =
        running.keySet().stream().anyMatch(place -> place.address().equals(bind.address()));
    try {
      return Optional.of(
          AdminServer.open(bind, Addresses.resolve(bind.address()), ours, operations));
    } catch (final UnknownHostException e) {
      problems.add(
          ConfigProblem.error(
              bind.origin(), "no address is known for " + bind.address(), "write an address"));
    } catch (final BindFailure e) {
      problems.add(
          ConfigProblem.error(bind.origin(), "the admin listener: " + e.getMessage(), e.remedy()));
    }
    return Optional.empty();
  }

  /** Those that serve. */
  List<AdminServer> servers() {
    return new ArrayList<>(running.values());
  }

  /** Closes all of them. */
  void close() {
    running.values().forEach(AdminServer::close);
  }
}
