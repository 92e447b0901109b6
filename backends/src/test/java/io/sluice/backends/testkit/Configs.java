package io.sluice.backends.testkit;

import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.Mode;
import io.sluice.config.Origin;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ResolveConfig;
import io.sluice.config.ServerConfig;
import io.sluice.config.SocketConfig;
import io.sluice.config.ZeroCopy;
import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.ServerHttp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Configurations of backends, short to write: {@code a}, or {@code server("a").maxconn(1)}. */
public final class Configs {
  private Configs() {}

  public static Line server(final String name) {
    return new Line(name);
  }

  public static BackendConfig backend(final BalanceConfig balance, final Line... lines) {
    return backend(balance, false, Duration.ZERO, lines);
  }

  public static BackendConfig backend(
      final BalanceConfig balance,
      final boolean allbackups,
      final Duration hold,
      final Line... lines) {
    return new BackendConfig(
        "db",
        Origin.BUILT_IN,
        Mode.TCP,
        balance,
        List.of(lines).stream().map(Line::config).toList(),
        new BackendConfig.Timeouts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        3,
        true,
        allbackups,
        false,
        hold,
        Optional.empty(),
        new SocketConfig(
            true, false, Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty()),
        ZeroCopy.AUTO,
        Optional.empty(),
        BackendHttp.DEFAULT);
  }

  /** A server line; each method says one more thing of it. */
  public static final class Line {
    private final String name;
    private int port = 3306;
    private int weight = 1;
    private int maxconn;
    private int maxqueue;
    private boolean backup;
    private boolean disabled;
    private boolean checked;
    private boolean agent;
    private Duration slowstart = Duration.ZERO;

    private Line(final String name) {
      this.name = name;
    }

    public Line port(final int value) {
      port = value;
      return this;
    }

    public Line weight(final int value) {
      weight = value;
      return this;
    }

    public Line maxconn(final int value) {
      maxconn = value;
      return this;
    }

    public Line maxqueue(final int value) {
      maxqueue = value;
      return this;
    }

    public Line backup() {
      backup = true;
      return this;
    }

    public Line disabled() {
      disabled = true;
      return this;
    }

    public Line check() {
      checked = true;
      return this;
    }

    public Line agent() {
      agent = true;
      return this;
    }

    public Line slowstart(final Duration value) {
      slowstart = value;
      return this;
    }

    private ServerConfig config() {
      return new ServerConfig(
          name,
          Origin.BUILT_IN,
          new Address.Inet("127.0.0.1", port),
          weight,
          maxconn,
          maxqueue,
          1,
          backup,
          disabled,
          slowstart,
          ServerConfig.OnMarkedDown.NONE,
          ServerConfig.OnMarkedUp.NONE,
          checked ? Optional.of(check(new ProbeConfig.Tcp())) : Optional.empty(),
          agent ? Optional.of(check(new ProbeConfig.Agent(""))) : Optional.empty(),
          ResolveConfig.DEFAULT,
          Optional.empty(),
          ServerHttp.DEFAULT);
    }

    private static CheckConfig check(final ProbeConfig probe) {
      final Duration inter = Duration.ofSeconds(2);
      return new CheckConfig(
          Origin.BUILT_IN,
          probe,
          inter,
          inter,
          inter,
          inter,
          2,
          3,
          OptionalInt.empty(),
          Optional.empty());
    }
  }
}
