package io.sluice.engine.reload;

import io.sluice.config.BackendConfig;
import io.sluice.config.BindConfig;
import io.sluice.config.FrontendConfig;
import io.sluice.config.ServerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One difference between what runs and what is to run. */
public sealed interface ReloadStep {
  /** For the log, such as {@code backend galera: server db3 added}. */
  String describe();

  /** A backend that was not there. */
  record AddBackend(BackendConfig next) implements ReloadStep {
    @Override
    public String describe() {
      return "backend " + next.name() + " added";
    }
  }

  /** A backend that says something else; servers keep their state by name. */
  record ReplaceBackend(BackendConfig before, BackendConfig next) implements ReloadStep {
    @Override
    public String describe() {
      final Map<String, ServerConfig> had = byName(before);
      final Map<String, ServerConfig> has = byName(next);
      final List<String> changes = new ArrayList<>();
      has.forEach((name, server) -> {
        if (!had.containsKey(name)) {
          changes.add("server " + name + " added");
        } else if (!had.get(name).equals(server)) {
          changes.add("server " + name + " changed");
        }
      });
      had.keySet().stream()
          .filter(name -> !has.containsKey(name))
          .forEach(name -> changes.add("server " + name + " removed"));
      return "backend "
          + next.name()
          + ": "
          + (changes.isEmpty() ? "changed" : String.join(", ", changes));
    }

    private static Map<String, ServerConfig> byName(final BackendConfig config) {
      final Map<String, ServerConfig> servers = new LinkedHashMap<>();
      config.servers().forEach(server -> servers.put(server.name(), server));
      return servers;
    }
  }

  /** A backend that is gone; its sessions go on. */
  record RemoveBackend(BackendConfig before) implements ReloadStep {
    @Override
    public String describe() {
      return "backend " + before.name() + " removed";
    }
  }

  /** A frontend that was not there. */
  record AddFrontend(FrontendConfig next) implements ReloadStep {
    @Override
    public String describe() {
      return "frontend " + next.name() + " added";
    }
  }

  /** A frontend that says something else, to clients that come from now on. */
  record ReplaceFrontend(FrontendConfig before, FrontendConfig next) implements ReloadStep {
    @Override
    public String describe() {
      return "frontend " + next.name() + " changed";
    }
  }

  /** A frontend that is gone; its sessions go on until {@code hard-stop-after}. */
  record RemoveFrontend(FrontendConfig before) implements ReloadStep {
    @Override
    public String describe() {
      return "frontend " + before.name() + " removed";
    }
  }

  /** An address to listen on. */
  record OpenBind(FrontendConfig frontend, BindConfig bind) implements ReloadStep {
    @Override
    public String describe() {
      return "listening on " + bind.address() + " for " + frontend.name();
    }
  }

  /** An address to listen on no more. */
  record CloseBind(BindConfig bind) implements ReloadStep {
    @Override
    public String describe() {
      return "no longer listening on " + bind.address();
    }
  }
}
