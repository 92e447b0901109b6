package io.sluice.engine.reload;

import io.sluice.config.BindConfig;
import io.sluice.config.GlobalConfig;
import io.sluice.config.LogConfig;
import io.sluice.config.ProxyConfig;
import io.sluice.config.ResolversConfig;
import io.sluice.config.Tuning;
import io.sluice.engine.frontend.Binding;
import io.sluice.engine.proxy.BackendRuntime;
import io.sluice.engine.proxy.FrontendRuntime;
import io.sluice.engine.proxy.FrontendState;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What runs: one configuration, and what became of its parts. Immutable; the control loop replaces
 * it as a whole.
 *
 * @param config what it was made of
 * @param frontends by name, in the order of the configuration
 * @param backends by name, in the order of the configuration
 * @param bindings the sockets that clients come in by
 * @param retired frontends that are gone, and their sessions that are not
 */
public record Generation(
    ProxyConfig config,
    Map<String, FrontendRuntime> frontends,
    Map<String, BackendRuntime> backends,
    Map<BindConfig, Binding> bindings,
    Retired retired) {
  public Generation {
    frontends = Collections.unmodifiableMap(new LinkedHashMap<>(frontends));
    backends = Collections.unmodifiableMap(new LinkedHashMap<>(backends));
    bindings = Collections.unmodifiableMap(new LinkedHashMap<>(bindings));
  }

  /** Every frontend that has sessions, the removed ones too. */
  public List<FrontendState> states() {
    return Stream.concat(
            frontends.values().stream().map(FrontendRuntime::state), retired.states().stream())
        .toList();
  }

  /** Nothing runs. */
  public static Generation empty() {
    final GlobalConfig nothing =
        new GlobalConfig(
            0,
            OptionalInt.empty(),
            0,
            Optional.empty(),
            Duration.ZERO,
            0,
            false,
            Optional.empty(),
            new LogConfig(LogConfig.Level.INFO, 1 << 16),
            ResolversConfig.DEFAULT,
            Tuning.DEFAULT);
    return new Generation(
        new ProxyConfig(nothing, List.of(), List.of(), List.of()),
        Map.of(),
        Map.of(),
        Map.of(),
        Retired.NONE);
  }
}
