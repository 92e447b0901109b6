package io.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Puts the layers of agent settings together: the server's, then its backend's, then defaults. */
final class AgentReader {
  private static final Duration INTER = Duration.ofSeconds(2);

  private final List<AgentSpec> specs;
  private final Layers timeouts;
  private final Problems problems;

  /**
   * @param specs the most specific first
   * @param timeouts for {@code timeout.check}
   */
  AgentReader(final List<AgentSpec> specs, final Layers timeouts, final Problems problems) {
    this.specs = specs;
    this.timeouts = timeouts;
    this.problems = problems;
  }

  /**
   * How the server's agent is asked; empty: it has none.
   *
   * @param server where the server is
   */
  Optional<CheckConfig> read(final Address server) {
    if (specs.isEmpty() || specs.getFirst().options().isEmpty()) {
      return Optional.empty();
    }
    final AgentSpec first = specs.getFirst();
    final Layers options = new Layers(specs.stream().flatMap(s -> s.options().stream()).toList());
    if (options.sections().stream().noneMatch(s -> s.has(AgentKeys.PORT))) {
      problems.error(
          first.origin(),
          first.path() + " has no port",
          "write " + AgentKeys.PORT.sample() + " in it");
    }
    if (server instanceof Address.Unix && options.get(AgentKeys.ADDRESS).isEmpty()) {
      problems.error(
          first.origin(),
          first.path() + " is for a server that is a unix socket, and has no address",
          "write " + AgentKeys.ADDRESS.sample() + " in it, or agent = off at the server");
    }
    return Optional.of(config(first, options));
  }

  private CheckConfig config(final AgentSpec first, final Layers options) {
    final Duration inter = options.get(AgentKeys.INTER).orElse(INTER);
    return new CheckConfig(
        first.origin(),
        new ProbeConfig.Agent(options.get(AgentKeys.SEND).orElse("")),
        inter,
        inter,
        inter,
        timeouts.get(TimeoutKeys.CHECK).orElse(inter),
        1,
        1,
        options.get(AgentKeys.PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty),
        options.get(AgentKeys.ADDRESS));
  }
}
