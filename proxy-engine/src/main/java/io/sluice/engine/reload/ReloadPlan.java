package io.sluice.engine.reload;

import io.sluice.config.BackendConfig;
import io.sluice.config.BindConfig;
import io.sluice.config.FrontendConfig;
import io.sluice.config.ProxyConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The differences between two configurations, in the order in which they are put into force: what
 * is new before what is gone, backends before the frontends that need them.
 *
 * @param steps empty: nothing but perhaps {@code global} differs
 */
public record ReloadPlan(List<ReloadStep> steps) {
  public ReloadPlan {
    steps = List.copyOf(steps);
  }

  /** Compares. The origins of parts, file and line, are no difference. */
  public static ReloadPlan of(final ProxyConfig before, final ProxyConfig next) {
    final List<ReloadStep> steps = new ArrayList<>();
    final List<ReloadStep> last = new ArrayList<>();
    backends(before, next, steps, last);
    binds(before, next, steps, last);
    frontends(before, next, steps, last);
    steps.addAll(last);
    return new ReloadPlan(steps);
  }

  private static void backends(
      final ProxyConfig before,
      final ProxyConfig next,
      final List<ReloadStep> steps,
      final List<ReloadStep> last) {
    final Map<String, BackendConfig> old = new LinkedHashMap<>();
    before.backends().forEach(backend -> old.put(backend.name(), backend));
    for (final BackendConfig backend : next.backends()) {
      final BackendConfig had = old.remove(backend.name());
      if (had == null) {
        steps.add(new ReloadStep.AddBackend(backend));
      } else if (!had.equals(backend)) {
        steps.add(new ReloadStep.ReplaceBackend(had, backend));
      }
    }
    old.values().forEach(gone -> last.add(new ReloadStep.RemoveBackend(gone)));
  }

  private static void frontends(
      final ProxyConfig before,
      final ProxyConfig next,
      final List<ReloadStep> steps,
      final List<ReloadStep> last) {
    final Map<String, FrontendConfig> old = new LinkedHashMap<>();
    before.frontends().forEach(frontend -> old.put(frontend.name(), frontend));
    for (final FrontendConfig frontend : next.frontends()) {
      final FrontendConfig had = old.remove(frontend.name());
      if (had == null) {
        steps.add(new ReloadStep.AddFrontend(frontend));
      } else if (!had.equals(frontend)) {
        steps.add(new ReloadStep.ReplaceFrontend(had, frontend));
      }
    }
    old.values().forEach(gone -> last.add(new ReloadStep.RemoveFrontend(gone)));
  }

  private static void binds(
      final ProxyConfig before,
      final ProxyConfig next,
      final List<ReloadStep> steps,
      final List<ReloadStep> last) {
    final Map<BindConfig, FrontendConfig> old = bindsOf(before);
    bindsOf(next)
        .forEach((bind, frontend) -> {
          if (old.remove(bind) == null) {
            steps.add(new ReloadStep.OpenBind(frontend, bind));
          }
        });
    old.keySet().forEach(gone -> last.add(new ReloadStep.CloseBind(gone)));
  }

  private static Map<BindConfig, FrontendConfig> bindsOf(final ProxyConfig config) {
    final Map<BindConfig, FrontendConfig> binds = new LinkedHashMap<>();
    for (final FrontendConfig frontend : config.frontends()) {
      frontend.binds().forEach(bind -> binds.put(bind, frontend));
    }
    return binds;
  }
}
