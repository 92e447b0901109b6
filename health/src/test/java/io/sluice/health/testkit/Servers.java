package io.sluice.health.testkit;

import io.sluice.backends.Backend;
import io.sluice.backends.Balancers;
import io.sluice.config.Address;
import io.sluice.config.BackendConfig;
import io.sluice.config.BalanceConfig;
import io.sluice.config.CheckConfig;
import io.sluice.config.Mode;
import io.sluice.config.Origin;
import io.sluice.config.ProbeConfig;
import io.sluice.config.ResolveConfig;
import io.sluice.config.ServerConfig;
import io.sluice.config.ServerConfig.OnMarkedDown;
import io.sluice.config.ServerConfig.OnMarkedUp;
import io.sluice.config.SocketConfig;
import io.sluice.config.ZeroCopy;
import io.sluice.config.http.BackendHttp;
import io.sluice.config.http.ServerHttp;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Backends, servers and checks for tests. */
public final class Servers {
  private static final Origin ORIGIN = new Origin("test", 1);

  private Servers() {}

  /** A backend of checked servers. */
  public static Backend backend(final String... names) {
    final Optional<Duration> none = Optional.empty();
    return new Backend(
        new BackendConfig(
            "b",
            ORIGIN,
            Mode.TCP,
            new BalanceConfig.RoundRobin(),
            Arrays.stream(names).map(Servers::server).toList(),
            new BackendConfig.Timeouts(none, none, none, none, none),
            0,
            false,
            false,
            false,
            Duration.ZERO,
            Optional.empty(),
            new SocketConfig(true, false, none, none, OptionalInt.empty(), none),
            ZeroCopy.AUTO,
            Optional.empty(),
            BackendHttp.DEFAULT),
        Balancers.load(),
        0);
  }

  private static ServerConfig server(final String name) {
    return new ServerConfig(
        name,
        ORIGIN,
        new Address.Inet("127.0.0.1", 1),
        1,
        0,
        0,
        1,
        false,
        false,
        Duration.ZERO,
        OnMarkedDown.NONE,
        OnMarkedUp.NONE,
        Optional.of(check(new ProbeConfig.Tcp())),
        Optional.empty(),
        ResolveConfig.DEFAULT,
        Optional.empty(),
        ServerHttp.DEFAULT);
  }

  /** Every 2 s, every 500 ms while changing, every 5 s while down; timeout 1 s; rise 2, fall 3. */
  public static CheckConfig check(final ProbeConfig probe) {
    return new CheckConfig(
        ORIGIN,
        probe,
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        2,
        3,
        OptionalInt.empty(),
        Optional.empty());
  }

  public static CheckConfig withLimits(final CheckConfig check, final int rise, final int fall) {
    return new CheckConfig(
        new Origin("test", 99),
        check.probe(),
        check.inter(),
        check.fastinter(),
        check.downinter(),
        check.timeout(),
        rise,
        fall,
        check.port(),
        check.address());
  }

  public static CheckConfig withInter(final CheckConfig check, final Duration inter) {
    return new CheckConfig(
        check.origin(),
        check.probe(),
        inter,
        inter,
        inter,
        check.timeout(),
        check.rise(),
        check.fall(),
        check.port(),
        check.address());
  }
}
